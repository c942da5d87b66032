#!/usr/bin/env bash
# packages.sh PROGRAM: makes the packages of a built program, installs each into an empty place and runs it there.
# What a package manager is missing for is skipped with a message.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "${1:?usage: packages.sh PROGRAM}")
PATH="${SPILLAGE_TEST_TOOLS:+$SPILLAGE_TEST_TOOLS:}$PATH"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
target=$(rustc -vV | sed -n 's/^host: //p')
mkdir "$work/clean" && echo "nothing" > "$work/clean/a.txt"

have() { command -v "$1" >/dev/null || { echo "skipped: $1 is not installed"; return 1; }; }
# The program of a package says its version and scans.
works() {
  [ "$("$@" --version)" = "spillage $version" ]
  "$@" scan --no-progress --quiet "$work/clean" > /dev/null
  echo "- works: $*"
}

archive=$(packaging/archive.sh "$program" "$target" "$work/dist")
mkdir "$work/archive" && tar -xzf "$archive" -C "$work/archive" --strip-components 1
works "$work/archive/spillage"
[ -s "$work/archive/share/man/man1/spillage.1" ] && [ -s "$work/archive/share/zsh/site-functions/_spillage" ]
bash -c ". '$work/archive/share/bash-completion/completions/spillage' && complete -p spillage" > /dev/null
first=$(cksum < "$archive")
packaging/archive.sh "$program" "$target" "$work/dist" > /dev/null
[ "$first" = "$(cksum < "$archive")" ] || { echo "the archive is not reproducible"; exit 1; }

if have dpkg-deb; then
  deb=$(packaging/deb.sh "$program" "$work/dist")
  mkdir -p "$work"/root/var/lib/dpkg/{info,updates,triggers} && touch "$work"/root/var/lib/dpkg/{status,available}
  if [ "$(id -u)" -eq 0 ]; then
    dpkg --root="$work/root" --force-depends --no-triggers -i "$deb" > /dev/null 2>&1
  else
    dpkg-deb -x "$deb" "$work/root"
  fi
  works "$work/root/usr/bin/spillage"
  [ -s "$work/root/usr/share/man/man1/spillage.1.gz" ]
  if have lintian; then lintian --fail-on error,warning "$deb" 2>&1 | grep -v 'root privileges' || [ "${PIPESTATUS[0]}" -eq 0 ]; fi
fi

case $target in
  x86_64-unknown-linux-gnu | *-apple-darwin)
    if have npm; then
      packaging/npm.mjs "$work/npm" "$program" "$target=$program" > /dev/null
      for package in "$work"/npm/*-* "$work/npm/spillage"; do
        (cd "$package" && npm pack --silent --pack-destination "$work/npm" > /dev/null)
      done
      mkdir "$work/node" && (cd "$work/node" && npm init -y > /dev/null &&
        npm install --offline --no-audit --no-fund --silent "$work"/npm/*.tgz)
      works "$work/node/node_modules/.bin/spillage"
    fi
    ;;
  *) echo "skipped: there is no npm package for $target" ;;
esac

# The wheel is built by maturin from source, with the profile that the program's folder names.
profile=$(basename "$(dirname "$program")")
if [ "$profile" != debug ] && have maturin && have python3; then
  HOST_PROGRAM="$program" packaging/wheel.sh "$work/wheels" --quiet --profile "$profile"
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet --disable-pip-version-check --no-index "$work"/wheels/*.whl
  works "$work/venv/bin/spillage"
  [ -s "$work/venv/share/man/man1/spillage.1" ]
fi
ls -l "$work"/dist "$work"/npm/*.tgz "$work"/wheels 2>/dev/null || true
