// Pages one over the other. Without it, they stand side by side.
"use strict";
(() => {
  document.documentElement.classList.add("scripted");

  for (const pair of document.querySelectorAll(".pair")) {
    const cut = pair.querySelector("input[type=range]");
    if (!cut) continue;
    const sheets = pair.querySelector(".sheets");
    const buttons = [...pair.querySelectorAll(".views button")];
    const show = (view) => {
      pair.dataset.view = view;
      for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.view === view));
    };
    const move = () => sheets.style.setProperty("--cut", `${cut.value}%`);
    for (const button of buttons) button.addEventListener("click", () => show(button.dataset.view));
    cut.addEventListener("input", move);
    // The line between the pages follows the pointer, too.
    sheets.addEventListener("pointermove", (event) => {
      if (pair.dataset.view !== "over" || (event.pointerType === "mouse" && event.buttons !== 1)) return;
      const place = sheets.querySelector(".sheet").getBoundingClientRect();
      cut.value = String(Math.round((100 * (event.clientX - place.left)) / place.width));
      move();
    });
    sheets.addEventListener("dragstart", (event) => event.preventDefault());
  }
})();
