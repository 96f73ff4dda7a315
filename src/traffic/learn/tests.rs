use url::Url;

use super::Learner;
use crate::exchange::{Body, Exchange, Method, Request, Response};
use proptest::strategy::Strategy;
use serde_json::{Value, json};

fn call(url: &str, status: u16, body: &str) -> Exchange {
    Exchange {
        label: None,
        role: Default::default(),
        started: None,
        request: Request::new(Method::Get, Url::parse(url).unwrap()),
        response: Response {
            status,
            headers: [("Content-Type", "application/json; charset=UTF-8")]
                .into_iter()
                .collect(),
            body: Body::from(body),
        },
    }
}

fn base() -> Value {
    json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {
        "/api/a": {"get": {"responses": {"200": {"description": "", "content": {
            "application/json": {"schema": {"type": "object", "properties": {"n": {"type": "integer"}}}}}}}}},
        "/api/a/{key}": {"get": {"responses": {}}},
        "/api/c": {},
    }})
}

#[test]
fn what_the_calls_do_not_show_stays() {
    let mut learner = Learner::over(base());
    learner.see(&call(
        "https://shop.example/wp-json/api/a",
        200,
        "{\"n\": 1}",
    ));
    learner.see(&call("https://shop.example/style.css", 200, ""));
    learner.see(&call("https://shop.example/elsewhere", 200, "{}"));
    let learned = learner.finish();
    assert_eq!(learned.document, base());
    assert_eq!((learned.seen.calls, learned.seen.learned), (3, 1));
}

#[test]
fn what_the_calls_show_is_added() {
    let mut learner = Learner::over(base());
    for (url, status, body) in [
        (
            "/api/a?page=1&consumer_key=ck",
            200,
            "{\"n\": null, \"m\": 1}",
        ),
        ("/api/a?_fields=n", 200, "{}"),
        ("/api/a", 200, "{\"code\": \"odd\"}"),
        ("/api/a/7", 404, "{\"code\": \"gone\"}"),
        ("/api/b/12", 200, "[]"),
    ] {
        learner.see(&call(
            &format!("https://shop.example/wp-json{url}"),
            status,
            body,
        ));
    }
    let learned = learner.finish();
    let get = |path: &str| learned.document["paths"][path]["get"].clone();
    let schema = &get("/api/a")["responses"]["200"]["content"]["application/json"]["schema"];
    assert_eq!(
        schema["properties"],
        json!({"n": {"type": ["integer", "null"]}, "m": {"type": "integer"}})
    );
    assert_eq!(
        get("/api/a")["parameters"],
        json!([{"name": "page", "in": "query", "schema": {}}])
    );
    assert!(get("/api/a/{key}")["responses"]["404"]["content"].is_object());
    assert!(get("/api/b/{id}")["responses"]["200"].is_object());
    assert_eq!(learned.seen.odd, 0);
}

