#!/usr/bin/env bash
# Reads with poppler, page by page, what is built to be signed, electronically and on paper: every page bears the
# fingerprint of donnees.json and no mark of a draft; on paper, every page before the signatures has a box for the
# initials of each party, and only those.
# Usage: tests/conformance/pages.sh DRAFT_STAGE
set -euo pipefail
shopt -s extglob
draft=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say() { echo "$*" >&2; exit 1; }
pages() { pdfinfo "$1" 2>/dev/null | awk '/^Pages:/ { print $2 }'; }
text() { pdftotext -layout -f "$2" -l "$2" "$1" -; }
# The bottom of a page, from 24 mm above its edge on.
foot() {
  local height
  height=$(pdfinfo -f "$2" -l "$2" "$1" 2>/dev/null | awk '/^Page .* size:/ { print int($6 + 0.5) }')
  pdftotext -r 72 -f "$2" -l "$2" -x 0 -y $((height - 68)) -W 850 -H 68 "$1" -
}

build() {
  cp -r "$here/../../input/." "$work/$1"
  cp -r "$here/../fixtures/final/." "$work/$1"
  sed -i "s/^signature = \"[a-z]*\"/signature = \"$1\"/" "$work/$1/convention.toml"
  cargo run --quiet -- build --quiet --final --output "$work/stages-$1" "$work/$1"
}

# Every page of every document of a stage bears its fingerprint; `$2` more must hold of a page.
check() {
  local stage=$1 holds=$2 fingerprint pdf page source read=0
  for pdf in "$stage"/*.pdf "$stage"/fiches/*.pdf; do
    # The annexes and the convention bear that of the data; a document on its own says what its own is of.
    source="$stage/source/${pdf#"$stage"/}"
    fingerprint=$(sha256sum "$stage/donnees.json" | cut -c 1-16)
    if [[ "$(basename "$pdf")" != @(annexes|convention).pdf ]]; then
      fingerprint=$(sed -n 's/^#let empreinte = \[Empreinte \(d.*\)\]$/\1/p' "${source%.pdf}.typ")
      [ -n "$fingerprint" ] || say "$pdf: its source names no fingerprint of its own"
    fi
    for ((page = 1; page <= $(pages "$pdf"); page++)); do
      # A cover says it above its foot.
      { [ "$page" -eq 1 ] && text "$pdf" 1 || foot "$pdf" "$page"; } | grep -F "Empreinte $fingerprint" >/dev/null || say "$pdf, page $page: no fingerprint $fingerprint"
      "$holds" "$pdf" "$page" || say "$pdf, page $page: not as a page of its stage is"
      read=$((read + 1))
    done
  done
  echo "$read pages of $(basename "$(dirname "$stage")")/$(basename "$stage") read by poppler: fingerprint at every foot"
}

# The letters of the mark stand apart: poppler sees spaces between some.
is_draft() { text "$1" "$2" | grep -E 'P ?R ?O ?J ?E ?T' >/dev/null && foot "$1" "$2" | grep 'Document de travail' >/dev/null; }
is_final() { ! text "$1" "$2" | grep -E 'P ?R ?O ?J ?E ?T|Document de travail|Point d’étape|Points à régler' >/dev/null; }
has_initials() { [ "$(foot "$1" "$2" | grep -cxE 'Métropole|CCI Côte-d’Or')" -eq 2 ]; }
is_electronic() { is_final "$1" "$2" && ! has_initials "$1" "$2"; }
is_paper() {
  is_final "$1" "$2" || return 1
  if [ "$(basename "$1")" = convention.pdf ] && [ "$2" -lt "$(pages "$1")" ]; then
    has_initials "$1" "$2"
  else
    ! has_initials "$1" "$2"
  fi
}

check "$draft" is_draft
build electronique >/dev/null
check "$work"/stages-electronique/* is_electronic
build manuscrite >/dev/null
check "$work"/stages-manuscrite/* is_paper

# No heading stands alone at the foot of a page, however far down the text before it reaches.
cp -r "$here/../../input/." "$work/titres"
lines=20
for fiche in "$work"/titres/fiches/*.md; do
  {
    for ((line = 0; line < lines; line++)); do printf '\nAlinéa %d.\n' "$line"; done
    for under in 'Un texte.' '- premier\n- deuxième' '| Année | Visites |\n|---|---|\n| cette année | beaucoup |' '> cité' 'a) premier\nb) deuxième' '1. premier\n2. deuxième'; do
      printf '\n### Repère\n\n'"$under"'\n\n#### Repère\n\n'"$under"'\n'
    done
  } >>"$fiche"
  lines=$((lines + 1))
done
cargo run --quiet -- build --quiet --output "$work/stages-titres" "$work/titres" >/dev/null || true
annexes=$(ls "$work"/stages-titres/*/annexes.pdf)
feet=0
for ((page = 1; page <= $(pages "$annexes"); page++)); do
  last=$(text "$annexes" "$page" | grep -E '[[:alnum:]]{3}' | grep -v 'Empreinte' | tail -1)
  if [ "$(echo $last)" = Repère ]; then say "$annexes, page $page: a heading stands alone at its foot"; fi
  feet=$((feet + 1))
done
echo "$feet pages end with more than a heading"
