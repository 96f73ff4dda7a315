// Schemas for zod by @hey-api/openapi-ts and by orval: every response parses, and a wrong one does not.
import { readFileSync, readdirSync } from "node:fs";
import type { ZodType } from "zod";
import * as hey from "./generated/hey-api/zod.gen.js";
import * as orval from "./generated/orval-zod.js";
import { expect, key, secret, site } from "./site.js";

const answers = process.argv[2];
if (answers === undefined) throw new Error("name the folder of the responses");
const schemas = hey as unknown as Record<string, ZodType>;
let read = 0;
for (const file of readdirSync(answers).filter((it) => it.endsWith(".json"))) {
  const schema = schemas[`z${file.replace(".json", "")}`];
  if (schema === undefined) throw new Error(`there is no schema for ${file}`);
  for (const body of JSON.parse(readFileSync(`${answers}/${file}`, "utf8")) as unknown[]) {
    const parsed = schema.safeParse(body);
    expect(parsed.success, file, { body, error: parsed.error });
    read += 1;
  }
}
console.log(`zod: ${read} responses parsed`);

const headers = { Authorization: `Basic ${btoa(`${key}:${secret}`)}` };
const response = await fetch(`${site}wp-json/wc/v3/memberships/members?per_page=100`, { headers });
const rows = (await response.json()) as Record<string, unknown>[];
expect(rows.length > 10, "list", rows.length);
for (const [name, schema] of [["orval", orval.ListUserMembershipsResponse], ["hey-api", hey.zUserMembership.array()]] as const) {
  const parsed = schema.safeParse(rows);
  expect(parsed.success, name, parsed.error);
  expect(!schema.safeParse([{ ...rows[0], id: "text" }]).success, `${name} accepts an id that is text`, rows[0]);
}
