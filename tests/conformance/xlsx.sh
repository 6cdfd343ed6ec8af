#!/bin/sh
# Holds a corrected workbook against LibreOffice: recalculated from scratch, it must show the figures it caches,
# and go on doing so when costs and rates change. Usage: tests/conformance/xlsx.sh output/<etape>/budget-corrige.xlsx
# Needs soffice (Debian: libreoffice-calc-nogui) and python3 with venv; openpyxl is installed aside, under target/.
set -eu
[ $# -eq 1 ] || { echo "usage: $0 budget-corrige.xlsx" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
venv=$here/../../target/conformance/venv
if ! "$venv/bin/python" -c 'import openpyxl; assert openpyxl.__version__ == "3.1.5"' 2>/dev/null; then
    python3 -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check openpyxl==3.1.5
fi
exec "$venv/bin/python" "$here/recalculate.py" "$1"
