#!/usr/bin/env bash
# Runs the fixtures of docs/how-to/fixtures.md as they stand there: pytest and vitest.
# Usage: MEMBERSPEC=target/debug/memberspec scripts/fixtures.sh
set -euo pipefail
cd "$(dirname "$0")/.."
page=$PWD/docs/how-to/fixtures.md
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin"
ln -s "$(realpath "${MEMBERSPEC:-target/debug/memberspec}")" "$folder/bin/memberspec"
export PATH="$folder/bin:$PATH"
block() { sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/p" "$page" | sed '1d;$d'; }

python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check pytest==9.0.2
block python > "$folder/conftest.py"
cat > "$folder/test_site.py" <<'PY'
import base64, json, urllib.request

def test_members(site):
    key = site["keys"]["read"]
    pair = f"{key['consumer_key']}:{key['consumer_secret']}".encode()
    request = urllib.request.Request(
        site["address"] + "wp-json/wc/v3/memberships/members",
        headers={"Authorization": "Basic " + base64.b64encode(pair).decode()},
    )
    assert json.load(urllib.request.urlopen(request))
PY
(cd "$folder" && timeout 60 python/bin/pytest -q -p no:cacheprovider test_site.py)

mkdir "$folder/node"
cd "$folder/node"
block ts > setup.ts
cat > vitest.config.mjs <<'JS'
export default { test: { globalSetup: "./setup.ts" } };
JS
cat > site.test.mjs <<'JS'
import { expect, inject, test } from "vitest";

test("members", async () => {
  const { address, keys } = inject("site");
  const pair = btoa(`${keys.read.consumer_key}:${keys.read.consumer_secret}`);
  const answer = await fetch(`${address}wp-json/wc/v3/memberships/members`, {
    headers: { Authorization: `Basic ${pair}` },
  });
  expect(answer.status).toBe(200);
});
JS
npm init -y > /dev/null
npm install --silent --no-fund --no-audit vitest@3
timeout 60 npx vitest run
