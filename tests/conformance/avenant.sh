#!/usr/bin/env bash
# An amendment from end to end: the example is signed by both with pyHanko, made into the dossier of an amendment, changed
# in eight ways, published, and signed again; what avenant.pdf and `verify` say of each file is looked at by avenant.py.
# veraPDF must find PDF/A-3a and PDF/UA-1, before and after signatures.
# Usage: avenant.sh STAGE, a stage of the final build of tests/conformance/final.sh; sign.sh runs before.
# Needs python3 with openpyxl, java, poppler.
set -euo pipefail
[ $# -eq 1 ] || { echo "usage: $0 STAGE" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
work=$here/../../target/conformance
stage=$(cd "$1" && pwd)
venv=$work/signing
"$venv/bin/python" -c 'import openpyxl' 2>/dev/null || "$venv/bin/pip" install --quiet --disable-pip-version-check openpyxl==3.1.5
cargo build --quiet
program=$(cd "$here/../../target/debug" && pwd)/paraphe
rm -rf "$work/avenant"
mkdir -p "$work/avenant"
stamp=$work/stamp/output/2018-11-30+partiel/fiches/EA-1.1.pdf
"$venv/bin/python" "$here/avenant.py" "$program" "$stage" "$stamp" "$here/../fixtures/final/images" "$work/avenant"
published=$work/avenant/output/2019-06-14
"$here/verapdf.sh" 3a "$published/avenant.pdf" "$published/annexes.pdf" "$work/avenant/avenant-signe.pdf"
"$here/verapdf.sh" ua1 "$published/avenant.pdf" "$published/annexes.pdf" "$work/avenant/avenant-signe.pdf"
