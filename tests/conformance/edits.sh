#!/bin/sh
# What an accountant does to a corrected workbook, done in LibreOffice: it counts, or a control says so (edits.py).
# Usage: tests/conformance/edits.sh budget-corrige.xlsx WITHOUT_UNALLOCATED.xlsx WITH_CEILINGS.xlsx
# Needs soffice and python3-uno, whose module only Debian's own Python finds.
set -eu
[ $# -eq 3 ] || { echo "usage: $0 budget-corrige.xlsx WITHOUT_UNALLOCATED.xlsx WITH_CEILINGS.xlsx" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
exec /usr/bin/python3 -B "$here/edits.py" "$1" "$2" "$3"
