// The page of a comparison in Chromium: quiet, accessible, usable by mouse and keyboard, on a desk and on a phone.
// Usage: node comparaison.mjs PAGE
import assert from "node:assert/strict";
import { assertAccessible, assertFits, inChromium, keepPicture, screens, withPage } from "./rig.mjs";

const file = process.argv[2];
const visible = (page, selector) => page.locator(`:is(${selector}):visible`).count();

await inChromium(async (browser) => {
  await withPage(browser, file, {}, async (page) => {
    await assertAccessible(page, "comparison");
    await assertFits(page, "comparison");
    await keepPicture(page, "comparaison");

    // Every fiche is there, then one, then all again.
    const all = await visible(page, ".fiche");
    assert.ok(all > 5, `${all} fiches`);
    const status = page.locator(".filters output");
    await page.selectOption("#f-fiche", "no-3");
    assert.equal(await visible(page, ".fiche"), 1);
    assert.equal(await status.textContent(), `Fiches montrées\u00a0: 1 sur ${all}`);
    assert.equal(await visible(page, ".cards"), 1, "what everyone pays stays in view");
    await page.setViewportSize({ width: 1280, height: 1500 });
    await keepPicture(page, "comparaison-fiche");
    await page.setViewportSize(screens.desktop);
    await page.click(".filters [type=reset]");
    await page.waitForFunction((count) => document.querySelectorAll(".fiche:not([hidden])").length === count, all);

    // One kind of change, then none.
    for (const kind of ["agreement", "amounts", "pages", "decisions", "findings"]) await page.uncheck(`[value=${kind}]`);
    assert.equal(await visible(page, ".fiche [data-kind=pages]"), 0);
    assert.equal(await visible(page, ".listed"), 0);
    const texts = await visible(page, ".fiche");
    assert.ok(texts > 0 && texts < all, `${texts} fiches with texts of ${all}`);
    assert.equal(await visible(page, ".fiche [data-kind=texts]"), texts);
    await page.uncheck("[value=texts]");
    assert.equal(await visible(page, ".fiche"), 0);
    assert.match(await status.textContent(), /Aucune fiche/);
    await assertAccessible(page, "comparison, filtered");
    await page.click(".filters [type=reset]");
    await page.waitForFunction((count) => document.querySelectorAll(".fiche:not([hidden])").length === count, all);

    // Both pages side by side, then one over the other with a line between them.
    const pair = page.locator(".pair.is-changed").first();
    const [before, after] = [pair.locator(".before"), pair.locator(".after")];
    const boxes = async () => Promise.all([before.boundingBox(), after.boundingBox()]);
    let [left, right] = await boxes();
    assert.ok(right.x >= left.x + left.width, "side by side");
    assert.ok((await pair.locator(".marks rect").count()) > 0, "changes are marked");
    const over = pair.getByRole("button", { name: "Superposées" });
    await over.focus();
    await page.keyboard.press("Enter");
    assert.equal(await over.getAttribute("aria-pressed"), "true");
    [left, right] = await boxes();
    assert.ok(Math.abs(left.x - right.x) < 1, "one over the other");
    const cut = pair.getByRole("slider");
    const clip = () => after.evaluate((sheet) => getComputedStyle(sheet).clipPath);
    assert.match(await clip(), / 50%\)$/);
    await page.keyboard.press("Tab");
    assert.ok(await cut.evaluate((slider) => slider === document.activeElement), "the slider comes next");
    for (let press = 0; press < 10; press++) await page.keyboard.press("ArrowRight");
    assert.match(await clip(), / 60%\)$/);
    await page.keyboard.press("Home");
    assert.match(await clip(), / 0%\)$/, "only the page after");
    await page.keyboard.press("End");
    assert.match(await clip(), / 100%\)$/, "only the page before");
    // By mouse, on the page itself.
    await before.scrollIntoViewIfNeeded();
    const sheet = await before.boundingBox();
    const y = Math.max(sheet.y, 160) + 60;
    await page.mouse.move(sheet.x + sheet.width / 2, y);
    await page.mouse.down();
    await page.mouse.move(sheet.x + sheet.width / 4, y, { steps: 4 });
    await page.mouse.up();
    assert.match(await clip(), / 25%\)$/);
    await assertAccessible(page, "comparison, pages superposed");
    await pair.screenshot({ path: new URL("../../target/browser/comparaison-superposee.png", import.meta.url).pathname });
    await pair.getByRole("button", { name: "Côte à côte" }).click();
    [left, right] = await boxes();
    assert.ok(right.x >= left.x + left.width, "side by side again");
  });

  // By keyboard alone: the first stop leads past the head.
  await withPage(browser, file, {}, async (page) => {
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), "#contenu");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "contenu");
  });

  await withPage(browser, file, { viewport: screens.phone, hasTouch: true }, async (page) => {
    await assertFits(page, "comparison on a phone");
    await assertAccessible(page, "comparison on a phone");
    await keepPicture(page, "comparaison-telephone");
    const [before, after] = [page.locator(".pair .before").first(), page.locator(".pair .after").first()];
    const [above, below] = [await before.boundingBox(), await after.boundingBox()];
    assert.ok(below.y >= above.y + above.height, "one under the other");
  });

  await withPage(browser, file, { colorScheme: "dark" }, async (page) => {
    await assertAccessible(page, "comparison in the dark");
    await keepPicture(page, "comparaison-sombre");
  });

  // On paper: light, everything unfolded, nothing to click.
  await withPage(browser, file, { colorScheme: "dark" }, async (page) => {
    await page.emulateMedia({ media: "print", colorScheme: "light" });
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    assert.equal(await visible(page, ".filters, button, input"), 0);
    assert.equal(await page.locator("details:not([open])").count(), 0);
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
  });

  // Without its script, everything is there.
  await withPage(browser, file, { javaScriptEnabled: false }, async (page) => {
    assert.equal(await visible(page, ".filters, .tools"), 0);
    assert.ok((await visible(page, ".pair .sheet img")) > 5);
  });
});
console.log("comparison: filters, views, slider, keyboard, phone, dark, print and no script checked");
