#!/usr/bin/env bash
# Builds the Debian package around a built program, unpacks it into an empty folder, and uses it from
# there: the program, its manual pages and completions, and a check that finds a fault.
# Usage: MEMBERSPEC=target/release/memberspec scripts/deb.sh [FOLDER for the .deb, default target/debian]
source "$(dirname "$0")/prepare.sh"
unset -f memberspec # the installed one is meant here
program=$(realpath "${MEMBERSPEC:-target/debug/memberspec}")
out=${1:-$ROOT/target/debian}
mkdir -p "$out" && out=$(cd "$out" && pwd)
cargo_tools cargo-deb cargo-deb@3.8.0

work=$(mktemp -d)
server=
trap 'if [ -n "$server" ]; then kill "$server"; fi; rm -rf "$work"' EXIT
# Where cargo-deb looks for what was built, apart from any other build.
mkdir -p "$work/target/release"
cp "$program" "$work/target/release/memberspec"
scripts/packaging/stage.sh "$program" "$work/target/release"
gzip --best --no-name "$work"/target/release/man/*.1
rm -f "$out"/*.deb
CARGO_TARGET_DIR="$work/target" "$TOOLS/cargo-deb/bin/cargo-deb" --no-build --strip --quiet --output "$out" >/dev/null
deb=$(echo "$out"/*.deb)
dpkg-deb --field "$deb" Package Version Architecture Depends Recommends Installed-Size

installed=$work/installed
dpkg-deb --extract "$deb" "$installed"
export PATH="$installed/usr/bin:$PATH"
[ "$(command -v memberspec)" = "$installed/usr/bin/memberspec" ]
[ "$(memberspec --version)" = "$("$program" --version)" ]
for name in memberspec memberspec-check memberspec-diff memberspec-serve; do
  gzip --test "$installed/usr/share/man/man1/$name.1.gz"
done
bash -n "$installed/usr/share/bash-completion/completions/memberspec"
for name in copyright README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE docs/how-to/install.md openapi/openapi.yaml; do
  [ -s "$installed/usr/share/doc/memberspec/$name" ] || { say "the package lacks $name"; exit 1; }
done
[ -z "$(find "$installed" -path '*systemd*')" ]

memberspec serve --port 0 --auth open --fault order-id-as-text --ready-file "$work/ready.json" >/dev/null 2>&1 &
server=$!
for _ in $(seq 100); do [ -s "$work/ready.json" ] && break; sleep 0.1; done
address=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["address"])' "$work/ready.json")
code=0
memberspec check "$address" --auth none >"$work/found.txt" 2>"$work/said.txt" || code=$?
[ "$code" -eq 1 ] || { cat "$work/found.txt"; say "exit code $code instead of 1"; exit 1; }
grep -q order_id "$work/found.txt"
say "$(basename "$deb") ($(stat --format %s "$deb") bytes): unpacked, and its program found the fault of a site"
