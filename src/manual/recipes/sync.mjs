// Prints each membership created since a date in UTC. Usage: node sync.mjs 2026-01-01T00:00:00
const { SHOP, CONSUMER_KEY, CONSUMER_SECRET } = process.env;
const headers = { Authorization: `Basic ${btoa(`${CONSUMER_KEY}:${CONSUMER_SECRET}`)}` };
for (let page = 1; ; page++) {
  const url = `${SHOP}/wp-json/wc/v3/memberships/members?orderby=id&per_page=100&page=${page}`;
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  const rows = await response.json();
  if (rows.length === 0) break;
  for (const row of rows) {
    if (row.date_created_gmt >= process.argv[2]) console.log(row.id, row.customer_id, row.status);
  }
}
