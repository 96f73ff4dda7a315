//! Which writes may leave: those to what the run made itself, whatever the planner wants.

use serde_json::{Map, Value};
use url::Url;

use super::own::Held;
use super::unknown::UnknownId;
use crate::exchange::{Method, Request};
use crate::redact;

/// Invalid writes use ids from here on, each after its own GET was returned 404.
pub(crate) const NOBODY: u64 = 900_000_000;

/// Whether a request that is not a read may go out.
///
/// WordPress lets a body and a query override what the path says (`id` in a JSON body beats the one
/// in the path, `_method` beats the method), so that everything that could is rejected.
pub(super) fn allows(held: &Held, request: &Request) -> bool {
    if *request.effective_method() != request.method {
        return false;
    }
    let Some(target) = target(held, &request.url) else {
        return false;
    };
    let body = match body(request) {
        Sent::Object(body) => Some(body),
        Sent::Nothing => None,
        Sent::Other => return false,
    };
    let extra = extra_query(&request.url);
    match (&request.method, target, body) {
        (Method::Post, Target::Members, Some(body)) => extra.is_empty() && creates(held, &body),
        (Method::Post | Method::Put | Method::Patch, Target::Member(id), Some(body)) => {
            extra.is_empty() && is_own(held, id) && updates(held, id, &body)
        }
        (Method::Delete, Target::Member(id), None) => extra.is_empty() && is_own(held, id),
        (Method::Post, Target::Batch, Some(body)) => extra.is_empty() && batches(held, &body),
        (Method::Post, Target::Customers, Some(body)) => {
            let email = body.get("email").and_then(Value::as_str);
            let is_ours = email.is_some_and(|email| held.emails.iter().any(|ours| ours == email));
            extra.is_empty() && is_ours && !body.contains_key("id") && !body.contains_key("role")
        }
        (Method::Delete, Target::Customer(id), None) => {
            extra == [("force".to_owned(), "true".to_owned())] && held.has_customer(id)
        }
        _ => false,
    }
}

enum Target {
    Members,
    Member(u64),
    Batch,
    Customers,
    Customer(u64),
}

fn target(held: &Held, url: &Url) -> Option<Target> {
    let root = &held.root;
    if url.origin() != root.origin() || !url.username().is_empty() || url.fragment().is_some() {
        return None;
    }
    // Compared as sent: what a server might decode to something else is no path of ours.
    let tail = url.path().strip_prefix(root.path())?;
    let mut parts = tail.split('/');
    let (wc, version) = (parts.next()?, parts.next()?);
    if wc != "wc" || !matches!(version, "v2" | "v3" | "v4") {
        return None;
    }
    let parts: Vec<&str> = parts.collect();
    match parts.as_slice() {
        ["memberships", "members"] => Some(Target::Members),
        ["memberships", "members", "batch"] => Some(Target::Batch),
        ["memberships", "members", id] => digits(id).map(Target::Member),
        ["customers"] => Some(Target::Customers),
        ["customers", id] => digits(id).map(Target::Customer),
        _ => None,
    }
}

fn digits(text: &str) -> Option<u64> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())
        .flatten()
}

enum Sent {
    Nothing,
    Object(Map<String, Value>),
    Other,
}

fn body(request: &Request) -> Sent {
    let Some(bytes) = request.body.as_deref().filter(|bytes| !bytes.is_empty()) else {
        return Sent::Nothing;
    };
    let is_json = request.headers.get("Content-Type") == Some("application/json");
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(body)) if is_json => Sent::Object(body),
        _ => Sent::Other,
    }
}

