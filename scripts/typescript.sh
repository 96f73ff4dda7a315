#!/usr/bin/env bash
# openapi-typescript: the types compile under tsc --strict (TypeScript 5), and every answer fits
# them as a literal, excess properties included.
source "$(dirname "$0")/prepare.sh"
npm_tools typescript openapi-typescript@7.13.0 typescript@5.9.3
answers
work="$TOOLS/typescript/check"
rm -rf "$work" && mkdir -p "$work"
for document in "${DOCUMENTS[@]}"; do
  name=$(echo "${document#openapi/}" | tr / - | sed 's/\.yaml$//')
  "$TOOLS/typescript/node_modules/.bin/openapi-typescript" "$document" --output "$work/$name.d.ts" >/dev/null 2>&1
done
cp "$work/openapi.d.ts" "$work/api.d.ts"
cp "$TOOLS/answers/answers.ts" "$work/"
echo '{"type": "module"}' >"$work/package.json"
(cd "$work" && "$TOOLS/typescript/node_modules/.bin/tsc" --strict --noEmit --target es2022 --module nodenext --moduleResolution nodenext ./*.ts)
say "types of ${#DOCUMENTS[@]} documents compile under tsc --strict, and all answers fit them"
