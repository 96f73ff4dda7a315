//! The vocabulary of the API: what its documents declare. A test holds the lists against them.

use crate::model::OF_RESOURCES;

/// Names of places, parameters and headers that hold ids and counts.
const COUNTS: [&str; 40] = [
    "Content-Length",
    "Retry-After",
    "X-WC-Webhook-Delivery-ID",
    "X-WC-Webhook-ID",
    "X-WP-Total",
    "X-WP-TotalPages",
    "access_length",
    "access_length_seconds",
    "access_length_seconds_gmt",
    "access_product_ids",
    "code_status",
    "count",
    "customer",
    "customer_id",
    "delete",
    "exclude",
    "id",
    "include",
    "json_error_code",
    "maximum",
    "minimum",
    "offset",
    "order",
    "order_id",
    "page",
    "page_id",
    "parent",
    "per_page",
    "plan",
    "plan_id",
    "plan_ids",
    "product",
    "product_id",
    "product_ids",
    "results",
    "status",
    "subscription",
    "subscription_access_length",
    "subscription_id",
    "total",
];

/// Names of places and parameters that hold dates.
const DATES: [&str; 24] = [
    "access_end_date",
    "access_end_date_gmt",
    "access_start_date",
    "access_start_date_gmt",
    "after",
    "before",
    "cancelled_date",
    "cancelled_date_gmt",
    "date_created",
    "date_created_gmt",
    "date_modified",
    "date_modified_gmt",
    "end_date",
    "end_date_gmt",
    "modified_after",
    "modified_before",
    "paused_date",
    "paused_date_gmt",
    "start_date",
    "start_date_gmt",
    "subscription_access_end_date",
    "subscription_access_end_date_gmt",
    "subscription_access_start_date",
    "subscription_access_start_date_gmt",
];

/// Words of lists, of JSON Schema and of HTTP, and those that are sent to be rejected.
const WORDS: [&str; 111] = [
    "DELETE",
    "GET",
    "HEAD",
    "OPTIONS",
    "PATCH",
    "POST",
    "PUT",
    "UTF-8",
    "WooCommerce",
    "WooCommerce Memberships",
    "WooCommerce Subscriptions",
    "abc",
    "active",
    "administrator",
    "any",
    "application/json",
    "application/json; charset=UTF-8",
    "application/json; charset=utf-8",
    "application/xml",
    "array",
    "asc",
    "auto-draft",
    "boolean",
    "cancelled",
    "collection",
    "complimentary",
    "context",
    "created",
    "customer",
    "date",
    "date-time",
    "delayed",
    "deleted",
    "desc",
    "draft",
    "edit",
    "email",
    "embed",
    "expired",
    "false",
    "fixed",
    "free_trial",
    "future",
    "help",
    "http",
    "https",
    "id",
    "include",
    "integer",
    "iso-8859-1",
    "manual-only",
    "membership_plan",
    "membership_plan.created",
    "membership_plan.deleted",
    "membership_plan.restored",
    "membership_plan.updated",
    "memberspec-no-such-value",
    "menu_order",
    "name",
    "next",
    "no",
    "nosniff",
    "null",
    "number",
    "object",
    "paused",
    "pending",
    "prev",
    "private",
    "publish",
    "purchase",
    "rand",
    "restored",
    "self",
    "shop_manager",
    "signup",
    "slug",
    "specific",
    "string",
    "subscription",
    "text/html",
    "text/html; charset=UTF-8",
    "text/plain",
    "title",
    "transferred",
    "trash",
    "true",
    "unlimited",
    "up",
    "updated",
    "uri",
    "user_membership",
    "user_membership.created",
    "user_membership.deleted",
    "user_membership.transferred",
    "user_membership.updated",
    "utf-8",
    "v2",
    "v3",
    "v4",
    "view",
    "wc/v2",
    "wc/v2/memberships",
    "wc/v3",
    "wc/v3/memberships",
    "wc/v4",
    "wc/v4/memberships",
    "wc_membership_plan",
    "wc_user_membership",
    "woocommerce-memberships/woocommerce-memberships.php",
    "yes",
];

