#!/usr/bin/env bash
# Spectral's rules for OpenAPI on every committed document; a hint fails too.
source "$(dirname "$0")/prepare.sh"
npm_tools spectral @stoplight/spectral-cli@6.16.3
printf 'extends: ["spectral:oas"]\n' >"$TOOLS/spectral/ruleset.yaml"
"$TOOLS/spectral/node_modules/.bin/spectral" lint --quiet --fail-severity hint --ruleset "$TOOLS/spectral/ruleset.yaml" "${DOCUMENTS[@]}"
say "${#DOCUMENTS[@]} documents, no error, no warning, no hint (spectral:oas)"
