#!/usr/bin/env bash
# archive.sh PROGRAM TARGET OUT [HOST-PROGRAM]: OUT/spillage-VERSION-TARGET.tar.gz with program, manual, completions, licences.
# Reproducible. HOST-PROGRAM writes manual and completions where PROGRAM does not run here.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
program=${1:?usage: archive.sh PROGRAM TARGET OUT [HOST-PROGRAM]} target=${2:?target} out=${3:?folder}
name="spillage-$version-$target"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/$name" "$out"
install -m 755 "$program" "$work/$name/$(basename "$program")"
"$root/packaging/share.sh" "${4:-$program}" "$work/$name/share"
install -m 644 "$root"/{README.md,CHANGELOG.md,LICENSE-APACHE,LICENSE-MIT} "$work/$name/"
chmod -R u=rwX,go=rX "$work/$name"
tar=tar
command -v gtar >/dev/null && tar=gtar
"$tar" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner -C "$work" -cf - "$name" |
  gzip -9n > "$out/$name.tar.gz"
echo "$out/$name.tar.gz"
