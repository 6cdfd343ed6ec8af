#!/usr/bin/env bash
# What a real browser says of the pages that show findings: controle.html of a published stage, and `paraphe watch`.
# Usage: preview.sh STAGE PROGRAM DOSSIER
set -euo pipefail
browser=$(cd "$(dirname "$0")/../browser" && pwd)

node "$browser/controle.mjs" "$1/controle.html"
node "$browser/watch.mjs" "$2" "$3"
