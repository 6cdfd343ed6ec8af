// Looks at bloc-deliberation.html: quiet, accessible, and copied as plain tables. Usage: node deliberation.mjs FILE
import assert from "node:assert/strict";
import { assertAccessible, assertFits, inChromium, keepPicture, screens, withPage } from "./rig.mjs";

const [file] = process.argv.slice(2);

await inChromium(async (browser) => {
  await withPage(browser, file, {}, async (page) => {
    await assertAccessible(page, "bloc-deliberation.html");
    await keepPicture(page, "deliberation");
    assert.equal(await page.locator("script").count(), 0);
    assert.ok(await page.locator("td").first().evaluate((cell) => getComputedStyle(cell).borderTopWidth === "1px"));
  });
  await withPage(browser, file, { viewport: screens.phone, colorScheme: "dark" }, async (page) => {
    await assertAccessible(page, "bloc-deliberation.html on a dark phone");
    await assertFits(page, "bloc-deliberation.html on a phone");
  });
});
