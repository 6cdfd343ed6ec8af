#!/usr/bin/env bash
# groff sets the manual page in both languages without a warning. Usage: tests/conformance/man.sh
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
for language in fr en; do
  page=$("$root/target/debug/paraphe" --lang "$language" man)
  warnings=$(groff -ww -K utf8 -T utf8 -man -rLL=100n <<<"$page" 2>&1 >/dev/null)
  [ -z "$warnings" ] || { echo "groff on the $language page: $warnings"; exit 1; }
  lines=$(groff -K utf8 -T utf8 -man <<<"$page" | wc -l)
  [ "$lines" -gt 100 ] || { echo "the $language page has $lines lines"; exit 1; }
done
echo "the manual page is set by groff without a warning"
