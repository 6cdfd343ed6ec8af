#!/usr/bin/env bash
# A hundred Word fiches of python-docx and pandoc, published: every word of theirs is printed in its order, or told, and
# the documents are accessible. Needs pandoc, pdftotext and pdfimages (poppler-utils), java and python3 with venv.
# Usage: tests/conformance/word.sh
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
venv=$root/target/conformance/word-venv
packages='python-docx==1.2.0 lxml==6.0.2 typing_extensions==4.15.0'
if [ "$(cat "$venv/packages" 2>/dev/null)" != "$packages" ]; then
  python3 -m venv --clear "$venv"
  # shellcheck disable=SC2086
  "$venv/bin/pip" install --quiet --disable-pip-version-check $packages
  echo "$packages" >"$venv/packages"
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$venv/bin/python" -B "$here/word.py" "$root/target/debug/paraphe" "$work" 100
"$here/verapdf.sh" 3a "$work/output/essai/annexes.pdf"
"$here/verapdf.sh" ua1 "$work/output/essai/annexes.pdf"
