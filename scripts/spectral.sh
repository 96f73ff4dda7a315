#!/usr/bin/env bash
# Spectral's rules for OpenAPI on every committed document and its 3.0 profile; a hint fails too.
source "$(dirname "$0")/prepare.sh"
npm_tools spectral @stoplight/spectral-cli@6.16.3
printf 'extends: ["spectral:oas"]\n' >"$TOOLS/spectral/ruleset.yaml"
old_documents
"$TOOLS/spectral/node_modules/.bin/spectral" lint --quiet --fail-severity hint --ruleset "$TOOLS/spectral/ruleset.yaml" "${DOCUMENTS[@]}" "${OLD_DOCUMENTS[@]}"
say "${#DOCUMENTS[@]} documents and their 3.0 profiles, no error, no warning, no hint (spectral:oas)"
