// openapi-typescript with openapi-fetch.
import createClient from "openapi-fetch";
import type { paths } from "./generated/openapi-typescript.js";
import { customer_id, expect, key, plan_id, secret, site } from "./site.js";

const api = createClient<paths>({
  baseUrl: `${site}wp-json`,
  headers: { Authorization: `Basic ${btoa(`${key}:${secret}`)}` },
  querySerializer: { array: { style: "form", explode: false } },
});

const list = await api.GET("/wc/v3/memberships/members", { params: { query: { per_page: 5, status: "active" } } });
expect(list.data?.length === 5 && list.data.every((it) => it.status === "active"), "list", list);
expect(list.response.headers.get("X-WP-Total") !== null, "total", list);

const ids = list.data.map((it) => it.id);
const chosen = await api.GET("/wc/v3/memberships/members", { params: { query: { include: ids } } });
expect(chosen.data?.length === 5, "include", chosen);

const created = await api.POST("/wc/v3/memberships/members", { body: { customer_id, plan_id } });
if (!created.data) throw new Error(JSON.stringify(created.error));
const path = { id: created.data.id };

const end_date_gmt = "2031-05-06T07:08:09";
const updated = await api.PATCH("/wc/v3/memberships/members/{id}", { params: { path }, body: { end_date_gmt } });
expect(updated.data?.end_date_gmt === end_date_gmt, "update", updated);

const deleted = await api.DELETE("/wc/v3/memberships/members/{id}", { params: { path } });
expect(deleted.data !== undefined, "delete", deleted);

const gone = await api.GET("/wc/v3/memberships/members/{id}", { params: { path } });
expect(gone.response.status === 404 && typeof gone.error?.code === "string", "gone", gone);
