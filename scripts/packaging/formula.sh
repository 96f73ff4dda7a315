#!/usr/bin/env bash
# Prints the Homebrew formula of a release. Usage: formula.sh VERSION OWNER/REPOSITORY SHA256SUMS
set -euo pipefail
version=$1 repository=$2 sums=$3
download() {
  local file=memberspec-$version-$1.tar.gz sum
  sum=$(awk -v name="$file" '$2 == name { print $1 }' "$sums")
  [ -n "$sum" ] || { echo "$sums has no $file" >&2; return 1; }
  printf '      url "https://github.com/%s/releases/download/v%s/%s"\n      sha256 "%s"\n' "$repository" "$version" "$file" "$sum"
}
mac_arm=$(download aarch64-apple-darwin)
mac_intel=$(download x86_64-apple-darwin)
linux_arm=$(download aarch64-unknown-linux-musl)
linux_intel=$(download x86_64-unknown-linux-musl)
cat <<RUBY
class Memberspec < Formula
  desc "Contract checks and reference site for the WooCommerce Memberships REST API"
  homepage "https://github.com/$repository"
  version "$version"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
$mac_arm
    end
    on_intel do
$mac_intel
    end
  end

  on_linux do
    on_arm do
$linux_arm
    end
    on_intel do
$linux_intel
    end
  end

  def install
    bin.install "memberspec"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/memberspec.bash" => "memberspec"
    fish_completion.install "completions/memberspec.fish"
    zsh_completion.install "completions/_memberspec"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/memberspec --version")
    system bin/"memberspec", "check"
  end
end
RUBY
