// Unpacks the Chromium that @sparticuz/chromium carries, with its libraries and fonts, into a folder of ours (its own
// program would put them into the system's folder for temporary files).
// Usage: node unpack.mjs FOLDER
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { brotliDecompressSync } from "node:zlib";

const folder = resolve(process.argv[2]);
const carried = (name) =>
  brotliDecompressSync(readFileSync(new URL(`node_modules/@sparticuz/chromium/bin/${name}.br`, import.meta.url)));

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "chromium"), carried("chromium"));
chmodSync(join(folder, "chromium"), 0o755);
for (const archive of ["al2023.tar", "swiftshader.tar", "fonts.tar"]) {
  execFileSync("tar", ["-x", "-C", folder], { input: carried(archive) });
}
// The letters that it carries, so that pictures look alike everywhere; for the few signs that they lack (arrows),
// those of the machine.
const alias = (family) => `<alias binding="same"><family>${family}</family><prefer><family>Open Sans</family></prefer></alias>`;
writeFileSync(
  join(folder, "fonts.conf"),
  `<?xml version="1.0"?><fontconfig><dir>${join(folder, "fonts")}</dir><dir>/usr/share/fonts/truetype/dejavu</dir>` +
    `<cachedir>${join(folder, "cache")}</cachedir>${["system-ui", "sans-serif"].map(alias).join("")}</fontconfig>\n`,
);
