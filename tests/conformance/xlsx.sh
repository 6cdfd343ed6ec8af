#!/bin/sh
# Holds a corrected workbook, and those of the random dossiers that `cargo test` leaves in WORKBOOKS, against three
# engines: recalculated from scratch, they must show the figures they cache, and go on doing so when costs and rates
# change. Then reads it back with two readers. Usage: tests/conformance/xlsx.sh budget-corrige.xlsx [WORKBOOKS]
# Needs soffice (Debian: libreoffice-calc-nogui) and python3 with venv; packages are installed aside, under target/.
set -eu
[ $# -ge 1 ] || { echo "usage: $0 budget-corrige.xlsx [WORKBOOKS]" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
venv=$root/target/conformance/venv
packages='openpyxl==3.1.5 python-calamine==0.9.1 formualizer==0.13.0 ironcalc==0.9.1'
if [ "$(cat "$venv/packages" 2>/dev/null)" != "$packages" ]; then
    python3 -m venv --clear "$venv"
    # shellcheck disable=SC2086
    "$venv/bin/pip" install --quiet --disable-pip-version-check $packages
    echo "$packages" >"$venv/packages"
fi
workbooks=${2:-$root/target/tmp/workbooks}
[ "$(ls "$workbooks" | wc -l)" -ge 20 ] || { echo "$0: no workbooks in $workbooks: run cargo test first" >&2; exit 2; }
"$venv/bin/python" -B "$here/read_back.py" "$1"
# As it is opened and printed by someone who has set nothing: no result is calculated anew.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to pdf --outdir "$folder" "$1" \
    >/dev/null 2>&1 || { echo "LibreOffice cannot print $1" >&2; exit 1; }
echo "printed by LibreOffice on $(pdfinfo "$folder"/*.pdf | sed -n 's/^Pages: *//p') pages"
"$venv/bin/python" -B "$here/recalculate.py" "$1" "$root/input" "$workbooks" cargo run --quiet --
