#!/usr/bin/env bash
# homebrew.sh SHA256: the formula of this version for a tap; SHA256 is that of the tag's source archive.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
sum=${1:?usage: homebrew.sh SHA256}
[[ $sum =~ ^[0-9a-f]{64}$ ]] || { echo "no SHA-256: $sum" >&2; exit 2; }
cat <<FORMULA
class Spillage < Formula
  desc "Measures what a coding agent could leak from a code base"
  homepage "https://github.com/spillage-dev/spillage"
  url "https://github.com/spillage-dev/spillage/archive/refs/tags/v$version.tar.gz"
  sha256 "$sum"
  license any_of: ["MIT", "Apache-2.0"]
  head "https://github.com/spillage-dev/spillage.git", branch: "main"

  depends_on "rust" => :build

  def install
    system "cargo", "install", *std_cargo_args
    generate_completions_from_executable(bin/"spillage", "completions")
    man1.mkpath
    system bin/"spillage", "man", man1
  end

  test do
    (testpath/"notes.txt").write "nothing to see\n"
    assert_match "minimal", shell_output("#{bin}/spillage scan --no-progress #{testpath}/notes.txt")
  end
end
FORMULA