/// The query without what authenticates; WordPress reads parameters of a write from it as well.
fn extra_query(url: &Url) -> Vec<(String, String)> {
    url.query_pairs()
        .filter(|(name, _)| !redact::is_secret_name(name))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

fn is_own(held: &Held, id: u64) -> bool {
    held.has_member(id) || held.is_absent(&UnknownId::member(id))
}

fn creates(held: &Held, body: &Map<String, Value>) -> bool {
    is_nobodys(held, "id", body.get("id")) && touches_only_own(held, body)
}

fn updates(held: &Held, id: u64, body: &Map<String, Value>) -> bool {
    let same = |value: &Value| value.as_u64() == Some(id);
    body.get("id").is_none_or(same) && touches_only_own(held, body)
}

fn batches(held: &Held, body: &Map<String, Value>) -> bool {
    let object = |item: &Value, fits: &dyn Fn(&Map<String, Value>) -> bool| {
        item.as_object().is_some_and(fits)
    };
    body.iter().all(|(kind, items)| {
        let Some(items) = items.as_array() else {
            return false;
        };
        items.iter().all(|item| match kind.as_str() {
            "create" => object(item, &|item| creates(held, item)),
            "update" => object(item, &|item| {
                let id = item.get("id").and_then(Value::as_u64);
                id.is_some_and(|id| is_own(held, id) && updates(held, id, item))
            }),
            "delete" => item.as_u64().is_some_and(|id| is_own(held, id)),
            _ => false,
        })
    })
}

/// Whether the people, orders, subscriptions and meta data that a body names are the run's own,
/// or nobody's.
fn touches_only_own(held: &Held, body: &Map<String, Value>) -> bool {
    let customer = match body.get("customer_id") {
        None | Some(Value::Null) => true,
        // PHP reads a text that does not start with a digit or a sign as 0.
        Some(Value::String(text)) => text.starts_with(|first: char| first.is_ascii_alphabetic()),
        Some(id) => {
            let is_ours = |id| held.has_customer(id) || held.lent == Some(id);
            id.as_u64().is_some_and(is_ours) || is_absent(held, "customer_id", id)
        }
    };
    let linked = ["order_id", "subscription_id"]
        .iter()
        .all(|name| is_nobodys(held, name, body.get(*name)));
    // A plan and a product are not changed by a membership of theirs; those that are sent to be
    // refused must not be there all the same.
    let offered = ["plan_id", "product_id"].iter().all(|name| {
        let id = body.get(*name).filter(|id| id.as_u64() >= Some(NOBODY));
        id.is_none_or(|id| is_absent(held, name, id))
    });
    let meta = match body.get("meta_data") {
        None => true,
        // The plugin's own keys start with an underscore and can be overwritten (`docs/observed.md#8`).
        Some(Value::Array(items)) => items.iter().all(|item| {
            let key = item.get("key").and_then(Value::as_str);
            item.get("id").is_none() && key.is_none_or(|key| !key.starts_with('_'))
        }),
        Some(_) => false,
    };
    // Profile fields belong to the person and outlive the membership.
    let profile = held.lent.is_none() || !body.contains_key("profile_fields");
    customer && linked && offered && meta && profile
}

/// Whether a property names nothing: it is not there, of a form that names nothing, or its id was
/// requested and is not there.
fn is_nobodys(held: &Held, name: &str, value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        // PHP reads a text that does not start with a digit or a sign as 0.
        Some(Value::String(text)) => text.starts_with(|first: char| first.is_ascii_alphabetic()),
        Some(id) => id.as_u64() == Some(0) || is_absent(held, name, id),
    }
}

fn is_absent(held: &Held, name: &str, id: &Value) -> bool {
    let unknown = id.as_u64().and_then(|id| UnknownId::of_property(name, id));
    unknown.is_some_and(|unknown| held.is_absent(&unknown))
}

#[cfg(test)]
mod tests {
    use super::super::testing::prove;
    use super::super::{Mark, Own, Person};
    use super::*;
    use crate::client::{Client, Error, Settings, Writes};
    use crate::exchange::PlannedRequest;
    use crate::serve;
    use serde_json::json;

    fn ask(method: Method, url: &str, body: &Value) -> PlannedRequest {
        let planned = PlannedRequest::new("test", method, Url::parse(url).unwrap());
        match body {
            Value::Null => planned,
            body => planned.json(body),
        }
    }

