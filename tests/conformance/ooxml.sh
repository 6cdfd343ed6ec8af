#!/bin/sh
# What Microsoft's own validator and another say of the workbooks that paraphe writes: nothing. Beside those given, that of
# a new dossier and that of a comparison with one that `cargo test` leaves.
# Usage: tests/conformance/ooxml.sh WORKBOOK.xlsx…
# Needs npm and python3 with venv; packages are installed aside, under target/.
set -eu
[ $# -ge 1 ] || { echo "usage: $0 WORKBOOK.xlsx…" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
target=$root/target/conformance
if ! cmp -s "$here/ooxml/package-lock.json" "$target/ooxml/installed"; then
    rm -rf "$target/ooxml"
    mkdir -p "$target/ooxml"
    cp "$here/ooxml/package.json" "$here/ooxml/package-lock.json" "$target/ooxml"
    # `npm ci` would ask for the programs of all other systems in the lock; what is installed is held against its hash.
    npm install --prefix "$target/ooxml" --silent --no-fund --no-audit
    cp "$here/ooxml/package-lock.json" "$target/ooxml/installed"
fi
audit=$target/venv-audit
packages='openxml-audit==0.8.0'
if [ "$(cat "$audit/packages" 2>/dev/null)" != "$packages" ]; then
    python3 -m venv --clear "$audit"
    "$audit/bin/pip" install --quiet --disable-pip-version-check "$packages"
    echo "$packages" >"$audit/packages"
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && "$root/target/debug/paraphe" init essai --title Essai --years 2027-2028 --party Ville --party CCI \
    --axis A=Commerce --quiet)
"$root/target/debug/paraphe" --quiet diff --no-pages "$root/input" "$root/target/tmp/dossiers/ceilings" \
    -o "$work/diff.xlsx" || [ $? -eq 1 ]
set -- "$@" "$work/essai/budget.xlsx" "$work/diff.xlsx"
count=0
for file; do
    "$target/ooxml/node_modules/.bin/ooxml-validator" "$file" >"$target/ooxml/said" \
        || { cat "$target/ooxml/said" >&2; exit 1; }
    "$audit/bin/openxml-audit" --policy strict --max-errors 0 "$file" >"$target/ooxml/said" 2>&1 \
        || { echo "$file" >&2; cat "$target/ooxml/said" >&2; exit 1; }
    count=$((count + 1))
done
echo "$count workbooks valid for Microsoft's validator and openxml-audit"
