#!/usr/bin/env bash
# Installs the programs that judge what paraphe publishes; nothing else of the project needs them.
set -euo pipefail

missing=()
command -v soffice >/dev/null || missing+=('libreoffice-calc-nogui=4:7.4.*')
command -v pdftotext >/dev/null || missing+=('poppler-utils=22.12.*')
if [ ${#missing[@]} -gt 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi
"$(dirname "$0")/../browser/install.sh"