    /// Every write to something that the run did not make is kept in by the client, and the site
    /// sees nothing of it.
    #[tokio::test]
    async fn a_write_to_what_the_run_did_not_make_never_leaves() {
        let site = serve::start(serve::Options {
            auth: serve::AuthPolicy::Open,
            ..serve::Options::default()
        })
        .await
        .unwrap();
        let root = site.url.join("wp-json/").unwrap();
        let mark = Mark::of("feedbeef");
        let own = Own::new(&root, &mark, None);
        prove(&own, &root, &mark, Some(7100), 7000);
        let client = Client::new(Settings {
            rate: None,
            writes: Writes::Allowed(own.permit()),
            ..Settings::default()
        })
        .unwrap();
        let url = |path: &str| format!("{root}wc/v3/{path}");
        let members = url("memberships/members");
        let (stranger, own_row) = (format!("{members}/61"), format!("{members}/7000"));
        let batch = format!("{members}/batch");
        let refused = [
            ask(Method::Delete, &stranger, &Value::Null),
            ask(Method::Put, &stranger, &json!({})),
            ask(
                Method::Get,
                &format!("{stranger}?_method=DELETE"),
                &Value::Null,
            ),
            ask(Method::Put, &own_row, &json!({ "id": 61 })),
            ask(Method::Put, &format!("{own_row}?id=61"), &json!({})),
            // Nobody has looked whether these name nothing.
            ask(Method::Put, &format!("{members}/999999998"), &json!({})),
            ask(
                Method::Put,
                &own_row,
                &json!({ "customer_id": 999_999_999 }),
            ),
            ask(Method::Put, &own_row, &json!({ "plan_id": 999_999_999 })),
            ask(Method::Post, &batch, &json!({ "delete": [999_999_998] })),
            ask(Method::Put, &format!("{own_row}/../61"), &json!({})),
            ask(Method::Put, &format!("{members}/%36%31"), &json!({})),
            ask(Method::Put, &own_row, &json!({ "customer_id": 2 })),
            ask(Method::Put, &own_row, &json!({ "customer_id": "2" })),
            ask(Method::Put, &own_row, &json!({ "subscription_id": 50 })),
            ask(Method::Put, &own_row, &json!({ "order_id": 38 })),
            ask(
                Method::Put,
                &own_row,
                &json!({ "meta_data": [{ "key": "_user_id", "value": 2 }] }),
            ),
            ask(
                Method::Post,
                &members,
                &json!({ "customer_id": 2, "plan_id": 35 }),
            ),
            ask(
                Method::Post,
                &members,
                &json!({ "customer_id": -2, "plan_id": 35 }),
            ),
            ask(
                Method::Post,
                &members,
                &json!({ "customer_id": 2.5, "plan_id": 35 }),
            ),
            ask(Method::Post, &members, &json!([61])),
            ask(
                Method::Post,
                &format!("{members}?customer_id=2&plan_id=35"),
                &json!({}),
            ),
            ask(Method::Post, &batch, &json!({ "delete": [7000, 61] })),
            ask(Method::Post, &batch, &json!({ "delete": [{ "id": 61 }] })),
            ask(Method::Post, &batch, &json!({ "delete": ["61"] })),
            ask(
                Method::Post,
                &batch,
                &json!({ "update": [{ "id": 61, "status": "paused" }] }),
            ),
            ask(
                Method::Post,
                &batch,
                &json!({ "create": [{ "customer_id": 2, "plan_id": 35 }] }),
            ),
            ask(Method::Post, &batch, &json!({ "id": 61, "delete": [] })),
            ask(
                Method::Post,
                &url("customers"),
                &json!({ "email": "a@shop.example" }),
            ),
            ask(
                Method::Post,
                &url("customers"),
                &json!({ "email": mark.email(Person::Owner), "role": "administrator" }),
            ),
            ask(Method::Delete, &url("customers/2?force=true"), &Value::Null),
            ask(
                Method::Delete,
                &url("customers/7100?force=true&reassign=2"),
                &Value::Null,
            ),
            ask(Method::Delete, &url("orders/38?force=true"), &Value::Null),
            ask(
                Method::Post,
                &url("webhooks"),
                &json!({ "topic": "order.created" }),
            ),
            ask(
                Method::Put,
                "http://127.0.0.1:1/wp-json/wc/v3/memberships/members/7000",
                &json!({}),
            ),
        ];
        for question in &refused {
            let sent = client.send(question).await;
            assert!(
                matches!(sent, Err(Error::WriteRefused { .. })),
                "{:?}: {sent:?}",
                question.request
            );
        }
        assert_eq!(site.requests().values().sum::<u64>(), 0);
        let nothing = format!("{members}/999999999");
        let looked = client.send(&ask(Method::Get, &nothing, &Value::Null)).await;
        assert!(own.note_absent(UnknownId::member(999_999_999), &looked.unwrap()));
        let allowed = [
            ask(
                Method::Put,
                &own_row,
                &json!({ "status": "paused", "customer_id": 7100 }),
            ),
            ask(Method::Delete, &own_row, &Value::Null),
            ask(
                Method::Post,
                &batch,
                &json!({ "delete": [7000], "update": [{ "id": 7000 }] }),
            ),
            ask(
                Method::Post,
                &members,
                &json!({ "customer_id": 7100, "plan_id": 35 }),
            ),
            ask(Method::Post, &members, &json!({})),
            ask(Method::Put, &nothing, &json!({})),
            ask(
                Method::Post,
                &url("customers"),
                &json!({ "email": mark.email(Person::Owner) }),
            ),
            ask(
                Method::Delete,
                &url("customers/7100?force=true"),
                &Value::Null,
            ),
        ];
        for question in &allowed {
            let sent = client.send(question).await;
            assert!(sent.is_ok(), "{:?}: {sent:?}", question.request);
        }
        assert_eq!(site.requests().values().sum::<u64>(), 9);
        site.stop().await;
    }

    #[test]
    fn a_lent_customer_may_get_memberships_and_no_profile_fields() {
        let root = Url::parse("https://shop.example/wp-json/").unwrap();
        let own = Own::new(&root, &Mark::of("feedbeef"), Some(5));
        let create = |body: &Value| {
            let mut request = Request::new(
                Method::Post,
                root.join("wc/v3/memberships/members").unwrap(),
            );
            request.headers.push("Content-Type", "application/json");
            request.body = Some(body.to_string().into());
            own.permit().allows(&request)
        };
        assert!(create(&json!({ "customer_id": 5, "plan_id": 1 })));
        assert!(!create(&json!({ "customer_id": 6, "plan_id": 1 })));
        assert!(!create(
            &json!({ "customer_id": 5, "plan_id": 1, "profile_fields": [] })
        ));
    }
}
