#!/usr/bin/env bash
# From a workbook and a Word file that pandoc makes to a published fiche; then a hundred files that python-docx makes.
# Needs pandoc, pdftotext (poppler-utils) and python3 with venv. Usage: tests/conformance/word.sh
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
paraphe=$root/target/debug/paraphe
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cp "$root/tests/fixtures/init/budget-detaille.xlsx" budget-2027.xlsx
pandoc "$root/tests/fixtures/init/fiche-word.md" --from markdown --output fiche.docx
"$paraphe" init ma-convention --from budget-2027.xlsx --title "Essai" --yes --quiet

mv fiche.docx "ma-convention/fiches/C 1.1 Essai.docx"
rm ma-convention/fiches/C-1.1.md

"$paraphe" check ma-convention --severity warning
"$paraphe" build ma-convention --only "C 1.1" --quiet
text=$(pdftotext -layout output/v1+partiel/fiches/C-1.1.pdf -)
for words in 'Constat' 'chiffres à jour' 'locaux vacants' 'Indicateur' 'Enquête de terrain'; do
  grep -qF -- "$words" <<<"$text" || { echo "the fiche does not say: $words"; exit 1; }
done
echo "a Word file is a fiche, made with pandoc $(pandoc --version | head -1 | cut -d' ' -f2)"

# A hundred files of another writer, every word of them.
venv=$root/target/conformance/venv-word
packages='python-docx==1.2.0'
if [ "$(cat "$venv/packages" 2>/dev/null)" != "$packages" ]; then
  python3 -m venv --clear "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "$packages"
  echo "$packages" >"$venv/packages"
fi
rm -r output
"$venv/bin/python" -B "$root/tests/conformance/word_files.py" "$paraphe" ma-convention
