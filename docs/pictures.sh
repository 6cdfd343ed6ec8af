#!/usr/bin/env bash
# Makes the pictures of documents in docs/images/ again, from the example and its version to sign, and those of the
# atelier, from what its browser test does. Run by hand when pages change. Needs pdftoppm (poppler-utils), convert
# (ImageMagick) and what tests/browser/install.sh installs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp -r "$here/../input" "$work/projet"
cp -r "$here/../input" "$work/definitif"
cp -r "$here/../tests/fixtures/final/." "$work/definitif"
cargo run --quiet -- build --quiet --output "$work/stages" "$work/projet"
cargo run --quiet -- build --quiet --output "$work/stages" --final "$work/definitif"

# picture NAME STAGE DOCUMENT PAGE DPI: a page (`last` for the last one) with a thin frame, in few colours.
picture() {
  local pdf="$work/stages/$2/$3.pdf" page=$4
  [ "$page" != last ] || page=$(pdfinfo "$pdf" 2>/dev/null | awk '/^Pages:/ { print $2 }')
  pdftoppm -r "$5" -f "$page" -l "$page" -png -singlefile "$pdf" "$work/page"
  convert "$work/page.png" -bordercolor '#c9cdd3' -border 1 -dither None -colors 48 -strip \
    -define png:compression-level=9 "PNG8:$here/images/$1.png"
}

draft=2018-11-02 final=2018-11-30
picture couverture $final annexes 1 60
picture synthese $final annexes 2 80
picture points-a-regler $draft annexes 1 80
picture fiche $draft fiches/EP-2.4 1 80
picture fiche-definitif $final fiches/EP-2.4 1 80
picture recapitulatif $draft recapitulatif 1 86
picture recapitulatif-definitif $final recapitulatif 1 86
picture convention $final convention 3 80
picture signatures $draft convention last 80
picture signatures-definitif $final convention last 80

# The atelier, as an officer sees it on the way: the top of each page.
node "$here/../tests/browser/atelier.mjs" "$here/../target/debug/paraphe"
for page in commencer voir regler ecrire comparer publier; do
  case $page in comparer) shot=comparaison ;; voir) shot=constat ;; *) shot=$page ;; esac
  convert "$here/../target/browser/atelier-$shot.png" -crop 1280x900+0+0 +repage -bordercolor '#c9cdd3' -border 1 \
    -dither None -colors 64 -strip -define png:compression-level=9 "PNG8:$here/images/atelier-$page.png"
done
