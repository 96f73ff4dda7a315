#!/usr/bin/env bash
# How fast the reference site lists 100,000 memberships, and what it costs in memory.
# Needs python3 (for the data), curl and wrk. Prints: resident memory, the median of single requests,
# and what wrk gets out of it.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --quiet
data=$(mktemp); out=$(mktemp)
trap 'kill "${site:-}" 2>/dev/null || true; rm -f "$data" "$out"' EXIT

python3 - "$data" <<'PY'
import json, sys
from datetime import datetime, timedelta
made = lambda n: (datetime(2025, 11, 20) + timedelta(seconds=n * 315)).strftime("%Y-%m-%dT%H:%M:%SZ")
statuses = ["active", "expired", "paused", "cancelled", "complimentary", "pending", "delayed", "active"]
first = made(0)
customers = [{"id": n, "login": f"u{n}", "email": f"u{n}@example.test", "created": first} for n in range(2, 50002)]
plans = [{"id": 20 + n, "name": f"Plan {n}", "slug": f"plan-{n}", "status": "publish",
          "access_method": "manual-only", "length": {"type": "unlimited"},
          "subscription_length": "subscription", "created": first, "modified": first} for n in range(10)]
memberships = [{"id": 1000 + n, "customer_id": 2 + n % 50000, "plan_id": 20 + n % 10,
                "status": statuses[n % 8], "created": made(n), "start": made(n),
                "end": "2027-01-01T00:00:00Z",
                "meta": [{"id": n, "key": "source", "value": "import"}] if n % 3 == 0 else []}
               for n in range(100000)]
json.dump({"plans": plans, "customers": customers, "memberships": memberships}, open(sys.argv[1], "w"))
PY

target/release/memberspec serve --port 0 --auth open --data "$data" > "$out" &
site=$!
until grep -q '^Reference site' "$out"; do sleep 0.2; done
list="$(head -1 "$out" | awk '{print $3}')wp-json/wc/v3/memberships/members?per_page=100"

for _ in $(seq 101); do curl -s -o /dev/null -w '%{time_total}\n' "$list"; done | sort -n |
    sed -n '51s/^/median of single lists, seconds: /p'
wrk -t1 -c4 -d10s --latency "$list"
grep -E 'VmHWM' "/proc/$site/status"
