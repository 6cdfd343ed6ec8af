// What every page of findings can do: copy a decision, show the cell that matters.
"use strict";
(() => {
  const copy = async (button) => {
    const text = button.closest(".decision").querySelector("pre").textContent;
    try {
      await navigator.clipboard.writeText(text + "\n");
    } catch {
      // A file opened from disk may have no clipboard: the text is selected, to be copied by hand.
      getSelection().selectAllChildren(button.closest(".decision").querySelector("pre"));
      return;
    }
    const label = button.firstChild;
    const before = label.data;
    label.data = button.dataset.done;
    setTimeout(() => { label.data = before; }, 1500);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".copy");
    if (button) copy(button);
  });
  // On a narrow screen, the cell that matters is brought into view when its finding is unfolded.
  const reveal = () => {
    for (const cell of document.querySelectorAll(".marked")) {
      const extract = cell.closest(".extract");
      extract.scrollLeft += cell.getBoundingClientRect().right - extract.getBoundingClientRect().right + 12;
    }
  };
  document.addEventListener("toggle", reveal, true);
  document.addEventListener("paraphe:shown", reveal);
  document.documentElement.classList.add("scripted");
})();
