#!/bin/sh
# Holds donnees-essentielles.csv against the schema of grants of local open data (SCDL subventions 2.1.1, written down
# beside this script), with the validator that data.gouv.fr uses. Wrong copies prove that it refuses what is wrong.
# Usage: tests/conformance/grants.sh STAGE. Needs python3 with venv; packages are installed aside, under target/.
set -eu
[ $# -eq 1 ] || { echo "usage: $0 STAGE" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
venv=$here/../../target/conformance/grants
if ! "$venv/bin/python" -c 'import importlib.metadata as m; assert m.version("validata-core") == "0.9.7"' 2>/dev/null; then
    python3 -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check validata-core==0.9.7
fi
"$venv/bin/python" -B "$here/grants.py" "$venv/bin/validata" "$here/subventions.schema.json" "$1/donnees-essentielles.csv"
