#!/usr/bin/env bash
# share.sh PROGRAM DIR: manual pages and shell completions as they lie below a prefix's share/.
# The program must run here; for another platform take one built for this.
set -euo pipefail
program=${1:?usage: share.sh PROGRAM DIR} dir=${2:?usage: share.sh PROGRAM DIR}
mkdir -p "$dir"/{man/man1,bash-completion/completions,zsh/site-functions,fish/vendor_completions.d}
"$program" man "$dir/man/man1"
"$program" completions bash > "$dir/bash-completion/completions/spillage"
"$program" completions zsh > "$dir/zsh/site-functions/_spillage"
"$program" completions fish > "$dir/fish/vendor_completions.d/spillage.fish"
