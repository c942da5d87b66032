#!/usr/bin/env bash
# wheel.sh OUT [maturin arguments, such as --profile fast or --target T]: the wheel, with manual and completions in it.
# HOST_PROGRAM names a spillage that runs here and writes them; else one is built.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
out=$(mkdir -p "${1:?usage: wheel.sh OUT [maturin arguments]}" && cd "$1" && pwd)
shift
cd "$root"
program=${HOST_PROGRAM:-}
if [ -z "$program" ]; then
  cargo build --locked --quiet
  program=target/debug/spillage
fi
# maturin packs the folder <name>.data where there is one.
trap 'rm -rf "$root/spillage.data"' EXIT
rm -rf spillage.data
packaging/share.sh "$program" spillage.data/data/share
maturin build --locked --out "$out" "$@"
