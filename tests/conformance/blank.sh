#!/usr/bin/env bash
# LibreOffice finds the lists to choose from and the notes in the workbook of a new dossier.
# Usage: tests/conformance/blank.sh
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
"$root/target/debug/paraphe" init essai --title Essai --years 2027-2028 --party Ville --party CCI --axis A=Commerce --quiet
soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to fods essai/budget.xlsx >/dev/null 2>&1
# LibreOffice keeps one list for the columns that share it.
for letter in A B C D E F; do
  grep -qF "in-list(OFFSET([\$Listes.\$$letter\$5]" budget.fods || { echo "no list of column $letter"; exit 1; }
done
cells=$(grep -o 'table:content-validation-name=' budget.fods | wc -l)
[ "$cells" -ge 8 ] || { echo "lists on $cells cells"; exit 1; }
notes=$(grep -o '<office:annotation ' budget.fods | wc -l)
# A note on every header.
[ "$notes" -eq 24 ] || { echo "$notes notes"; exit 1; }
echo "LibreOffice finds the six lists and $notes notes in the blank workbook"
