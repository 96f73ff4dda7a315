#!/usr/bin/env bash
# Redocly's recommended-strict rules on every committed document and its 3.0 profile: all of its
# rules are errors.
source "$(dirname "$0")/prepare.sh"
npm_tools redocly @redocly/cli@2.77.0
printf 'extends:\n  - recommended-strict\n' >"$TOOLS/redocly/redocly.yaml"
old_documents
"$TOOLS/redocly/node_modules/.bin/redocly" lint --config "$TOOLS/redocly/redocly.yaml" "${DOCUMENTS[@]}" "${OLD_DOCUMENTS[@]}" >"$TOOLS/redocly/lint.log" 2>&1 ||
  { cat "$TOOLS/redocly/lint.log"; exit 1; }
if grep -q 'Warning was generated' "$TOOLS/redocly/lint.log"; then cat "$TOOLS/redocly/lint.log"; exit 1; fi
say "${#DOCUMENTS[@]} documents and their 3.0 profiles, no error, no warning (Redocly recommended-strict)"
