#!/usr/bin/env bash
# Opens the pages that the tests have left under target/ in Chromium: no error, no request, nothing that axe-core
# calls a violation, and everything on them works. Usage: browser.sh, after `cargo test` and install.sh.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
pages=$here/../../target/tmp/pages
node "$here/../browser/comparaison.mjs" "$pages/comparaison.html"
node "$here/../browser/deliberation.mjs" "$pages/deliberation.html"
