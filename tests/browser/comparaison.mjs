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

    // The fiches that changed come first, each with a link to what changed in it.
    const all = await visible(page, ".fiche");
    assert.ok(all > 5, `${all} fiches`);
    const links = page.locator(".overview tbody a");
    assert.equal(await links.count(), all);
    await links.nth(2).click();
    assert.ok(await page.locator(".fiche").nth(2).evaluate((fiche) => fiche.getBoundingClientRect().top < innerHeight / 2));

    // One kind of change, by mouse and by keyboard, then all.
    const kinds = page.locator(".shown label");
    for (const kind of ["fiche", "amounts", "texts", "pages"]) {
      await page.locator(`#show-${kind}`).check();
      assert.equal(await visible(page, `main [data-kind]:not([data-kind~=${kind}])`), 0, kind);
      const own = await visible(page, `.fiche > [data-kind=${kind}]`);
      assert.ok(own > 0 && own === await visible(page, ".fiche"), `${kind}: ${own}`);
    }
    await assertAccessible(page, "comparison, one kind");
    await page.locator("#show-pages").focus();
    await page.keyboard.press("ArrowRight");
    assert.equal(await visible(page, ".fiche"), 0, "decisions are of no fiche");
    assert.equal(await visible(page, ".listed"), 1);
    await kinds.first().click();
    assert.equal(await visible(page, ".fiche"), all);

    // A new error is red, a finding that is gone is green.
    const colour = (selector) => page.locator(selector).first().evaluate((one) => getComputedStyle(one).color);
    const [red, green] = [await colour(".badge.removed"), await colour(".badge.added")].map((rgb) => rgb.match(/\d+/g).map(Number));
    const isRed = ([r, g]) => r > 2 * g;
    assert.ok(isRed(red) && !isRed(green));
    const told = async (selector) => isRed((await colour(`[data-kind=findings] ${selector}`)).match(/\d+/g).map(Number));
    assert.ok(await told(".badge.error") && !await told(".badge.settled"));

    // Pages are folded.
    assert.equal(await visible(page, ".pair"), 0);
    for (const pages of await page.locator("details.pages").all()) await pages.locator("summary").click();

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
    for (const pages of await page.locator("details.pages").all()) await pages.locator("summary").click();
    const [before, after] = [page.locator(".pair .before").first(), page.locator(".pair .after").first()];
    const [above, below] = [await before.boundingBox(), await after.boundingBox()];
    assert.ok(below.y >= above.y + above.height, "one under the other");
  });

  await withPage(browser, file, { colorScheme: "dark" }, async (page) => {
    await assertAccessible(page, "comparison in the dark");
    await keepPicture(page, "comparaison-sombre");
  });

  // On paper: light, everything unfolded but pages that are folded, nothing to click.
  await withPage(browser, file, { colorScheme: "dark" }, async (page) => {
    await page.emulateMedia({ media: "print", colorScheme: "light" });
    assert.equal(await visible(page, ".ways, button"), 0);
    const printed = () => page.locator(".pair").first().evaluate((pair) => pair.getClientRects().length > 0);
    assert.ok(!(await printed()), "folded pages stay folded");
    await page.locator("details.pages").first().evaluate((pages) => { pages.open = true; });
    assert.ok(await printed(), "unfolded ones are printed");
    assert.equal(await visible(page, "details:not(.pages) .shares"), await page.locator("details:not(.pages) .shares").count());
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
  });

  // Without its script, everything is there.
  await withPage(browser, file, { javaScriptEnabled: false }, async (page) => {
    assert.equal(await visible(page, ".ways"), 0);
    await page.locator("details.pages summary").first().click();
    assert.ok((await visible(page, ".pair .sheet img")) > 1);
    await page.locator("#show-texts").check();
    assert.equal(await visible(page, ".fiche > [data-kind=amounts]"), 0, "kinds are chosen without a script");
  });
});
console.log("comparison: links, kinds, views, slider, keyboard, phone, dark, print and no script checked");
