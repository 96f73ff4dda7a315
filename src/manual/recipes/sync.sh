#!/usr/bin/env bash
# Prints each membership created since a date in UTC. Usage: sync.sh 2026-01-01T00:00:00
set -euo pipefail
page=1
while true; do
  rows=$(curl --silent --show-error --fail --user "$CONSUMER_KEY:$CONSUMER_SECRET" \
    "$SHOP/wp-json/wc/v3/memberships/members?orderby=id&per_page=100&page=$page")
  [ "$rows" != '[]' ] || break
  jq --raw-output --arg since "$1" '.[] | select(.date_created_gmt >= $since)
    | "\(.id) \(.customer_id) \(.status)"' <<< "$rows"
  page=$((page + 1))
done
