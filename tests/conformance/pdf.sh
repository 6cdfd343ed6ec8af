#!/usr/bin/env bash
# Reads the published PDF files with poppler: the totals stand in them, and every font is embedded.
# Usage: pdf.sh STAGE
set -euo pipefail
stage=$1

# The figures computed by hand from the agreement: year or all, then parties, others, unfunded, total.
totals=(
  '248 320' '103 930' '352 250'
  '287 940' '139 398' '124 912' '2 600' '554 850'
  '299 880' '149 358' '574 150'
  '836 140' '392 686' '249 824' '1 481 250'
)
for document in recapitulatif annexes convention; do
  text=$(pdftotext -layout "$stage/$document.pdf" - | sed 's/[[:space:]   ]/ /g')
  for total in "${totals[@]}"; do
    grep -qF -- "$total" <<<"$text" || { echo "$document.pdf does not say $total"; exit 1; }
  done
done

for pdf in "$stage"/*.pdf "$stage"/fiches/*.pdf; do
  # Columns of pdffonts: … emb sub uni object ID
  loose=$(pdffonts "$pdf" | tail -n +3 | awk '$(NF-4) != "yes"')
  [ -z "$loose" ] || { echo "$pdf has fonts that are not embedded:"; echo "$loose"; exit 1; }
  ! pdftotext "$pdf" - | grep -q $'\xef\xbf\xbd' || { echo "$pdf has a character without a glyph"; exit 1; }
done
echo "$(ls "$stage"/*.pdf "$stage"/fiches/*.pdf | wc -l) PDF files read by poppler: totals found, fonts embedded"
