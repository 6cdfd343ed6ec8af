#!/usr/bin/env bash
# Holds every PDF file of a draft, of a final build, and of one for archives that refuse attachments, against
# PDF/A and PDF/UA-1. Usage: archive.sh STAGE
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$here/../../target/conformance
"$here/final.sh" "$work/final"
"$here/final.sh" "$work/pdfa-2a" 's/"pdfa-3a"/"pdfa-2a"/'
"$here/final.sh" "$work/manuscrite" 's/"electronique"/"manuscrite"/'

files() { find "$1" -name '*.pdf' | sort; }
mapfile -t attached < <(files "$1"; files "$work/final/output"; files "$work/manuscrite/output")
mapfile -t bare < <(files "$work/pdfa-2a/output")
"$here/verapdf.sh" 3a "${attached[@]}"
"$here/verapdf.sh" 2a "${bare[@]}"
"$here/verapdf.sh" ua1 "${attached[@]}" "${bare[@]}"
# Axes within axes, and headings as deep as they go: `cargo test` leaves it.
"$here/verapdf.sh" 3a "$here/../../target/tmp/levels.pdf"
"$here/verapdf.sh" ua1 "$here/../../target/tmp/levels.pdf"

# That it can say no: no file is both.
if "$here/verapdf.sh" 3a "${bare[0]}" >/dev/null; then
  echo "veraPDF takes ${bare[0]} for PDF/A-3a"
  exit 1
fi