/// Segments of paths.
const ROUTES: [&str; 45] = [
    "authorize",
    "batch",
    "cart",
    "checkout",
    "customers",
    "de",
    "directory",
    "en",
    "es",
    "fr",
    "index.php",
    "it",
    "me",
    "members",
    "members-area",
    "memberships",
    "my-account",
    "nl",
    "oauth",
    "orders",
    "pl",
    "plans",
    "products",
    "profile-fields",
    "profile_fields",
    "pt",
    "reports",
    "settings",
    "shop",
    "subscriptions",
    "system_status",
    "types",
    "users",
    "v1",
    "v2",
    "v3",
    "v4",
    "wc",
    "webhooks",
    "wp",
    "wp-admin",
    "wp-content",
    "wp-includes",
    "wp-json",
    "wp-login.php",
];

/// Keys, parameters and headers that are declared.
const NAMES: [&str; 73] = [
    "X-WC-Webhook-Delivery-ID",
    "X-WC-Webhook-Event",
    "X-WC-Webhook-ID",
    "X-WC-Webhook-Resource",
    "X-WC-Webhook-Signature",
    "X-WC-Webhook-Source",
    "X-WC-Webhook-Topic",
    "access_length_seconds",
    "access_length_seconds_gmt",
    "additional_errors",
    "address",
    "allow",
    "args",
    "avatar",
    "bio",
    "block_instance_id",
    "code",
    "collection",
    "context",
    "create",
    "customer",
    "data",
    "default",
    "delete",
    "deleted",
    "description",
    "details",
    "endpoints",
    "enum",
    "error",
    "exclude",
    "first_name",
    "href",
    "include",
    "installment_plan",
    "is_subscription_installment_plan",
    "is_subscription_plan",
    "items",
    "json_error_code",
    "json_error_message",
    "key",
    "last_name",
    "maximum",
    "message",
    "methods",
    "minimum",
    "namespace",
    "offset",
    "order",
    "orderby",
    "page",
    "page_id",
    "param",
    "params",
    "per_page",
    "phone",
    "plan",
    "post_status",
    "previous",
    "product",
    "products",
    "required",
    "routes",
    "schema",
    "search",
    "self",
    "subscription",
    "targetHints",
    "type",
    "up",
    "update",
    "user_email",
    "value",
];

/// Whether an id or a count stands under that name.
pub(super) fn is_count(name: &str) -> bool {
    let bare = name.split('[').next().unwrap_or_default();
    has(&COUNTS, bare)
}

/// Whether a date stands under that name.
pub(super) fn is_date(name: &str) -> bool {
    has(&DATES, name)
}

/// Whether it is a word of a list.
pub(super) fn is_word(text: &str) -> bool {
    WORDS.binary_search(&text).is_ok()
}

/// Whether it is a segment of a known path.
pub(super) fn is_route(segment: &str) -> bool {
    ROUTES.binary_search(&segment).is_ok()
}

/// Whether the documents declare a key, a parameter or a header of that name.
pub(super) fn is_name(name: &str) -> bool {
    OF_RESOURCES.contains(name) || NAMES.binary_search(&name).is_ok()
}

fn has(list: &[&str], name: &str) -> bool {
    list.iter().any(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::document::{self, Edition};
    use crate::interpret::Api;

    /// Every key below `properties`, and every word of an `enum`.
    fn walk(value: &Value, see: &mut dyn FnMut(&str, bool)) {
        match value {
            Value::Object(members) => {
                if let Some(Value::Object(properties)) = members.get("properties") {
                    properties.keys().for_each(|name| see(name, false));
                }
                if let Some(Value::Array(words)) = members.get("enum") {
                    words
                        .iter()
                        .filter_map(Value::as_str)
                        .for_each(|word| see(word, true));
                }
                members.values().for_each(|member| walk(member, see));
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, see)),
            _ => {}
        }
    }

    #[test]
    fn the_lists_hold_what_the_documents_declare() {
        for list in [&COUNTS[..], &DATES, &WORDS, &ROUTES, &NAMES] {
            assert!(list.is_sorted());
        }
        for (api, edition) in Api::ALL
            .into_iter()
            .flat_map(|api| [Edition::Observed, Edition::Documented].map(|edition| (api, edition)))
        {
            let document = document::openapi(api, edition);
            walk(&document.unwrap_or_default(), &mut |text, is_word| {
                let is_known = if is_word {
                    super::is_word(text)
                } else {
                    is_name(text)
                };
                assert!(is_known, "{text} is missing");
            });
        }
    }
}
