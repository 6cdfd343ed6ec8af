#!/usr/bin/env bash
# Installs what opens our pages: Node's packages and the Chromium that one of them carries, all pinned with their
# hashes by package-lock.json. Nothing goes elsewhere than here and under target/.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
target=$here/../../target/browser

if ! command -v npm >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm
fi
# Skipped when the folder is what the lock asks for.
stamp=$target/package-lock.json
if ! cmp -s "$here/package-lock.json" "$stamp" || [ ! -d "$here/node_modules" ]; then
  rm -rf "$target"
  mkdir -p "$target"
  npm ci --prefix "$here" --silent --no-fund --no-audit
  node "$here/unpack.mjs" "$target/chromium"
  cp "$here/package-lock.json" "$stamp"
fi
LD_LIBRARY_PATH=$target/chromium/lib "$target/chromium/chromium" --version
