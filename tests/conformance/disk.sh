#!/usr/bin/env bash
# What a disk may refuse, on real file systems: full, out of files, read-only, mounted on, someone else's. The
# former stage stays byte for byte, the message names the cause, and nothing is left beside.
# Usage: tests/conformance/disk.sh [PROGRAM]
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
program=${1:-$root/target/debug/paraphe}
work=$(mktemp -d)
disk=$work/disk
mkdir "$disk"
if ! mount -t tmpfs -o size=8m tmpfs "$disk" 2>/dev/null; then
  rmdir "$disk" "$work"
  echo "skipped: this system refuses to mount a file system (root may)"
  exit 0
fi
trap 'umount -R "$work/closed" 2>/dev/null || true; umount -R "$disk"; rm -rf "$work"' EXIT
chmod 755 "$work"
# Another user may not be able to reach the program where it is.
cp "$program" "$work/paraphe"
cd "$work"

fail() { echo "$*" >&2; exit 1; }
sums() { (cd "$disk/output" && find . -type f ! -name .paraphe.lock -exec sha256sum {} + | sort -k 2); }
leftovers() { find "$disk/output" -name '.paraphe-*'; }
# Words parted by plain spaces.
plain() { sed 's/\xc2\xa0\|\xe2\x80\xaf/ /g' <<<"$1" | tr -s ' \n' ' '; }
free() { df --output=avail -k "$disk" | tail -1; }

# Expects a build to be refused: `refused CAUSE COMMAND…`; the stages are as they were.
refused() {
  local cause=$1 before after said code=0
  shift
  before=$(sums)
  said=$("$@" 2>&1 >/dev/null) || code=$?
  after=$(sums)
  [ "$code" -eq 2 ] || fail "exit $code instead of 2: $* ($said)"
  said=$(plain "$said")
  grep -qF "cause : $cause" <<<"$said" || fail "no “$cause” in: $said"
  grep -qF "output" <<<"$said" && grep -qF "aide" <<<"$said" || fail "no folder or no help in: $said"
  [ "$before" = "$after" ] || fail "the stages have changed: $*"
  [ -z "$(leftovers)" ] || fail "left over: $(leftovers)"
}

./paraphe init essai --title Essai --years 2027-2028 --party Ville --party CCI --axis A=Commerce --quiet >/dev/null
cp -r essai autre
sed -i 's/^titre = .*/titre = "Autre essai"/' autre/convention.toml
build() { ./paraphe --lang fr --quiet build "$@" --output "$disk/output"; }

# A full disk: from no room at all to just enough, for a whole stage and for a workbook alone.
for parts in "" --xlsx-only; do
  build essai $parts >/dev/null
  room=0 times=0
  while :; do
    fallocate -l $(($(free) - room))K "$disk/filler"
    if build autre $parts >/dev/null 2>&1; then break; fi
    refused "le disque est plein" build autre $parts
    rm "$disk/filler"
    times=$((times + 1)) room=$((room + 8))
    [ "$room" -lt 4096 ] || fail "never enough room"
  done
  rm "$disk/filler"
  [ "$times" -ge 5 ] || fail "only $times sizes were too small"
  echo "a full disk: $times sizes refused, published with $room KiB free ${parts:-(whole stage)}"
done
mkdir "$disk/new"
fallocate -l "$(free)K" "$disk/filler"
refused "le disque est plein" ./paraphe --lang fr build essai --output "$disk/new/output"
rm -r "$disk/filler" "$disk/new"

# A file system that has room for bytes and none for files.
used=$(df --output=iused "$disk" | tail -1)
files=0
while mount -o "remount,nr_inodes=$((used + files))" "$disk" && ! build essai >/dev/null 2>&1; do
  refused "le disque est plein" build essai
  files=$((files + 1))
done
mount -o remount,nr_inodes=0 "$disk"
[ "$files" -ge 5 ] || fail "only $files numbers of files were too small"
echo "out of files: $files numbers refused"

# A disk that became read-only.
mount -o remount,ro "$disk"
refused "le disque est en lecture seule" build autre
mount -o remount,rw "$disk"

# A file system mounted in the stage's place.
etape=$(sed -n 's/^etape = "\([^"]*\)".*/\1/p' essai/convention.toml)
mv "$disk/output/$etape" "$disk/former"
mkdir "$disk/output/$etape"
mount -t tmpfs tmpfs "$disk/output/$etape"
refused "il est utilisé par un autre programme, ou c’est un point de montage" build autre
umount "$disk/output/$etape"
rmdir "$disk/output/$etape"
mv "$disk/former" "$disk/output/$etape"

# Someone else's folder; then one that may be written to, with what another user's killed run left.
other() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
if other true 2>/dev/null; then
  refused "vous n’en avez pas le droit" other ./paraphe --lang fr build autre --output "$disk/output"
  chmod 777 "$disk/output"
  mkdir "$disk/output/.paraphe-new-x"
  touch "$disk/output/.paraphe-new-x/file"
  said=$(other ./paraphe --lang fr build autre --output "$disk/output" 2>&1 >/dev/null)
  grep -qF "ne peut pas être effacé" <<<"$(plain "$said")" || fail "not told: $said"
  rm -r "$disk/output/.paraphe-new-x"
  build essai >/dev/null
else
  echo "skipped: no other user can be tried"
fi

# A dossier that the system itself keeps from being written: every command that reads it works.
mkdir closed
mount --bind essai closed
mount -o remount,bind,ro closed
! touch closed/file 2>/dev/null || fail "the dossier can be written to"
for command in "check" "check --format html"; do ./paraphe $command closed >/dev/null; done
./paraphe textconv closed/budget.xlsx >/dev/null
./paraphe diff closed autre --output "$disk/output" >/dev/null || [ $? -eq 1 ]
./paraphe init repris --from closed/budget.xlsx --title Essai --party Ville --party CCI --yes >/dev/null
build closed --xlsx-only >/dev/null
build closed >/dev/null
umount closed
echo "read-only, mounted on, someone else's, a dossier that cannot be written: each answered, nothing lost"
