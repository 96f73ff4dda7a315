#!/usr/bin/env bash
# A foreign validator holds every response of the faultless reference site, and of the recordings that
# MEMBERSPEC_RECORDINGS names, against the documents of their version and release.
source "$(dirname "$0")/prepare.sh"
python_tools validator openapi-core==0.23.1 PyYAML==6.0.4
folder="$TOOLS/validator"
failed=0
valid() { "$folder/bin/python" scripts/answers_valid.py "$@" || failed=1; }

for api in v2 v3 v4; do
  rm -f "$folder/$api.jsonl"
  memberspec check --api "$api" --write --ledger "$folder/$api.jsonl" --record "$folder/$api.har" >"$folder/$api.txt" 2>&1 ||
    { cat "$folder/$api.txt"; exit 1; }
  memberspec generate --api "$api" --contract observed --out - >"$folder/$api.yaml"
  valid "$folder/$api.yaml" "$folder/$api.har"
done
if [ ! -d "${MEMBERSPEC_RECORDINGS:-}" ]; then
  say "SKIPPED: MEMBERSPEC_RECORDINGS names no folder of recordings"
  exit "$failed"
fi
valid "$folder/v2.yaml" "$MEMBERSPEC_RECORDINGS/v2-read.har"
valid "$folder/v3.yaml" "$MEMBERSPEC_RECORDINGS"/v3-{read,write}.har
for recording in "$MEMBERSPEC_RECORDINGS"/releases/*.har; do
  # releases/1.17.4-v3.har, releases/edges-1.17.4-v3.har; up… is a site after an upgrade to 1.27.2.
  name=$(basename "$recording" .har)
  api=${name##*-} release=${name%-*} release=${release#edges-}
  case "$name" in up*) release=1.27.2 ;; esac
  memberspec generate --api "$api" --contract observed --release "$release" --out - >"$folder/$name.yaml"
  valid "$folder/$name.yaml" "$recording"
done
exit "$failed"
