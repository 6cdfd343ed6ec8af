#!/bin/sh
# Holds the SARIF logs of a dossier, in both languages, against the official schema, formats and patterns included.
# Usage: tests/conformance/sarif.sh [DOSSIER]
# Needs python3 with venv; jsonschema is installed aside, under target/.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=$here/../../target
venv=$target/conformance/sarif
if ! "$venv/bin/python" -c 'import rfc3986_validator, importlib.metadata as m; assert m.version("jsonschema") == "4.25.1"' 2>/dev/null; then
    python3 -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check jsonschema==4.25.1 rfc3986-validator==0.1.1
fi
for language in fr en; do
    log=$target/conformance/$language.sarif
    # 1: findings of severity error, which is what logs are for.
    cargo run --quiet -- --lang $language check --format sarif "${1:-input}" >"$log" || [ $? -eq 1 ]
    "$venv/bin/python" "$here/sarif.py" "$here/../fixtures/sarif/sarif-schema-2.1.0.json" "$log"
done
