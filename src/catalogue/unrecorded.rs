//! Rows that the recordings do not show: v4, other prefixes, other releases.

use serde_json::{Value, json};
use url::Url;

use super::Watch;
use crate::exchange::{Body, Exchange, Method, Request, Response};
use crate::interpret::Interpreted;

/// The ids that one response to a GET with Basic credentials shows.
fn shown(url: &str, status: u16, body: &Value) -> Vec<&'static str> {
    let mut request = Request::new(Method::Get, Url::parse(url).unwrap());
    request.headers.push("Authorization", "Basic <redacted>");
    let exchange = Exchange {
        label: None,
        role: Default::default(),
        started: None,
        request,
        response: Response {
            status,
            headers: [("Content-Type", "application/json")].into_iter().collect(),
            body: Body::from(body.to_string().as_str()),
        },
    };
    let rows = Watch::default().sighted(&Interpreted::new(1, &exchange));
    rows.into_iter().map(|row| row.id).collect()
}

fn members(version: &str, query: &str) -> String {
    format!("https://shop.example/wp-json/wc/{version}/memberships/members{query}")
}

#[test]
fn v4_takes_any_status_and_lists_the_trash() {
    let id = "v4-status-filter-not-validated";
    let rows = json!([{"id": 76, "status": "trash"}]);
    assert!(shown(&members("v4", "?status=bogus"), 200, &rows).contains(&id));
    assert!(!shown(&members("v4", "?status=wcm-active,paused"), 200, &rows).contains(&id));
    assert!(shown(&members("v4", ""), 200, &rows).contains(&"v4-lists-trash"));
    assert!(!shown(&members("v3", ""), 200, &rows).contains(&"v4-lists-trash"));
    let active = json!([{"id": 76, "status": "active"}]);
    assert!(!shown(&members("v4", ""), 200, &active).contains(&"v4-lists-trash"));
    assert!(shown(&members("v4", ""), 200, &active).contains(&"v4-undocumented"));
}

#[test]
fn v4_refuses_slugs_and_acts_on_search() {
    let refusal = json!({"code": "rest_invalid_param", "data": {"status": 400}});
    let slug = shown(&members("v4", "?plan=free-signup"), 400, &refusal);
    assert!(slug.contains(&"v4-plan-filter-refuses-slug"));
    let ids = shown(&members("v4", "?plan=21,x34"), 400, &refusal);
    assert!(ids.contains(&"v4-plan-filter-refuses-slug"));
    let other = shown(&members("v4", "?plan=21&page=0"), 400, &refusal);
    assert!(!other.contains(&"v4-plan-filter-refuses-slug"));
    let search = shown(&members("v4", "?search=ann"), 200, &json!([]));
    assert!(search.contains(&"v4-search-matches-any-user-meta"));
    assert!(!search.contains(&"search-ignored"));
}

#[test]
fn v4_links_into_a_namespace_that_is_not_there() {
    let links = |version: &str| {
        let href = format!("https://shop.example/wp-json/wc/{version}/customers/7");
        json!({"id": 1, "_links": {"customer": [{"href": href}]}})
    };
    let item = members("v4", "/1");
    assert!(shown(&item, 200, &links("v4")).contains(&"v4-core-links-are-404"));
    assert!(!shown(&item, 200, &links("v3")).contains(&"v4-core-links-are-404"));
}

#[test]
fn the_directory_is_seen_when_it_answers() {
    let url = members("v3", "/directory?page_id=4");
    let id = "directory-route-undocumented";
    assert!(shown(&url, 200, &json!([])).contains(&id));
    assert!(!shown(&url, 404, &json!({"code": "rest_no_route"})).contains(&id));
}

#[test]
fn other_ways_to_the_api_are_seen_when_they_fail() {
    let plain = "https://shop.example/?rest_route=/wc/v3/memberships/members";
    let refusal = json!({"code": "woocommerce_rest_cannot_view", "data": {"status": 401}});
    let id = "rest-route-query-has-no-authentication";
    assert!(shown(plain, 401, &refusal).contains(&id));
    assert!(!shown(&members("v3", ""), 401, &refusal).contains(&id));
    let old = "https://shop.example/api/wc/v3/memberships/members";
    assert!(shown(old, 404, &json!({})).contains(&"old-api-prefix-is-html"));
}
