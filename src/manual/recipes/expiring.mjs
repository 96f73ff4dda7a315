// Prints each active membership that ends in the next seven days.
const { SHOP, CONSUMER_KEY, CONSUMER_SECRET } = process.env;
const headers = { Authorization: `Basic ${btoa(`${CONSUMER_KEY}:${CONSUMER_SECRET}`)}` };
const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19);
const [from, until] = [inDays(0), inDays(7)];
for (let page = 1; ; page++) {
  const query = `status=active&orderby=id&per_page=100&page=${page}`;
  const response = await fetch(`${SHOP}/wp-json/wc/v3/memberships/members?${query}`, { headers });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  const rows = await response.json();
  if (rows.length === 0) break;
  for (const { id, customer_id, end_date_gmt: end } of rows) {
    if (end !== null && end >= from && end < until) console.log(id, customer_id, end);
  }
}
