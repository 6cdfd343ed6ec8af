// Drives controle.html: filters, copying, printing, without a network, at every size and in the dark.
// Usage: node controle.mjs FILE
import assert from "node:assert/strict";
import { assertAccessible, assertFits, inChromium, keepPicture, screens, withPage } from "./rig.mjs";

const [file] = process.argv.slice(2);

const shown = (page) => page.locator(".finding:visible").count();

/** The counts choose what is shown, with or without a script. */
async function counts(page) {
  const all = await shown(page);
  const bar = page.locator(".shown label");
  let sum = 0;
  for (const [index, told] of (await bar.allTextContents()).entries()) {
    await bar.nth(index).click();
    const some = await shown(page);
    assert.equal(some, Number(told.match(/\d+/)[0]), told);
    sum += some;
  }
  assert.equal(sum, 2 * all, "every finding is in one of the counts");
  // By keyboard: they are one group of choices.
  await page.locator("#show-all").focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await shown(page), await page.locator(".finding.is-error").count());
  assert.ok(await page.locator(".shown").evaluate((bar) => {
    scrollTo(0, document.body.scrollHeight);
    const { top, bottom } = bar.getBoundingClientRect();
    return top >= 0 && bottom < 200;
  }), "the counts stay in view");
  await bar.first().click();
}

async function filters(page) {
  const all = await shown(page);
  assert.ok(all > 20, `${all} findings`);
  const told = () => page.locator(".filters output").textContent();
  const reset = async () => {
    await page.getByRole("button", { name: "Tout montrer" }).click();
    await page.waitForFunction((all) => document.querySelectorAll(".finding:not([hidden])").length === all, all);
  };
  for (const [label, value] of [["Axe", "EC"], ["Règle", "recap-share"]]) {
    await page.getByLabel(label, { exact: true }).selectOption(value);
    const some = await shown(page);
    assert.ok(some > 0 && some < all, `${label}: ${some} of ${all}`);
    assert.match(await told(), new RegExp(`${some} constats? sur ${all}`));
    await reset();
  }
  // A fiche leads to its findings, as many as its badges say, and back.
  const fiche = page.locator(".fiches a", { hasText: "EC 1.3" });
  const badges = await fiche.locator(".badge > [aria-hidden]").allTextContents();
  await fiche.click();
  assert.equal(await shown(page), badges.reduce((sum, count) => sum + Number(count), 0));
  assert.equal(await fiche.getAttribute("aria-current"), "true");
  await fiche.click();
  assert.equal(await shown(page), all);
  // Accents and case do not matter to who searches.
  await page.getByLabel("Chercher").fill("DEBOURS");
  const texts = await page.locator(".finding:visible").allTextContents();
  assert.ok(texts.length > 0 && texts.length < all && texts.every((text) => /débours/i.test(text)), `${texts}`);
  await page.getByLabel("Chercher").fill("rien de tel");
  assert.match(await told(), /Aucun constat/);
  await reset();
}

/** Everything can be reached and done with the keyboard alone. */
async function keyboard(page) {
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  const finding = page.locator(".finding", { has: page.locator(".decision") }).first();
  await finding.locator("summary").first().focus();
  await page.keyboard.press("Enter");
  assert.ok(await finding.locator(".notes").isVisible(), "a row unfolds");
  const summary = finding.locator(".decision summary");
  await summary.focus();
  await page.keyboard.press("Enter");
  assert.ok(await page.locator(".decision pre").first().isVisible());
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "copy");
  await page.keyboard.press("Enter");
  // Copied, or selected to be copied by hand.
  const taken = await page.evaluate(async () =>
    getSelection().toString() || await navigator.clipboard.readText().catch(() => ""));
  assert.match(taken, /^\[\[arbitrage\]\]/);
}

/** On paper: no form, everything unfolded but lines of TOML, a sum once, pages of A4. */
async function paper(page) {
  await page.emulateMedia({ media: "print" });
  assert.ok(!await page.locator(".tools, .fiches").first().isVisible());
  const isDrawn = (element) => element.getClientRects().length > 0;
  assert.ok(!await page.locator(".decision pre").first().evaluate(isDrawn), "lines of TOML are none of the paper's");
  for (const selector of [".notes", ".consequences"]) {
    assert.ok(await page.locator(selector).first().evaluate(isDrawn), `${selector} on paper`);
  }
  assert.ok(!await page.locator(".sum .short").first().isVisible());
  assert.ok(await page.locator(".sum .whole").first().evaluate(isDrawn), "a sum is whole on paper");
  await page.emulateMedia({ media: "screen" });
}

await inChromium(async (browser) => {
  await withPage(browser, file, { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
    await assertAccessible(page, "controle.html");
    await keepPicture(page, "controle");
    await paper(page);
    await keyboard(page);
    await assertAccessible(page, "controle.html, unfolded");
    await counts(page);
    await filters(page);
  });
  for (const colorScheme of ["light", "dark"]) {
    await withPage(browser, file, { viewport: screens.phone, colorScheme }, async (page) => {
      await assertAccessible(page, `controle.html on a ${colorScheme} phone`);
      await assertFits(page, "controle.html on a phone");
      await keepPicture(page, `controle-phone-${colorScheme}`);
    });
  }
  await withPage(browser, file, { javaScriptEnabled: false }, async (page) => {
    assert.ok(!await page.locator(".tools").isVisible(), "no search without its script");
    assert.ok(await page.locator(".finding").count() > 20, "every finding without a script");
    await counts(page);
    const finding = page.locator(".finding").first();
    await finding.locator("summary").first().click();
    assert.ok(await finding.locator(".notes").isVisible(), "a row unfolds without a script");
  });
});
