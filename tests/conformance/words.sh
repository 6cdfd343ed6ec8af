#!/bin/sh
# Holds our amounts in words against num2words: every whole amount from 0 to 2 000 000, and amounts with cents up
# to 999 999 999,99. Takes some minutes, nearly all of them num2words' own.
# Needs python3 with venv; num2words is installed aside, under target/.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=$here/../../target/conformance
venv=$target/words
if ! "$venv/bin/python" -c 'import importlib.metadata as m; assert m.version("num2words") == "0.5.14"' 2>/dev/null; then
    python3 -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check num2words==0.5.14
fi
"$venv/bin/python" "$here/words.py" amounts "$target/amounts.txt"
cargo test --quiet --test suite -- --ignored --exact words::amounts_are_put_into_words >/dev/null
"$venv/bin/python" "$here/words.py" compare "$target/amounts.txt" "$target/words.txt"
