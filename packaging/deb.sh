#!/usr/bin/env bash
# deb.sh PROGRAM OUT [ARCH]: OUT/spillage_VERSION_ARCH.deb. Needs dpkg-deb and, for a dynamic program, objdump.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
program=${1:?usage: deb.sh PROGRAM OUT [ARCH]} out=${2:?folder} arch=${3:-$(dpkg --print-architecture)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
package="$work/spillage"
mkdir -p "$package/DEBIAN" "$package/usr/share/doc/spillage" "$out"
install -D -m 755 "$program" "$package/usr/bin/spillage"
# Release builds are stripped; others are made so, where binutils know the architecture.
strip "$package/usr/bin/spillage" 2>/dev/null || true
"$root/packaging/share.sh" "$program" "$package/usr/share"
mkdir -p "$package/usr/share/zsh/vendor-completions"
mv "$package/usr/share/zsh/site-functions/_spillage" "$package/usr/share/zsh/vendor-completions/"
rmdir "$package/usr/share/zsh/site-functions"
gzip -9n "$package"/usr/share/man/man1/*.1
maintainer="the spillage maintainers <spillage-dev@users.noreply.github.com>"
gzip -9nc > "$package/usr/share/doc/spillage/changelog.gz" <<CHANGES
spillage ($version) unstable; urgency=medium

  * Release $version; CHANGELOG.md.gz says what changed.

 -- $maintainer  $(date -u -R -d "@$SOURCE_DATE_EPOCH")
CHANGES
gzip -9nc "$root/CHANGELOG.md" > "$package/usr/share/doc/spillage/CHANGELOG.md.gz"
{
  echo "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/"
  echo "Upstream-Name: spillage"
  echo "Source: https://github.com/spillage-dev/spillage"
  echo
  echo "Files: *"
  echo "Copyright: the spillage maintainers"
  echo "License: MIT or Apache-2.0"
  echo
  echo "License: MIT"
  sed 's/^$/./; s/^/ /' "$root/LICENSE-MIT"
  echo
  echo "License: Apache-2.0"
  echo " On Debian systems, the text of this licence is in /usr/share/common-licenses/Apache-2.0."
} > "$package/usr/share/doc/spillage/copyright"
chmod -R u=rwX,go=rX "$package"
# A program that needs glibc says which version of it; a static one needs nothing.
newest=$(objdump -T "$program" 2>/dev/null | grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -n 1 || true)
depends=
[ -z "$newest" ] || depends="Depends: libc6 (>= ${newest#GLIBC_}), libgcc-s1"
cat > "$package/DEBIAN/control" <<CONTROL
Package: spillage
Version: $version
Architecture: $arch
Maintainer: $maintainer
Section: devel
Priority: optional
Installed-Size: $(du -sk "$package/usr" | cut -f 1)
${depends:+$depends
}Recommends: git
Homepage: https://github.com/spillage-dev/spillage
Description: measures what a coding agent could leak from a code base
 Before an agent is let into a code base, spillage says what a session with
 full file-system access could leak, how bad that would be, and which few
 changes shrink it. It works offline and never prints a secret unless told to.
CONTROL
(cd "$package" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) > "$package/DEBIAN/md5sums"
chmod 644 "$package/DEBIAN/control" "$package/DEBIAN/md5sums"
dpkg-deb --root-owner-group -Zxz --build "$package" "$out/spillage_${version}_$arch.deb" >/dev/null
echo "$out/spillage_${version}_$arch.deb"
