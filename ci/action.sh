#!/usr/bin/env bash
# The GitHub action: one scan, its reports, the outputs of the step. Everything that a user or a repository wrote comes
# through the environment and is quoted; nothing of the scanned tree is printed but what the program has escaped.
set -euo pipefail

fail() { echo "::error title=spillage::$*"; exit 2; }

program=${INPUT_BINARY:-spillage}
folder=$(mktemp -d "${RUNNER_TEMP:-/tmp}/spillage-report.XXXXXX")
sarif="$folder/spillage.sarif" html="$folder/spillage.html" json="$folder/spillage.json"

arguments=(scan --no-progress --format github
  --output "sarif=$sarif" --output "html=$html" --output "json=$json")

fail_on=${INPUT_FAIL_ON:-high}
if [ "$fail_on" = never ]; then
  arguments+=(--exit-zero)
else
  arguments+=(--fail-on "$fail_on")
fi
arguments+=(--max-score "${INPUT_MAX_SCORE:-100}")
flag() { # NAME VALUE FLAG
  case "$2" in
    true) arguments+=("$3") ;;
    false | "") ;;
    *) fail "the input $1 is true or false" ;;
  esac
}
flag history "${INPUT_HISTORY:-}" --history
flag isolated "${INPUT_ISOLATED:-}" --isolated
flag allow-partial "${INPUT_ALLOW_PARTIAL:-}" --allow-partial
while IFS= read -r line; do
  line=${line%$'\r'}
  [ -z "$line" ] || arguments+=("$line")
done <<< "${INPUT_ARGS:-}"
arguments+=(--)
while IFS= read -r line; do
  line=${line%$'\r'}
  [ -z "$line" ] || arguments+=("$line")
done <<< "${INPUT_PATH:-.}"

code=0
# The format github also writes the summary of the step, within its limit.
"$program" "${arguments[@]}" || code=$?
[ -s "$json" ] || { [ "$code" -ne 0 ] || code=2; exit "$code"; }

# The report is indented by the program and line ends in strings are escaped: a field of the top is a line of its own.
score=$(sed -n 's/^    "score": \([0-9]\{1,3\}\),\{0,1\}$/\1/p' "$json" | head -n 1)
band=$(sed -n 's/^    "band": "\([a-z]\{1,12\}\)",\{0,1\}$/\1/p' "$json" | head -n 1)
findings=$(grep -c '^      "rule": "' "$json" || true)
{
  echo "score=$score"
  echo "band=$band"
  echo "findings=$findings"
  echo "sarif-file=$sarif"
  echo "report-file=$html"
} >> "${GITHUB_OUTPUT:-/dev/null}"
exit "$code"
