// openapi-to-postmanv2: the requests of the collection, run by newman one after another.
// Usage: node postman.mjs COLLECTION
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const newman = createRequire(`${process.cwd()}/`)("newman");
const { SITE, KEY, SECRET, CUSTOMER, PLAN } = process.env;
const collection = JSON.parse(readFileSync(process.argv[2], "utf8"));

const requests = new Map();
function collect(items, folder) {
  for (const item of items) {
    if (item.item) collect(item.item, `${folder}/${item.name}`);
    else requests.set(`${item.request.method} /${item.request.url.path.join("/")}`, item);
  }
}
collect(collection.item, "");

/** A request of the collection, with what a person fills in before sending it. */
function step(name, { query = {}, body, test }) {
  const item = structuredClone(requests.get(name));
  if (!item) throw new Error(`the collection lacks ${name}: ${[...requests.keys()].join(", ")}`);
  for (const parameter of item.request.url.query ?? []) {
    parameter.disabled = !(parameter.key in query);
    if (!parameter.disabled) parameter.value = query[parameter.key];
  }
  for (const variable of item.request.url.variable ?? []) variable.value = "{{id}}";
  if (body) item.request.body.raw = JSON.stringify(body);
  const exec = [`pm.test(${JSON.stringify(name)}, () => { const data = pm.response.json(); ${test} });`];
  item.event = [{ listen: "test", script: { type: "text/javascript", exec } }];
  return item;
}

const members = "/wc/v3/memberships/members";
const end = "2031-05-06T07:08:09";
const run = {
  info: collection.info,
  auth: {
    type: "basic",
    basic: [
      { key: "username", value: KEY },
      { key: "password", value: SECRET },
    ],
  },
  variable: [{ key: "baseUrl", value: `${SITE}wp-json` }],
  item: [
    step(`GET ${members}`, {
      query: { per_page: "5", status: "active" },
      test: "pm.expect(data).to.have.lengthOf(5); data.forEach((it) => pm.expect(it.status).to.equal('active'));",
    }),
    step(`POST ${members}`, {
      body: { customer_id: Number(CUSTOMER), plan_id: Number(PLAN) },
      test: "pm.response.to.have.status(200); pm.collectionVariables.set('id', data.id);",
    }),
    step(`PATCH ${members}/:id`, {
      body: { end_date_gmt: end },
      test: `pm.expect(data.end_date_gmt).to.equal('${end}');`,
    }),
    step(`DELETE ${members}/:id`, { test: "pm.response.to.have.status(200);" }),
    step(`GET ${members}/:id`, { test: "pm.response.to.have.status(404);" }),
  ],
};
for (const item of run.item) delete item.request.auth;

newman.run({ collection: run, reporters: [] }, (error, summary) => {
  const failures = summary?.run.failures.map((it) => `${it.source?.name}: ${it.error.message}`) ?? [];
  if (error || failures.length || summary.run.stats.assertions.total !== 5) {
    console.error(error ?? failures.join("\n"));
    process.exit(1);
  }
});
