#!/usr/bin/env bash
# Prism, a mock server for OpenAPI documents, takes requests as openapi/openapi.yaml describes them: it
# must refuse five bad bodies and answer five good ones.
source "$(dirname "$0")/prepare.sh"
npm_tools prism @stoplight/prism-cli@5.16.0
log="$TOOLS/prism/prism.log"
"$TOOLS/prism/node_modules/.bin/prism" mock --port 4010 --host 127.0.0.1 openapi/openapi.yaml >"$log" 2>&1 &
prism=$!
trap 'kill "$prism" 2>/dev/null || true' EXIT
for _ in $(seq 100); do grep -q 'Prism is listening' "$log" && break; sleep 0.2; done

wrong=0
# body METHOD PATH BODY STATUS
body() {
  local status
  status=$(curl -sS -o "$TOOLS/prism/body" -w '%{http_code}' -u ck:cs -X "$1" -H 'Content-Type: application/json' \
    --data "$3" "http://127.0.0.1:4010/wc/v3/memberships/members$2")
  if [[ "$status" != $4 ]]; then
    echo "$1 $2 $3: $status instead of $4: $(head -c 300 "$TOOLS/prism/body")"
    wrong=1
  fi
}
body POST '' '{"customer_id": 7, "plan_id": 22}' 200
body POST '' '{"customer_id": 7, "plan_id": 22, "status": "paused", "end_date_gmt": ""}' 200
body PATCH /39 '{"status": "cancelled"}' 200
body PUT /39 '{"meta_data": [{"key": "source", "value": "import"}]}' 200
body POST /batch '{"delete": [40]}' 200
body POST '' '{"customer_id": 7}' '4*'
body POST '' '{"customer_id": "seven", "plan_id": 22}' '4*'
body POST '' '{"customer_id": 7, "plan_id": 0}' '4*'
body PATCH /39 '{"status": "gone"}' '4*'
body PUT /39 '{"meta_data": {"key": "source"}}' '4*'
[ "$wrong" -eq 0 ] || exit 1
say "Prism refuses five bad bodies and answers five good ones"
