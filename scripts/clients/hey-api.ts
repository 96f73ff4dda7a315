// @hey-api/openapi-ts with its fetch client.
import { client } from "./generated/hey-api/client.gen.js";
import {
  createUserMembership,
  deleteUserMembership,
  getUserMembership,
  listUserMemberships,
  updateUserMembership,
} from "./generated/hey-api/sdk.gen.js";
import { customer_id, expect, key, plan_id, secret, site } from "./site.js";

// The function is called for each scheme; of the three only Basic is wanted.
const auth = (scheme: { type: string }) => (scheme.type === "http" ? `${key}:${secret}` : undefined);
client.setConfig({ baseUrl: `${site}wp-json`, auth });

const list = await listUserMemberships({ query: { per_page: 5, status: "active" } });
expect(list.data?.length === 5 && list.data.every((it) => it.status === "active"), "list", list);

const chosen = await listUserMemberships({ query: { include: list.data.map((it) => it.id) } });
expect(chosen.data?.length === 5, "include", chosen);

const created = await createUserMembership({ body: { customer_id, plan_id } });
if (!created.data) throw new Error(JSON.stringify(created.error));
const path = { id: created.data.id };

const end_date_gmt = "2031-05-06T07:08:09";
const updated = await updateUserMembership({ path, body: { end_date_gmt } });
expect(updated.data?.end_date_gmt === end_date_gmt, "update", updated);

const deleted = await deleteUserMembership({ path });
expect(deleted.data !== undefined, "delete", deleted);

const gone = await getUserMembership({ path });
expect(gone.response?.status === 404 && gone.error !== undefined, "gone", gone);
