#!/usr/bin/env bash
# Installs the programs that judge what paraphe publishes; nothing else of the project needs them.
set -euo pipefail
target=$(cd "$(dirname "$0")/../.." && pwd)/target/conformance

missing=()
command -v soffice >/dev/null || missing+=('libreoffice-calc-nogui=4:7.4.*')
/usr/bin/python3 -c 'import uno' 2>/dev/null || missing+=('python3-uno=4:7.4.*')
command -v pdftotext >/dev/null || missing+=('poppler-utils=22.12.*')
command -v pandoc >/dev/null || missing+=('pandoc=2.17.*')
command -v groff >/dev/null || missing+=('groff-base=1.22.*')
command -v java >/dev/null || missing+=('openjdk-17-jre-headless=17.*')
command -v mvn >/dev/null || missing+=('maven=3.8.*')
if [ ${#missing[@]} -gt 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

verapdf=$target/greenfield-apps-1.28.2.jar
if [ ! -f "$verapdf" ]; then
  mvn --batch-mode --quiet org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
    -Dartifact=org.verapdf.apps:greenfield-apps:1.28.2 -DoutputDirectory="$target"
fi
echo "687d4d8bcfec48c9f7e931cf78ed061f1eeccfba55d4cdc000ba9b4d8aa46ce6  $verapdf" | sha256sum --check --quiet
"$(dirname "$0")/../browser/install.sh"
