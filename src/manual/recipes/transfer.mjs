// Moves the memberships of one customer to another. Usage: node transfer.mjs OLD_ID NEW_ID
const { SHOP, CONSUMER_KEY, CONSUMER_SECRET } = process.env;
const [old, customer_id] = process.argv.slice(2).map(Number);
const members = `${SHOP}/wp-json/wc/v3/memberships/members`;
const headers = {
  Authorization: `Basic ${btoa(`${CONSUMER_KEY}:${CONSUMER_SECRET}`)}`,
  "Content-Type": "application/json",
};
const response = await fetch(`${members}?customer=${old}&orderby=id&per_page=100`, { headers });
if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
for (const row of await response.json()) {
  // Some releases ignore a filter that they do not understand: move nothing of anybody else.
  if (row.customer_id !== old) continue;
  const body = JSON.stringify({ customer_id });
  const answer = await fetch(`${members}/${row.id}`, { method: "PUT", headers, body });
  const { code } = await answer.json();
  console.log(row.id, code ?? "moved");
}
