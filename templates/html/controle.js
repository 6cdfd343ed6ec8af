// Filters and copying. Without it, the page still says everything.
"use strict";
(() => {
  const form = document.querySelector(".filters");
  const status = form.querySelector("output");
  const fields = [...form.querySelectorAll("[data-filter]")];
  const findings = [...document.querySelectorAll(".finding")];
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/\s+/g, " ").toLowerCase();
  const texts = new Map(findings.map((finding) => [finding, folded(finding.textContent)]));

  const suits = (finding, wanted) =>
    wanted.every(([name, value]) =>
      name === "search" ? texts.get(finding).includes(folded(value)) : finding.dataset[name] === value);

  const apply = () => {
    const wanted = fields.map((field) => [field.dataset.filter, field.value.trim()]).filter(([, value]) => value);
    let shown = 0;
    for (const finding of findings) {
      finding.hidden = !suits(finding, wanted);
      shown += finding.hidden ? 0 : 1;
    }
    for (const group of document.querySelectorAll(".group")) {
      group.hidden = !group.querySelector(".finding:not([hidden])");
    }
    const sentence = shown ? status.dataset.shown : status.dataset.none;
    status.textContent = sentence.replace("{shown}", shown).replace("{total}", findings.length);
  };

  form.hidden = findings.length < 2;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  apply();
})();
