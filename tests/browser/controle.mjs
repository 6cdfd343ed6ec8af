// Drives controle.html: filters, copying, printing, without a network, at every size and in the dark.
// Usage: node controle.mjs FILE
import assert from "node:assert/strict";
import { assertAccessible, assertFits, inChromium, keepPicture, screens, withPage } from "./rig.mjs";

const [file] = process.argv.slice(2);

const shown = (page) => page.locator(".finding:visible").count();

async function filters(page) {
  const all = await shown(page);
  assert.ok(all > 20, `${all} findings`);
  const told = () => page.locator(".filters output").textContent();
  assert.match(await told(), new RegExp(`${all} constats sur ${all}`));
  for (const [label, value] of [["Gravité", "error"], ["Axe", "EC"], ["Fiche", "EC 1.3"], ["Règle", "recap-share"]]) {
    await page.getByLabel(label, { exact: true }).selectOption(value);
    const some = await shown(page);
    assert.ok(some > 0 && some < all, `${label}: ${some} of ${all}`);
    await page.getByRole("button", { name: "Tout montrer" }).click();
    await page.waitForFunction((all) => document.querySelectorAll(".finding:not([hidden])").length === all, all);
  }
  await page.getByLabel("État").selectOption("settled");
  assert.equal(await shown(page), 0);
  assert.match(await told(), /Aucun constat/);
  await page.getByRole("button", { name: "Tout montrer" }).click();
  // Accents and case do not matter to who searches.
  await page.getByLabel("Chercher").fill("DEBOURS");
  const texts = await page.locator(".finding:visible").allTextContents();
  assert.ok(texts.length > 0 && texts.length < all && texts.every((text) => /débours/i.test(text)), `${texts}`);
  await page.getByLabel("Chercher").fill("");
}

/** Everything can be reached and done with the keyboard alone. */
async function keyboard(page) {
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  const summary = page.locator(".decision summary").first();
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

/** On paper: no form, and what is folded is there. */
async function paper(page) {
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  assert.ok(!await page.locator(".filters").isVisible());
  assert.ok(await page.locator(".decision pre").first().isVisible());
  await page.emulateMedia({ media: "screen" });
}

await inChromium(async (browser) => {
  await withPage(browser, file, { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
    await assertAccessible(page, "controle.html");
    await keepPicture(page, "controle");
    await keyboard(page);
    await filters(page);
    await paper(page);
  });
  for (const colorScheme of ["light", "dark"]) {
    await withPage(browser, file, { viewport: screens.phone, colorScheme }, async (page) => {
      await assertAccessible(page, `controle.html on a ${colorScheme} phone`);
      await assertFits(page, "controle.html on a phone");
      await keepPicture(page, `controle-phone-${colorScheme}`);
    });
  }
  await withPage(browser, file, { javaScriptEnabled: false }, async (page) => {
    assert.ok(!await page.locator(".filters").isVisible(), "no filter without its script");
    assert.ok(await page.locator(".finding").count() > 20, "every finding without a script");
  });
});
