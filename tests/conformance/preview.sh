#!/usr/bin/env bash
# What a real browser says of the pages that show findings: controle.html of a published stage, and the atelier.
# Usage: preview.sh STAGE PROGRAM DOSSIER
set -euo pipefail
browser=$(cd "$(dirname "$0")/../browser" && pwd)

node "$browser/controle.mjs" "$1/controle.html"
node "$browser/suivi.mjs" "$2" "$3"
node "$browser/atelier.mjs" "$2"
