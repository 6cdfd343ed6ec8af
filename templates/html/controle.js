// What HTML and CSS cannot choose: an axis, a rule, a fiche, words. Without it, the page still says everything.
"use strict";
(() => {
  const form = document.querySelector(".filters");
  const status = form.querySelector("output");
  const fields = [...form.querySelectorAll("[data-filter]")];
  const findings = [...document.querySelectorAll(".finding")];
  const fiches = [...document.querySelectorAll(".fiches a")];
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/\s+/g, " ").toLowerCase();
  const texts = new Map(findings.map((finding) => [finding, folded(finding.textContent)]));

  const suits = (finding, wanted) =>
    wanted.every(([name, value]) =>
      name === "search" ? texts.get(finding).includes(folded(value)) : finding.dataset[name] === value);

  const apply = () => {
    const wanted = fields.map((field) => [field.dataset.filter, field.value.trim()]).filter(([, value]) => value);
    const fiche = fiches.find((link) => link.ariaCurrent === "true");
    if (fiche) wanted.push(["fiche", fiche.dataset.fiche]);
    for (const finding of findings) finding.hidden = !suits(finding, wanted);
    for (const group of document.querySelectorAll(".group")) {
      group.hidden = !group.querySelector(".finding:not([hidden])");
    }
    const shown = findings.filter((finding) => finding.checkVisibility()).length;
    const sentence = shown ? status.dataset.shown : status.dataset.none;
    status.textContent = shown === findings.length ? "" : sentence.replace("{shown}", shown).replace("{total}", findings.length);
  };

  // A fiche is chosen, or no more.
  const choose = (fiche) => {
    for (const link of fiches) link.ariaCurrent = link === fiche && link.ariaCurrent !== "true" ? "true" : null;
    apply();
  };
  for (const link of fiches) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      choose(link);
    });
  }
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(choose));
  apply();
})();
