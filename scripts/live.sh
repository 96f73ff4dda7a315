#!/usr/bin/env bash
# Clients of many generators, each listing, creating, updating and deleting memberships on the reference
# site; docs/clients.md has the commands and the findings. Needs Node.js and Python; PHP with Guzzle
# (Debian: php-cli php-curl php-mbstring php-guzzlehttp-guzzle) for the client in PHP.
# Usage: MEMBERSPEC=target/debug/memberspec scripts/live.sh
source "$(dirname "$0")/prepare.sh"
TOOLS_OF_PAGE=(openapi-typescript@7.13.0 openapi-fetch@0.17.0 @hey-api/openapi-ts@0.99.0 orval@8.38.0 zod@4.6.7
  openapi-to-postmanv2@6.3.3 newman@6.2.2)
npm_tools live "${TOOLS_OF_PAGE[@]}" typescript@5.9.3 esbuild@0.25.12 @types/node@22.20.7
python_tools python openapi-python-client==0.29.1 mypy==2.4.1
python_tools openapi-generator openapi-generator-cli==7.26.0
TOOLS_OF_PAGE+=(openapi-python-client==0.29.1 openapi-generator-cli==7.26.0)
answers
document=$ROOT/openapi/openapi.yaml
work=$TOOLS/live/check
rm -rf "$work" && mkdir -p "$work/generated"
cp scripts/clients/*.ts "$work/"

start_site "$work"

# Runs one of the programs, and shows what the generator said where it fails.
try() {
  local name=$1
  shift
  "$@" >"$work/$name.log" 2>&1 || { tail -n 40 "$work/$name.log"; say "$name failed"; exit 1; }
}

# The commands and files of the page, as they stand there.
page=$ROOT/docs/clients.md
command_of() { grep --max-count=1 "^\(npx \)\?$1 " "$page" | sed 's/^npx //'; }
block() { awk -v first="$1" '/^```/ { on = 0; next } $0 == first { on = 1 } on' "$page"; }
generate() { try "$1" bash -c "$(command_of "$1")"; }
for named in "${TOOLS_OF_PAGE[@]}"; do
  grep -q "[| ]${named##*[@=]}[, ]" "$page" || { say "docs/clients.md does not name $named"; exit 1; }
done

cd "$work"
cp "$document" openapi.yaml
block '// hey-api.config.mjs' >hey-api.config.mjs
block '// orval.config.mjs' >orval.config.mjs
block '# python.yaml' >python.yaml
export PATH="$TOOLS/live/node_modules/.bin:$TOOLS/python/bin:$TOOLS/openapi-generator/bin:$PATH"
generate openapi-typescript
generate openapi-ts
generate orval
try tsc tsc --noEmit --strict --skipLibCheck --target es2022 --module esnext --moduleResolution bundler --types node openapi-fetch.ts hey-api.ts orval.ts zod.ts
for name in openapi-fetch hey-api orval zod; do
  esbuild "$name.ts" --bundle --platform=node --format=esm --log-level=error --outfile="$name.mjs"
  try "$name" node "$name.mjs" "$TOOLS/answers"
done
cat zod.log
say "openapi-fetch, hey-api, orval and zod pass tsc --strict, and list, create, update and delete"

generate openapi2postmanv2
(cd "$TOOLS/live" && try newman node "$ROOT/scripts/clients/postman.mjs" "$work/collection.json")
say "the Postman collection lists, creates, updates and deletes"

generate openapi-python-client
MYPYPATH=python try mypy mypy --no-error-summary --cache-dir mypy "$ROOT/scripts/clients/client.py"
PYTHONPATH=python try python "$TOOLS/python/bin/python" "$ROOT/scripts/clients/client.py"
say "openapi-python-client lists, creates, updates and deletes"

if command -v php >/dev/null && [ -e /usr/share/php/GuzzleHttp/autoload.php ]; then
  generate openapi-generator-cli
  find php/lib -name '*.php' -print0 | while IFS= read -r -d '' file; do try php-lint php -l "$file"; done
  CLIENT=php try php php -d display_errors=stderr -d error_reporting=-1 "$ROOT/scripts/clients/client.php"
  if grep -qi 'deprecated\|warning' php.log; then cat php.log; exit 1; fi
  say "openapi-generator (PHP) passes php -l, and lists, creates, updates and deletes"
else
  say "SKIPPED: PHP with Guzzle is not installed"
fi
