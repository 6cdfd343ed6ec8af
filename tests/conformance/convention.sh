#!/bin/sh
# Holds the amounts that the published convention states against donnees.json: see convention.py.
# Usage: convention.sh DOSSIER STAGE. Needs poppler, and the num2words that words.sh installs.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
"$here/../../target/conformance/words/bin/python" "$here/convention.py" "$1" "$2"
