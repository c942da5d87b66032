#!/usr/bin/env bash
# Brings a release of spillage onto a machine of a CI service, checked against the checksums of the release.
#   install.sh --resolve   only says which version and where (GitHub action: outputs `version` and `folder`)
#   install.sh             installs it and adds it to the PATH of later steps
# Read: INPUT_VERSION, INPUT_BINARY (installed already: nothing is done), SPILLAGE_RELEASES (where releases lie; for mirrors).
set -euo pipefail

fail() { echo "::error title=spillage::$*"; exit 2; }

if [ -n "${INPUT_BINARY:-}" ]; then
  [ "${1:-}" = --resolve ] || command -v "$INPUT_BINARY" >/dev/null || fail "there is no program at the input binary"
  exit 0
fi

version=${INPUT_VERSION:-}
if [ -z "$version" ]; then
  here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
  version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$here/Cargo.toml" | head -n 1)
fi
version=${version#v}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] || fail "the input version is no version such as 1.2.3"

case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) target=x86_64-unknown-linux-musl ;;
  Linux-aarch64 | Linux-arm64) target=aarch64-unknown-linux-musl ;;
  Darwin-x86_64) target=x86_64-apple-darwin ;;
  Darwin-arm64) target=aarch64-apple-darwin ;;
  MINGW*-x86_64 | MSYS*-x86_64) target=x86_64-pc-windows-msvc ;;
  *) fail "there is no release for this machine; install spillage yourself and name it in the input binary" ;;
esac

folder="${RUNNER_TOOL_CACHE:-${RUNNER_TEMP:-/tmp}}/spillage-$version"
if [ "${1:-}" = --resolve ]; then
  { echo "version=$version"; echo "folder=$folder"; } >> "${GITHUB_OUTPUT:-/dev/stdout}"
  exit 0
fi

if [ ! -x "$folder/spillage" ] && [ ! -x "$folder/spillage.exe" ]; then
  from="${SPILLAGE_RELEASES:-https://github.com/spillage-dev/spillage/releases/download}/v$version"
  archive="spillage-$version-$target.tar.gz"
  work=$(mktemp -d "${RUNNER_TEMP:-/tmp}/spillage.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  for file in "$archive" SHA256SUMS; do
    curl --fail --silent --show-error --location --retry 3 --max-time 120 --output "$work/$file" "$from/$file" ||
      fail "$from/$file could not be fetched"
  done
  sum=sha256sum
  command -v sha256sum >/dev/null || sum="shasum -a 256"
  (cd "$work" && grep -F "  $archive" SHA256SUMS > wanted && $sum -c wanted >/dev/null) ||
    fail "$archive does not have the checksum that SHA256SUMS says"
  # The build that made it, where the tool is there and the release comes from the host itself.
  if [ -z "${SPILLAGE_RELEASES:-}" ] && command -v gh >/dev/null && [ -n "${GH_TOKEN:-}" ]; then
    gh attestation verify "$work/$archive" --repo spillage-dev/spillage >/dev/null ||
      fail "$archive has no valid attestation of spillage-dev/spillage"
  fi
  mkdir -p "$folder"
  tar -xzf "$work/$archive" -C "$folder" --strip-components 1
fi
if [ -n "${GITHUB_PATH:-}" ]; then echo "$folder" >> "$GITHUB_PATH"; else echo "$folder"; fi
