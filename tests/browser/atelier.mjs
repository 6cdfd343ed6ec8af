// The officer's whole life, in Chromium alone: a dossier from a workbook that nobody prepared and three Word fiches, two
// findings settled, a draft published, the workbook replaced, the two compared, the version to be signed published. Every
// page on the way is silent, asks for nothing elsewhere, and has nothing that axe-core objects to, light, dark and on a
// phone. The command line makes the same bytes of the same dossier.
// Usage: node atelier.mjs PROGRAM
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { createInterface } from "node:readline";
import { assertAccessible, assertFits, inChromium, keepPicture, screens, withPage } from "./rig.mjs";

const program = resolve(process.argv[2]);
const here = new URL(".", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "paraphe-atelier-"));
const received = join(folder, "recu");
mkdirSync(received);
const workbook = join(received, "budget-officier.xlsx");
copyFileSync(join(here, "../fixtures/init/budget-officier.xlsx"), workbook);
const python = (script, ...args) => execFileSync("python3", [join(here, script), ...args]);
const fiches = [["A.1", "Boutique à l’essai"], ["A.2", "Observatoire de l’artisanat"], ["B.2", "Prêts d’honneur"]].map(([code, title]) => {
  const path = join(received, `Fiche ${code} ${title.split(" ")[0]}.docx`);
  python("word_fiche.py", path, code, title);
  return path;
});
// A second version of the workbook: thirteen days of the agent instead of twelve.
const second = join(received, "budget v2.xlsx");
python("set_amount.py", workbook, second, "2", "F10", "13");

async function start() {
  const child = spawn(program, ["--lang", "fr", "atelier", "--no-open"], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface({ input: child.stdout })) {
    const link = line.match(/http:\S+/)?.[0];
    if (link) return { child, link };
  }
  throw new Error("no link was printed");
}

/** What every page must be, in light, in the dark, on a phone; then as it was. */
async function look(page, name) {
  for (const [mode, colorScheme, size] of [["", "light", screens.desktop], ["-nuit", "dark", screens.desktop], ["-telephone", "light", screens.phone]]) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(size);
    await assertAccessible(page, `${name}${mode}`);
    await assertFits(page, `${name}${mode}`);
    await page.evaluate(() => scrollTo(0, 0));
    await keepPicture(page, `atelier-${name}${mode}`, { fullPage: name !== "voir" });
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(screens.desktop);
}

const tab = (page, name) => page.locator(".tabs").getByRole("link", { name }).click();
const button = (page, name) => page.getByRole("button", { name }).click();

async function send(page, action, files) {
  const form = page.locator(`form[data-upload$="${action}"]`);
  await form.locator("input[type=file]").first().setInputFiles(files);
  await Promise.all([page.waitForNavigation(), form.locator("button").click()]);
}

async function create(page) {
  await look(page, "accueil");
  await send(page, "/nouveau", workbook);
  await page.waitForSelector("text=Budget détaillé");
  await send(page, "/1", fiches);
  assert.equal(await page.locator(".one-a-line > li > span", { hasText: "fiche A.2" }).count(), 1, "a Word file is known by its code");
  await look(page, "commencer");
  await page.fill("[name=titre]", "Artisanat du Val d’Exemple 2027-2029");
  await page.fill("[name=dossier]", "artisanat");
  await button(page, "Créer le dossier");
  await page.waitForSelector("img.sheet", { timeout: 30_000 }).catch(async () => assert.fail(`${page.url()}: ${await page.locator("main").innerText()}`));
  await look(page, "voir");
  // What is found in a fiche is shown at its row of the page, and a click there leads back.
  await page.locator("#documents a", { hasText: "C.3" }).click();
  await page.waitForSelector("img.sheet");
  const finding = page.locator("#findings .finding", { hasText: "C.3, 2027" });
  await finding.locator("summary").first().click();
  const row = page.locator("#pages rect.is-chosen");
  await row.waitFor();
  await keepPicture(page, "atelier-constat");
  await finding.locator("summary").first().click();
  assert.equal(await row.count(), 0);
  await page.locator(`#pages rect[data-finding="${(await finding.getAttribute("id")).slice(8)}"]`).click();
  await row.waitFor();
  assert.equal(await finding.getAttribute("open"), "");
}

