#!/usr/bin/env bash
# Signs convention.pdf twice, in either order, and has others judge the outcome: see sign.py. veraPDF must still find
# PDF/A-3a and PDF/UA-1. Usage: sign.sh STAGE, a stage of the final build of tests/conformance/final.sh.
# Needs python3 with venv, java, poppler; pyHanko is installed aside, under target/.
set -euo pipefail
[ $# -eq 1 ] || { echo "usage: $0 STAGE" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
work=$here/../../target/conformance
venv=$work/signing
if ! "$venv/bin/python" -c 'import importlib.metadata as m; assert m.version("pyHanko") == "0.38.0"' 2>/dev/null; then
  python3 -m venv --clear "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check pyHanko==0.38.0 cryptography==50.0.2
fi

# The stamp is one page of ours, so that its font is embedded: a fiche whose template says nothing else.
"$here/final.sh" "$work/stamp"
mkdir "$work/stamp/input/templates"
cat >"$work/stamp/input/templates/fiche.typ" <<'TYPST'
#set document(title: "Cachet")
#set page(width: 77mm, height: 34mm, margin: 3mm)
#set text(font: "Noto Sans", lang: "fr", size: 9pt)
#align(bottom)[Signé électroniquement]
TYPST
cargo run --quiet -- --quiet build --only 'EA 1.1' --output "$work/stamp/output" "$work/stamp/input" >/dev/null

rm -rf "$work/signed"
mkdir -p "$work/signed"
"$venv/bin/python" "$here/sign.py" "$1" "$work/stamp/output/2018-11-30+partiel/fiches/EA-1.1.pdf" "$work/signed"
"$here/verapdf.sh" 3a "$work/signed"/*.pdf
"$here/verapdf.sh" ua1 "$work/signed"/*.pdf
