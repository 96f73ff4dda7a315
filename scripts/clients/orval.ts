// orval with its fetch client.
import {
  createUserMembership,
  deleteUserMembership,
  getUserMembership,
  listUserMemberships,
  updateUserMembership,
} from "./generated/orval.js";
import { customer_id, expect, key, plan_id, secret } from "./site.js";

// It does not write code for the security schemes.
const options = { headers: { Authorization: `Basic ${btoa(`${key}:${secret}`)}` } };

const list = await listUserMemberships({ per_page: 5, status: "active" }, options);
expect(list.status === 200 && list.data.length === 5 && list.data.every((it) => it.status === "active"), "list", list);

const chosen = await listUserMemberships({ include: list.data.map((it) => it.id) }, options);
expect(chosen.status === 200 && chosen.data.length === 5, "include", chosen);

const created = await createUserMembership({ customer_id, plan_id }, options);
expect(created.status === 200, "create", created);
const id = created.data.id;

const end_date_gmt = "2031-05-06T07:08:09";
const updated = await updateUserMembership(id, { end_date_gmt }, options);
expect(updated.status === 200 && updated.data.end_date_gmt === end_date_gmt, "update", updated);

const deleted = await deleteUserMembership(id, options);
expect(deleted.status === 200, "delete", deleted);

const gone = await getUserMembership(id, {}, options);
expect(gone.status === 404, "gone", gone);
