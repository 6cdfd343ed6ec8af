#!/usr/bin/env bash
# Long annexes, which are laid out a part at a time, held against the same laid out in one go: poppler must read the
# same text and draw the same pages; veraPDF must find PDF/A-3a and PDF/UA-1 before and after pyHanko signs.
# The dossier is the one that `cargo test` leaves. Usage: long.sh
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
dossier=$here/../../target/tmp/long/input
[ -d "$dossier" ] || { echo "no $dossier: run cargo test" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A template of the dossier's, were it the built-in one, is laid out in one go.
cp -r "$dossier" "$work/whole"
mkdir "$work/whole/templates"
cp "$here/../../templates/charte.typ" "$work/whole/templates"
for kind in whole parts; do
  [ $kind = whole ] && input=$work/whole || input=$dossier
  for final in '' --final; do
    cargo run --quiet -- build --quiet $final --output "$work/$kind$final" "$input" >/dev/null
  done
done

same() { cmp --quiet "$1" "$2" || { echo "$3: not the same in one go and in parts" >&2; exit 1; }; }
for final in '' --final; do
  for kind in whole parts; do
    pdf=$work/$kind$final/essai/annexes.pdf
    pdftotext -layout "$pdf" "$work/$kind.txt"
    pdfinfo -url "$pdf" >"$work/$kind.urls"
    pdfinfo "$pdf" 2>/dev/null | grep -v '^File size' >"$work/$kind.info"
    mkdir "$work/$kind$final/pages"
    pdftoppm -r 40 -gray "$pdf" "$work/$kind$final/pages/page"
    (cd "$work/$kind$final/pages" && sha256sum -- *) >"$work/$kind.pages"
  done
  ! cmp --quiet "$work/whole$final/essai/annexes.pdf" "$work/parts$final/essai/annexes.pdf" ||
    { echo "both were laid out in one go" >&2; exit 1; }
  for what in txt urls info pages; do
    [ -s "$work/parts.$what" ] && same "$work/whole.$what" "$work/parts.$what" "$what"
  done
  echo "$(wc -l <"$work/parts.pages") pages: same text, same links, same look in one go and in parts"
done
"$here/verapdf.sh" 3a "$work/parts/essai/annexes.pdf" "$work/parts--final/essai/annexes.pdf"
"$here/verapdf.sh" ua1 "$work/parts/essai/annexes.pdf" "$work/parts--final/essai/annexes.pdf"
"$here/sign.sh" "$work/parts--final/essai"
