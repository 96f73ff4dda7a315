#!/usr/bin/env bash
# Prints each active membership that ends in the next seven days.
set -euo pipefail
page=1
while true; do
  rows=$(curl --silent --show-error --fail --user "$CONSUMER_KEY:$CONSUMER_SECRET" \
    "$SHOP/wp-json/wc/v3/memberships/members?status=active&orderby=id&per_page=100&page=$page")
  [ "$rows" != '[]' ] || break
  jq --raw-output '(now | todate[:19]) as $from | (now + 7 * 86400 | todate[:19]) as $until
    | .[] | select(.end_date_gmt != null and .end_date_gmt >= $from and .end_date_gmt < $until)
    | "\(.id) \(.customer_id) \(.end_date_gmt)"' <<< "$rows"
  page=$((page + 1))
done
