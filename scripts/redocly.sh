#!/usr/bin/env bash
# Redocly's recommended-strict rules on every committed document: all of its rules are errors.
source "$(dirname "$0")/prepare.sh"
npm_tools redocly @redocly/cli@2.77.0
printf 'extends:\n  - recommended-strict\n' >"$TOOLS/redocly/redocly.yaml"
"$TOOLS/redocly/node_modules/.bin/redocly" lint --config "$TOOLS/redocly/redocly.yaml" "${DOCUMENTS[@]}" >"$TOOLS/redocly/lint.log" 2>&1 ||
  { cat "$TOOLS/redocly/lint.log"; exit 1; }
if grep -q 'Warning was generated' "$TOOLS/redocly/lint.log"; then cat "$TOOLS/redocly/lint.log"; exit 1; fi
say "${#DOCUMENTS[@]} documents, no error, no warning (Redocly recommended-strict)"