#[test]
fn what_was_sent_and_taken_is_learned() {
    let sent = |url: &str, status: u16, body: &str| {
        let mut call = call(&format!("https://shop.example/wp-json{url}"), status, "{}");
        call.request.method = Method::Post;
        call.request.body = Some(body.to_owned().into());
        call
    };
    let mut base = base();
    base["paths"]["/api/a"]["post"] = json!({
        "requestBody": {"content": {"application/json": {"schema": {
            "type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}}}},
        "responses": {},
    });
    let mut learner = Learner::over(base);
    learner.see(&sent("/api/a", 200, "{\"n\": \"1\", \"private\": true}"));
    learner.see(&sent("/api/a", 400, "{\"n\": null}"));
    learner.see(&sent("/api/c", 201, "{\"mail\": \"ann@private.example\"}"));
    let document = learner.finish().document;
    let schema = |path: &str| {
        let body = &document["paths"][path]["post"]["requestBody"];
        body["content"]["application/json"]["schema"].clone()
    };
    assert_eq!(
        schema("/api/a")["properties"],
        json!({"n": {"type": ["integer", "string"]}, "private": {"type": "boolean"}})
    );
    assert_eq!(
        schema("/api/c"),
        json!({"type": "object", "properties": {"mail": {"type": "string"}}})
    );
}

#[test]
fn traffic_alone_makes_a_document_that_loads() {
    let mut learner = Learner::alone();
    learner.see(&call(
        "https://shop.example/wp-json/api/a/7",
        200,
        "{\"n\": 1}",
    ));
    let text = learner.finish().document.to_string();
    let document = crate::diff::load::Document::from_text("a.json", &text).unwrap();
    assert_eq!(
        crate::diff::operations(&document),
        ["GET /wp-json/api/a/{id}"]
    );
}

/// A document of one operation whose response is of this schema, and the schema after some calls.
fn after_calls(schema: &Value, calls: &[(&str, &str)]) -> Value {
    let mut learner = Learner::over(
        json!({"openapi": "3.0.3", "paths": {"/a": {"get": {"responses": {
        "200": {"description": "", "content": {"application/json": {"schema": schema}}}}}}}}),
    );
    for (media, body) in calls {
        let mut call = call("https://shop.example/a", 200, body);
        call.response.headers.set("Content-Type", *media);
        learner.see(&call);
    }
    let document = learner.finish().document;
    document["paths"]["/a"]["get"]["responses"]["200"]["content"].clone()
}

#[test]
fn what_comes_instead_replaces_what_a_response_promised_and_what_comes_besides_is_added() {
    let schema = json!({"type": "object", "properties": {
        "id": {"type": "integer"}, "when": {"type": "string", "format": "date-time"}}});
    let json = "application/json";
    let always = after_calls(&schema, &[(json, r#"{"id": "5", "when": "2026-01-01"}"#)]);
    assert_eq!(
        always[json]["schema"]["properties"],
        json!({"id": {"type": "string"}, "when": {"type": "string", "format": "date"}})
    );
    let good = r#"{"id": 5, "when": "2026-01-01T00:00:00Z"}"#;
    let bad = r#"{"id": "5", "when": "2026-01-01"}"#;
    for calls in [[(json, good), (json, bad)], [(json, bad), (json, good)]] {
        let mixed = after_calls(&schema, &calls);
        let id = mixed[json]["schema"]["properties"]["id"]["type"].to_string();
        assert!(id.contains("integer") && id.contains("string"), "{id}");
        let when = &mixed[json]["schema"]["properties"]["when"];
        assert_eq!(*when, json!({"type": "string"}));
    }
}

#[test]
fn a_media_type_that_comes_instead_replaces_the_announced_one() {
    let schema = json!({"type": "object", "properties": {"id": {"type": "integer"}}});
    let names = |calls: &[(&str, &str)]| -> Vec<String> {
        let content = after_calls(&schema, calls);
        content.as_object().unwrap().keys().cloned().collect()
    };
    let json = "application/json";
    assert_eq!(names(&[("text/html", "<html></html>")]), ["text/html"]);
    assert_eq!(
        names(&[(json, "{\"id\": 1}"), ("text/html", "<html></html>")]),
        [json, "text/html"]
    );
    // Labelled as JSON, and something else.
    assert_eq!(
        names(&[(json, "<!DOCTYPE html><html></html>")]),
        ["text/html"]
    );
    assert_eq!(names(&[(json, "Warning: {\"id\": 1}")]), ["text/plain"]);
    assert_eq!(
        names(&[("application/json; charset=iso-8859-1", "{\"id\": 1}")]),
        ["application/json; charset=iso-8859-1"]
    );
    assert_eq!(
        names(&[("application/x-ndjson", "{\"id\": 1}\n{\"id\": 2}\n")]),
        ["application/x-ndjson"]
    );
}

#[test]
fn a_response_of_another_form_is_described_as_what_it_is() {
    let schema =
        json!({"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}});
    let json = "application/json";
    let other = r#"{"data": {"id": 1}}"#;
    let always = after_calls(&schema, &[(json, other)]);
    assert!(
        always[json]["schema"]["properties"]["data"].is_object(),
        "{always}"
    );
    let fits = r#"{"id": 1}"#;
    for calls in [[(json, other), (json, fits)], [(json, fits), (json, other)]] {
        let mixed = after_calls(&schema, &calls);
        assert_eq!(mixed[json]["schema"]["anyOf"][0], schema);
        assert!(mixed[json]["schema"]["anyOf"][1]["properties"]["data"].is_object());
    }
}

/// What two recordings show: the first by itself, the second over it.
fn both(before: &[Exchange], after: &[Exchange]) -> [Value; 2] {
    let see = |mut learner: Learner, calls: &[Exchange]| {
        calls.iter().for_each(|call| learner.see(call));
        learner.finish().document
    };
    let old = see(Learner::alone(), before);
    let new = see(Learner::after(old.clone()), after);
    [old, new]
}

fn list_with(headers: &[(&str, &str)]) -> Exchange {
    let mut call = call("https://shop.example/list", 200, "[{\"id\": 1}]");
    for (name, value) in headers {
        call.response.headers.push(*name, *value);
    }
    call
}

#[test]
fn headers_that_always_came_and_are_missing_are_seen_and_those_of_the_transfer_are_not() {
    let total = list_with(&[("X-Total", "5"), ("Date", "now"), ("Set-Cookie", "a=b")]);
    let [old, new] = both(
        &[total.clone(), total.clone()],
        std::slice::from_ref(&total),
    );
    assert_eq!(old, new);
    let headers =
        |document: &Value| document["paths"]["/list"]["get"]["responses"]["200"]["headers"].clone();
    assert_eq!(
        headers(&old),
        json!({"X-Total": {"schema": {"type": "integer"}, "required": true}})
    );
    let without = list_with(&[("Age", "5")]);
    let [_, new] = both(
        &[total.clone(), total.clone()],
        std::slice::from_ref(&without),
    );
    assert_eq!(
        headers(&new),
        json!({"Age": {"schema": {"type": "integer"}}})
    );
    let [_, new] = both(&[total.clone(), total.clone()], &[without, total.clone()]);
    assert_eq!(headers(&new)["X-Total"]["required"], false);
    let text = list_with(&[("X-Total", "1,234")]);
    let [_, new] = both(&[total.clone(), total], &[text]);
    assert_eq!(headers(&new)["X-Total"]["schema"]["type"], "string");
}

#[test]
fn who_is_let_in_without_credentials_is_seen_where_a_recording_holds_any() {
    let signed = || {
        let mut call = list_with(&[]);
        call.request.headers.push("Authorization", "Basic x");
        call
    };
    let refused = || {
        let mut call = list_with(&[]);
        call.response.status = 401;
        call
    };
    let [old, new] = both(&[signed(), refused()], &[signed(), list_with(&[])]);
    let asked = |document: &Value| document["paths"]["/list"]["get"]["security"].clone();
    assert_eq!(asked(&old), json!([{"credentials": []}]));
    assert_eq!(asked(&new), json!([{"credentials": []}, {}]));
    // A recorder that removes all credentials shows nobody who has none.
    let [old, new] = both(&[signed(), refused()], &[list_with(&[])]);
    assert_eq!(asked(&old), asked(&new));
}

#[test]
fn calls_of_the_same_server_beside_the_listed_paths_are_operations_too() {
    let document = |server: &str| {
        json!({"openapi": "3.0.3", "servers": [{"url": server}], "paths": {
            "/users": {}, "/users/{id}": {}}})
    };
    let paths = |server: &str| -> Vec<String> {
        let mut learner = Learner::over(document(server));
        for url in ["/v1/orders/5/lines/6", "/elsewhere"] {
            learner.see(&call(&format!("https://api.example{url}"), 200, "{}"));
        }
        let document = learner.finish().document;
        document["paths"]
            .as_object()
            .unwrap()
            .keys()
            .skip(2)
            .cloned()
            .collect()
    };
    assert_eq!(
        paths("https://api.example/v1"),
        ["/orders/{id}/lines/{id2}"]
    );
}

#[test]
fn a_form_is_learned_by_its_names() {
    let mut call = call("https://shop.example/a", 201, "{}");
    call.request.method = Method::Post;
    call.request
        .headers
        .set("Content-Type", "application/x-www-form-urlencoded");
    call.request.body = Some("name=ann&tags[]=private".into());
    let mut learner = Learner::over(base());
    let mut other = call.clone();
    other.request.url = Url::parse("https://shop.example/wp-json/api/c").unwrap();
    learner.see(&other);
    let document = learner.finish().document;
    let content = &document["paths"]["/api/c"]["post"]["requestBody"]["content"];
    assert_eq!(
        content["application/x-www-form-urlencoded"]["schema"]["properties"],
        json!({"name": {"type": "string"}, "tags": {"type": "array"}})
    );
}

proptest::proptest! {
    #[test]
    fn the_order_of_calls_does_not_decide_what_is_learned(
        calls in proptest::strategy::Just(vec![
            ("/api/a?page=1", 200, "{\"list\": [], \"n\": 1}"),
            ("/api/a?status=x", 200, "{\"list\": [{\"tags\": []}], \"n\": null}"),
            ("/api/a", 200, "{\"list\": [{\"tags\": [\"x\"]}, {\"tags\": [1]}], \"n\": 2}"),
            ("/api/b/1", 404, "{\"code\": \"gone\"}"),
            ("/api/b/2", 200, "[]"),
            ("/api/b/3", 200, "[{\"id\": 1.5}]"),
            ("/api/b/4", 200, "[{\"id\": 2}]"),
        ]).prop_shuffle(),
    ) {
        let mut learner = Learner::over(base());
        learner.see_all((calls.iter())
            .map(|(url, status, body)| call(&format!("https://shop.example{url}"), *status, body))
            .collect());
        let document = learner.finish().document;
        let schema = |path: &str| {
            let get = &document["paths"][path]["get"];
            get["responses"]["200"]["content"]["application/json"]["schema"].clone()
        };
        let tags = &schema("/api/a")["properties"]["list"]["items"]["properties"]["tags"];
        proptest::prop_assert_eq!(&tags["items"], &json!({"type": ["string", "integer"]}));
        let id = &schema("/api/b/{id}")["items"]["properties"]["id"];
        proptest::prop_assert_eq!(id, &json!({"type": "number"}));
        let gone = &document["paths"]["/api/b/{id}"]["get"]["responses"]["404"];
        proptest::prop_assert!(gone.is_object());
        let names = &document["paths"]["/api/a"]["get"]["parameters"];
        proptest::prop_assert_eq!(names.as_array().map(Vec::len), Some(2));
    }
}
