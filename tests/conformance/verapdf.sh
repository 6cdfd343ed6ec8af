#!/usr/bin/env bash
# Has veraPDF hold PDF files against a profile; every rule must be kept. Usage: verapdf.sh PROFILE FILE…
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
profile=$1
shift
answer=$(java -cp "$here/../../target/conformance/greenfield-apps-1.28.2.jar" \
  org.verapdf.apps.GreenfieldCliWrapper --flavour "$profile" --format text -v "$@") || true
passed=$(grep -c "^PASS .* $profile$" <<<"$answer") || true
if [ "$passed" -ne $# ]; then
  grep -v '^PASS ' <<<"$answer"
  echo "veraPDF: $passed of $# files keep every rule of $profile"
  exit 1
fi
echo "veraPDF: $# files, $profile, 0 failed rules"
