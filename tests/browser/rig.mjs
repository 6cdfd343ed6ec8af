// Opens a page in Chromium and holds it to what every page of ours must be: no error on the console, no request
// beyond the page itself, nothing that axe-core calls a violation. Scripts beside this one check one page each.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const target = resolve(here, "../../target/browser");
const unpacked = resolve(target, "chromium");
const axe = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

/** Sizes of screen at which pages are looked at. */
export const screens = {
  desktop: { width: 1280, height: 900 },
  phone: { width: 390, height: 844 },
};

const quiet = [
  "--no-sandbox", "--no-zygote", "--no-first-run", "--disable-quic", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--use-gl=angle", "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
];

/** Starts Chromium, hands it to `run`, and stops it whatever happens. Each page gets a profile of its own. */
export async function inChromium(run) {
  const env = {
    ...process.env,
    LD_LIBRARY_PATH: resolve(unpacked, "lib"),
    FONTCONFIG_FILE: resolve(unpacked, "fonts.conf"),
  };
  const executablePath = resolve(unpacked, "chromium");
  const browser = await chromium.launch({ executablePath, args: quiet, env, timeout: 60_000 });
  try {
    await run(browser);
  } finally {
    await browser.close();
  }
}

/**
 * Opens `address` (a file's path or an http URL) and hands the page to `run`; then fails if the page has logged an
 * error or asked for anything but itself. Options are Playwright's (`viewport`, `colorScheme`, `reducedMotion` …);
 * `allowed` tells further requests that may be made (a preview's own server).
 */
export async function withPage(browser, address, { allowed = () => false, ...options }, run) {
  const url = /^https?:/.test(address) ? address : pathToFileURL(resolve(address)).href;
  const context = await browser.newContext({ viewport: screens.desktop, locale: "fr-FR", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const wrong = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) wrong.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => wrong.push(`script: ${error.message}`));
  page.on("request", (request) => {
    const asked = request.url().split("#")[0];
    if (asked !== url.split("#")[0] && !/^(data|blob):/.test(asked) && !allowed(asked)) wrong.push(`request: ${asked}`);
  });
  try {
    await page.goto(url, { waitUntil: "load" });
    await run(page);
    assert.deepEqual(wrong, [], `${address} is not quiet`);
  } finally {
    await context.close();
  }
}

/** Fails with every accessibility violation that axe-core finds; tells how many rules it has checked. */
export async function assertAccessible(page, name) {
  // The page's own policy lets no other script in: axe is evaluated by the browser itself.
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const told = violations.map(({ id, help, nodes }) =>
    `${id}: ${help}\n` + nodes.map(({ html, failureSummary }) => `  ${html}\n  ${failureSummary}`).join("\n"));
  assert.deepEqual(told, [], `${name}: axe-core finds violations`);
  console.log(`${name}: axe-core has nothing to say (${passes.length} rules checked)`);
}

/** Keeps a picture of the page in target/browser/NAME.png, to be looked at. */
export async function keepPicture(page, name, options = {}) {
  mkdirSync(target, { recursive: true });
  await page.screenshot({ path: resolve(target, `${name}.png`), ...options });
}

/** Fails if the page is wider than its screen: a phone would scroll sideways. */
export async function assertFits(page, name) {
  const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide <= screen, `${name} is ${wide} px wide on a screen of ${screen}`);
}
