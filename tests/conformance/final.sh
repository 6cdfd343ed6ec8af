#!/usr/bin/env bash
# Builds the example as the parties settled it, ready to be signed.
# Usage: final.sh DIR [SED]; the stage is DIR/output/2018-11-30. SED, if given, changes convention.toml first.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
dir=$1
rm -rf "$dir"
mkdir -p "$dir"
cp -r "$here/../../input" "$dir/input"
cp -r "$here/../fixtures/final/." "$dir/input"
rm "$dir/input/README.md"
[ $# -eq 1 ] || sed -i "$2" "$dir/input/convention.toml"
cargo run --quiet -- --quiet build --final --output "$dir/output" "$dir/input" >/dev/null
