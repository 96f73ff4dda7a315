#!/usr/bin/env bash
# Whether everything agrees on what a tag releases; prints version=… for the workflow.
# Usage: scripts/packaging/version.sh TAG ADDRESS-OF-THE-REPOSITORY
set -euo pipefail
tag=$1 address=$2
cd "$(dirname "$0")/../.."
field() { sed -n "s/^$1 = \"\(.*\)\"\$/\1/p" Cargo.toml | head -n 1; }
version=$(field version)
stop() { printf 'version.sh: %s\n' "$1" >&2; exit 1; }
[ "$tag" = "v$version" ] || stop "the tag is $tag, but Cargo.toml has version $version"
[ "$(field repository)" = "$address" ] ||
  stop "set repository = \"$address\" in Cargo.toml: cargo binstall looks for the programs there"
grep -q "^## \[$version\] - [0-9]\{4\}-[0-9][0-9]-[0-9][0-9]\$" CHANGELOG.md ||
  stop "CHANGELOG.md has no section \"## [$version] - DATE\""
echo "version=$version"
