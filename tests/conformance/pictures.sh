#!/bin/sh
# Makes the pictures of the workbook's sheets that the documentation shows, as LibreOffice prints them in French.
# Usage: tests/conformance/pictures.sh budget-corrige.xlsx docs/images      (needs soffice, pdftoppm and imagemagick)
set -eu
[ $# -eq 2 ] || { echo "usage: $0 budget-corrige.xlsx FOLDER" >&2; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/profile/user"
cat >"$folder/profile/user/registrymodifications.xcu" <<'X'
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>fr-FR</value></prop></item>
</oor:items>
X
cp "$1" "$folder/classeur.xlsx"
soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to pdf --outdir "$folder" \
    "$folder/classeur.xlsx" >/dev/null 2>&1
for page in $(seq "$(pdfinfo "$folder/classeur.pdf" | sed -n 's/^Pages: *//p')"); do
    # The footer names the sheet; of a sheet of several pages the first is shown.
    name=$(pdftotext -layout -f "$page" -l "$page" "$folder/classeur.pdf" - | grep 'Étape .*Page [0-9]' | tail -1 | awk '{ print $3 }')
    file=$(printf '%s' "$name" | iconv -f UTF-8 -t ASCII//TRANSLIT | tr '[:upper:]' '[:lower:]' | tr -d "'\`^")
    [ -n "$file" ] && [ ! -e "$folder/$file.png" ] || continue
    pdftoppm -r 130 -f "$page" -l "$page" -singlefile -png "$folder/classeur.pdf" "$folder/$file"
    # Without the footer and the margins, its upper left, in the few colours that it has.
    convert "$folder/$file.png" -gravity south -chop 0x110 -trim +repage -bordercolor white -border 12 \
        -gravity northwest -crop 1400x500+0+0 +repage -colors 16 -depth 8 "PNG8:$2/classeur-$file.png"
done