async function settle(page) {
  await tab(page, "Régler");
  await look(page, "constats");
  // The recap is a cent off: the fiche prevails.
  await page.locator(".finding", { hasText: "C.3, 2027" }).locator("summary").first().click();
  await page.locator(".finding[open]").getByRole("link", { name: "Trancher" }).click();
  await look(page, "regler");
  const meaning = await page.locator(".option", { hasText: "La fiche" }).textContent();
  assert.match(meaning, /Initiative Val/, "each choice says what it means for who pays");
  const parts = page.locator(".parts");
  if (await parts.count()) {
    await parts.locator("input").first().fill("10000");
    assert.match(await parts.locator("output").textContent(), /Reste/);
    await parts.locator("input").first().fill("");
  }
  await page.check("[name=retenir][value=fiche]");
  await page.fill("[name=motif]", "Arrondi du tableur");
  await page.fill("[name=decide_par]", "Comité de pilotage");
  await page.fill("[name=date]", "2026-11-20");
  await button(page, "Enregistrer la décision");
  await page.waitForSelector("text=La décision est enregistrée.");
  // Prices with and without tax in one total: the parties know.
  await page.reload();
  await page.locator(".finding", { hasText: "HT" }).locator("summary").first().click();
  await page.locator(".finding[open]").getByRole("link", { name: "Trancher" }).click();
  await page.fill("[name=motif]", "Actions de la CMA hors taxes");
  await page.fill("[name=decide_par]", "Comité de pilotage");
  await page.check("[name=retenir]");
  await button(page, "Enregistrer la décision");
  await page.waitForSelector("text=La décision est enregistrée.");
  await page.waitForFunction(() => !document.querySelector(".finding.is-error"), null, { timeout: 20_000 }).catch(() => page.reload());
  assert.equal(await page.locator(".group[data-group=settled] .finding").count(), 2);
}

async function publish(page, name, stage) {
  await tab(page, "Publier");
  await button(page, name);
  await page.waitForSelector(".done:has-text('est publiée')", { timeout: 120_000 });
  assert.ok(await page.getByText(stage, { exact: true }).count(), `${stage} is listed`);
  const wait = page.waitForEvent("download");
  await page.getByRole("link", { name: "Les annexes" }).first().click();
  const bytes = readFileSync(await (await wait).path());
  assert.deepEqual(bytes, readFileSync(join(folder, "artisanat/output", stage, "annexes.pdf")));
}

async function replace(page) {
  await tab(page, "Fichiers");
  await look(page, "fichiers");
  await send(page, "/fichiers/classeur", second);
  await page.waitForSelector("text=C’est fait.");
  assert.equal(readdirSync(join(folder, "artisanat/anciens")).filter((name) => name.endsWith(".xlsx")).length, 1, "the former workbook is kept");
}

async function compare(page) {
  await tab(page, "Comparer");
  await look(page, "comparer");
  await button(page, "Comparer");
  await page.waitForSelector(".head .kicker", { timeout: 60_000 });
  assert.match(await page.locator("main").textContent(), /13/, "the change is told");
  await look(page, "comparaison");
}

/** The fiches that came without a Word file get their texts. */
async function fill(page) {
  await tab(page, "Fichiers");
  const links = page.getByRole("link", { name: "Écrire le texte" });
  for (let rank = 0, count = await links.count(); rank < count; rank++) {
    await links.nth(rank).click();
    if (rank === 0) await look(page, "texte");
    await page.fill("[name=texte]", "## Constat\n\nLe territoire en a besoin.");
    await button(page, "Enregistrer");
    await page.waitForSelector("text=C’est enregistré.");
    await tab(page, "Fichiers");
  }
}

async function write(page) {
  await tab(page, "Écrire");
  await look(page, "ecrire");
  const parties = await page.locator("[name$='.signataire.nom']").count() - 1;
  for (let rank = 0; rank < parties; rank++) {
    await page.fill(`[name='parties.${rank}.signataire.nom']`, `Camille Exemple ${rank + 1}`);
    await page.fill(`[name='parties.${rank}.signataire.qualite']`, "Présidente");
  }
  await page.fill("[name=etape]", "2026-12-14");
  await page.selectOption("[name=statut]", "definitif");
  await button(page, "Enregistrer");
  await page.waitForSelector("text=C’est enregistré.");
}

/** The bytes of every file below a folder. */
function tree(root, at = root) {
  return readdirSync(at).sort().flatMap((name) => {
    const path = join(at, name);
    return statSync(path).isDirectory() ? tree(root, path) : [[relative(root, path), readFileSync(path).toString("base64")]];
  });
}

const { child, link } = await start();
try {
  await inChromium(async (browser) => {
    const allowed = (url) => url.startsWith(link);
    await withPage(browser, link, { allowed, acceptDownloads: true }, async (page) => {
      page.setDefaultTimeout(60_000);
      await create(page);
      await fill(page);
      await settle(page);
      await publish(page, "Publier le projet", "v1");
      await look(page, "publier");
      await replace(page);
      await compare(page);
      await write(page);
      await publish(page, "Publier la version à signer", "2026-12-14");
    });
  });
  const dossier = join(folder, "artisanat");
  execFileSync(program, ["-q", "build", "--final", dossier, "--output", join(folder, "autre")]);
  assert.deepEqual(tree(join(dossier, "output/2026-12-14")), tree(join(folder, "autre/2026-12-14")));
  console.log("the command line makes the same bytes");
} finally {
  child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
}
