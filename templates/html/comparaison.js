// Filters, and pages one over the other. Without it, the page still shows everything, pages side by side.
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

  const form = document.querySelector(".filters");
  if (form) {
    const status = form.querySelector("output");
    const fiche = form.querySelector("select");
    const kinds = [...form.querySelectorAll("[name=kind]")];
    const fiches = [...document.querySelectorAll(".fiche")];
    const title = document.querySelector("[data-title=fiche]");
    const others = [...document.querySelectorAll("main > [data-kind]")];
    for (const kind of kinds) {
      kind.closest("label").hidden = !document.querySelector(`main [data-kind=${kind.value}]`);
    }
    const apply = () => {
      const wanted = new Set(kinds.filter((kind) => kind.checked).map((kind) => kind.value));
      for (const block of others) {
        // What everyone pays stays in view: it is what the page is about.
        const isSummary = block.querySelector(".cards") !== null;
        block.hidden = !isSummary && (fiche.value !== "" || !wanted.has(block.dataset.kind));
      }
      let shown = 0;
      for (const one of fiches) {
        const parts = [...one.querySelectorAll(":scope > [data-kind]")];
        for (const part of parts) part.hidden = !wanted.has(part.dataset.kind);
        one.hidden = (fiche.value !== "" && one.id !== fiche.value) || parts.every((part) => part.hidden);
        shown += one.hidden ? 0 : 1;
      }
      if (title) title.hidden = shown === 0;
      const sentence = shown ? status.dataset.shown : status.dataset.none;
      status.textContent = sentence.replace("{shown}", shown).replace("{total}", fiches.length);
    };
    form.hidden = false;
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(apply));
    apply();
  }

  addEventListener("beforeprint", () => {
    for (const folded of document.querySelectorAll("details")) folded.open = true;
  });
})();
