use std::cmp::Reverse;

use bytes::Bytes;
use serde_json::{Value, json};

use super::adapt::Adapted;
use super::route::Routes;
use super::shape::{Told, shape};
use crate::base::pointer;
use crate::exchange::{Body, Exchange, Headers};
use crate::seen::Query;

/// Query parameters by which WordPress reshapes any response: what comes then is not what the
/// operation answers.
const RESHAPING: [&str; 3] = ["_fields", "_envelope", "_jsonp"];

/// Beginnings of the names of query parameters that are no operation's own: credentials, and what
/// WordPress itself takes everywhere.
const NOT_OWN: [&str; 3] = ["consumer_", "oauth_", "_"];

/// Learns a document from recorded calls: what they show, over what another document says. What
/// the calls do not show stays as that document has it, so that a comparison with it tells what
/// the traffic proves and nothing else.
#[derive(Debug)]
pub(crate) struct Learner {
    adapted: Adapted,
    routes: Routes,
    /// The literal start of all paths of the other document; empty without one.
    prefix: String,
    seen: Seen,
}

/// A learned document.
#[derive(Debug)]
pub(crate) struct Learned {
    /// The document.
    pub document: Value,
    /// How it came about.
    pub seen: Seen,
}

/// How many calls were looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Calls in all.
    pub calls: u64,
    /// Calls that the document was learned from.
    pub learned: u64,
    /// Responses that do not fit their operation, which nothing was learned from.
    pub odd: u64,
}

impl Learner {
    /// Learns over another document.
    #[must_use]
    pub(crate) fn over(document: Value) -> Self {
        let paths = document.get("paths").and_then(Value::as_object);
        let paths: Vec<String> = paths
            .into_iter()
            .flatten()
            .map(|(path, _)| path.clone())
            .collect();
        let operations: Vec<String> = paths.iter().map(|path| format!("* {path}")).collect();
        let mut adapted = Adapted::new(document);
        if let Some(info) = adapted.object("/info") {
            info.insert("x-contract".to_owned(), json!("observed"));
        }
        Self {
            adapted,
            routes: Routes::of(operations.iter().map(String::as_str)),
            prefix: literal_start(&paths),
            seen: Seen::default(),
        }
    }

    /// With what is repeated of the calls.
    #[must_use]
    pub(crate) fn telling(mut self, told: Told) -> Self {
        self.adapted.told = told;
        self
    }

    /// Learns from traffic alone.
    #[must_use]
    pub(crate) fn alone() -> Self {
        Self::over(json!({
            "openapi": "3.1.0",
            "info": {"title": "Learned from traffic", "version": "0"},
            "paths": {},
        }))
    }

    /// Looks at calls in an order that depends on nothing but what they hold: a recording may have
    /// them in any, and what is learned must be the same.
    pub(crate) fn see_all(&mut self, mut calls: Vec<Exchange>) {
        calls.sort_by(|one, other| key(one).cmp(&key(other)));
        for call in &calls {
            self.see(call);
        }
    }

    /// Looks at one call.
    fn see(&mut self, exchange: &Exchange) {
        self.seen.calls += 1;
        let method = exchange.request.effective_method();
        let method = method.as_str().to_ascii_lowercase();
        let query = Query::of(&exchange.request.url);
        let is_operation = ["get", "post", "put", "patch", "delete"].contains(&method.as_str());
        if !is_operation || RESHAPING.iter().any(|name| query.has(name)) {
            return;
        }
        let body: Option<Value> = match &exchange.response.body {
            Body::Whole(bytes) => serde_json::from_slice(bytes).ok(),
            _ => None,
        };
        let Some(path) = self.path(exchange.request.url.path(), body.is_some()) else {
            return;
        };
        // WordPress answers 404 to an operation that it does not have, other servers 405.
        let is_refused = [404, 405].contains(&exchange.response.status);
        if is_refused && !self.has(&path, &method) {
            return;
        }
        self.seen.learned += 1;
        let operation = self.operation(&path, &method);
        if (200..300).contains(&exchange.response.status) {
            self.parameters(&path, &operation, &query);
            self.request(&operation, exchange);
        }
        self.answer(&operation, exchange, body.as_ref());
    }

    /// The document.
    #[must_use]
    pub(crate) fn finish(self) -> Learned {
        Learned {
            document: self.adapted.root,
            seen: self.seen,
        }
    }

    /// The path template of a call: one that the document has or, for answers of an API, a new
    /// one below the start that its paths share.
    fn path(&mut self, given: &str, is_json: bool) -> Option<String> {
        if let Some(known) = self.routes.find("*", given) {
            return known.split_once(' ').map(|(_, path)| path.to_owned());
        }
        if !is_json {
            return None;
        }
        let start = match self.prefix.as_str() {
            "" => 0,
            prefix => given.find(prefix)?,
        };
        let told = self.adapted.told;
        let template: Vec<&str> = (given[start..].split('/'))
            .filter(|segment| !segment.is_empty())
            .map(|segment| {
                if told.is_segment(segment) {
                    segment
                } else {
                    "{id}"
                }
            })
            .collect();
        if template
            .iter()
            .filter(|segment| **segment == "{id}")
            .count()
            > 1
        {
            // Which of two is which cannot be told.
            return None;
        }
        Some(format!("/{}", template.join("/")))
    }

    /// Whether the document has an operation.
    fn has(&self, path: &str, method: &str) -> bool {
        let item = self.adapted.resolve(&item(path));
        item.is_some_and(|item| {
            let operation = format!("{item}/{method}");
            self.adapted.root.pointer(&operation).is_some()
        })
    }

    /// The pointer of an operation, which is made where it is not there.
    fn operation(&mut self, path: &str, method: &str) -> String {
        if let Some(paths) = self.adapted.object("/paths")
            && !paths.contains_key(path)
        {
            paths.insert(path.to_owned(), json!({}));
        }
        let item = item(path);
        let item = self.adapted.resolve(&item).unwrap_or(item);
        let mut operation = json!({"responses": {}});
        if path.contains("{id}") && !self.declares(&[&item], "id") {
            operation["parameters"] =
                json!([{"name": "id", "in": "path", "required": true, "schema": {}}]);
        }
        if let Some(members) = self.adapted.object(&item) {
            members.entry(method).or_insert(operation);
        }
        format!("{item}/{method}")
    }

    /// Whether the parameters of one of these places name it.
    fn declares(&self, places: &[&str], name: &str) -> bool {
        places.iter().any(|place| {
            let list = format!("{place}/parameters");
            let count = self.adapted.root.pointer(&list).and_then(Value::as_array);
            (0..count.map_or(0, Vec::len)).any(|at| {
                let parameter = self.adapted.resolve(&format!("{list}/{at}"));
                let parameter = parameter.and_then(|at| self.adapted.root.pointer(&at).cloned());
                parameter.is_some_and(|parameter| parameter["name"] == name)
            })
        })
    }

    fn parameters(&mut self, path: &str, operation: &str, query: &Query) {
        let item = item(path);
        for (given, _) in query.iter() {
            let name = given.split('[').next().unwrap_or(given);
            let foreign = NOT_OWN.iter().any(|start| name.starts_with(start));
            if foreign
                || !self.adapted.told.is_name(name)
                || self.declares(&[&item, operation], name)
            {
                continue;
            }
            let Some(members) = self.adapted.object(operation) else {
                return;
            };
            let list = members.entry("parameters").or_insert(json!([]));
            if let Some(list) = list.as_array_mut() {
                list.push(json!({"name": name, "in": "query", "schema": {}}));
            }
        }
    }

    /// What was sent and taken: a body of JSON. That a member was always sent does not say that it
    /// must be.
    fn request(&mut self, operation: &str, exchange: &Exchange) {
        let told = self.adapted.told;
        let Some(bytes) = &exchange.request.body else {
            return;
        };
        let declared = exchange.request.headers.get("Content-Type");
        let media = declared.unwrap_or("application/json").split(';').next();
        let media = media.unwrap_or_default().trim().to_ascii_lowercase();
        let is_json = media == "application/json" || media.ends_with("+json");
        let parsed = serde_json::from_slice::<Value>(bytes).ok();
        let Some(body) = parsed.filter(|_| is_json) else {
            return;
        };
        if let Some(members) = self.adapted.object(operation) {
            members
                .entry("requestBody")
                .or_insert(json!({"content": {}}));
        }
        let Some(place) = self.adapted.resolve(&format!("{operation}/requestBody")) else {
            return;
        };
        let Some(members) = self.adapted.object(&place) else {
            return;
        };
        let content = members.entry("content").or_insert(json!({}));
        let Some(content) = content.as_object_mut() else {
            return;
        };
        let media = if content.contains_key(&media) {
            media
        } else {
            told.media(&media).to_owned()
        };
        if !content.contains_key(&media) {
            let mut seen = shape(&body, told);
            without_required(&mut seen);
            let schema = format!("{place}/content/{}/schema", pointer::escape(&media));
            content.insert(media, json!({"schema": seen}));
            self.adapted.note_empty(&schema);
            return;
        }
        let token = pointer::escape(&media);
        let schema = format!("{place}/content/{token}/schema");
        if self.adapted.is_of(&schema, &body) {
            self.adapted.fit(&schema, &body);
        }
    }

    fn answer(&mut self, operation: &str, exchange: &Exchange, body: Option<&Value>) {
        let told = self.adapted.told;
        let status = exchange.response.status.to_string();
        let responses = format!("{operation}/responses");
        let range = format!("{}XX", &status[..1]);
        let Some(described) = self.adapted.object(&responses) else {
            return;
        };
        let name = [status.as_str(), range.as_str(), "default"]
            .into_iter()
            .find(|name| described.contains_key(*name))
            .unwrap_or(&status)
            .to_owned();
        described
            .entry(name.as_str())
            .or_insert(json!({"description": "Seen in traffic."}));
        let (Some(body), Some(response)) =
            (body, self.adapted.resolve(&format!("{responses}/{name}")))
        else {
            return;
        };
        let declared = exchange
            .response
            .headers
            .get("Content-Type")
            .unwrap_or_default();
        let media = declared.split(';').next().unwrap_or_default().trim();
        let media = match media {
            "" => "application/json",
            media => media,
        };
        let Some(members) = self.adapted.object(&response) else {
            return;
        };
        let content = members.entry("content").or_insert(json!({}));
        let Some(content) = content.as_object_mut() else {
            return;
        };
        let media = if content.contains_key(media) {
            media
        } else {
            told.media(media)
        };
        if !content.contains_key(media) {
            let seen = shape(body, told);
            let schema = format!("{response}/content/{}/schema", pointer::escape(media));
            content.insert(media.to_owned(), json!({"schema": seen}));
            self.adapted.note_empty(&schema);
            return;
        }
        let token = pointer::escape(media);
        let schema = format!("{response}/content/{token}/schema");
        if self.adapted.is_of(&schema, body) {
            self.adapted.fit(&schema, body);
        } else {
            self.seen.odd += 1;
        }
    }
}

/// By what calls are ordered: successes first, because they show which operations exist, and long
/// bodies before short ones.
fn key(call: &Exchange) -> impl Ord {
    let body = match &call.response.body {
        Body::Whole(bytes) => bytes.clone(),
        _ => Bytes::new(),
    };
    let media = |headers: &Headers| headers.get("Content-Type").map(str::to_owned);
    (
        call.response.status,
        call.request.url.as_str().to_owned(),
        call.request.effective_method().as_str().to_owned(),
        Reverse(body.len()),
        body,
        call.request.body.clone(),
        media(&call.response.headers),
        media(&call.request.headers),
    )
}

/// A shape that asks for no member.
fn without_required(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            // A property may be called so too; then it is a schema, no list.
            if members.get("required").is_some_and(Value::is_array) {
                members.shift_remove("required");
            }
            members.values_mut().for_each(without_required);
        }
        Value::Array(items) => items.iter_mut().for_each(without_required),
        _ => {}
    }
}

/// The pointer of a path item.
fn item(path: &str) -> String {
    format!("/paths/{}", pointer::escape(path))
}

/// The literal segments that all paths start with: `/wc/v3/memberships`.
fn literal_start(paths: &[String]) -> String {
    let mut shared: Option<Vec<&str>> = None;
    for path in paths {
        let segments: Vec<&str> = path
            .split('/')
            .take_while(|part| !part.contains('{'))
            .collect();
        shared = Some(match shared {
            None => segments,
            Some(known) => (known.iter().zip(&segments))
                .take_while(|(one, other)| one == other)
                .map(|(one, _)| *one)
                .collect(),
        });
    }
    let start = shared.unwrap_or_default().join("/");
    start.trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::strategy::Strategy;
    use url::Url;

    use super::*;
    use crate::exchange::{Method, Request, Response};

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
        let mut expected = base();
        expected["info"]["x-contract"] = json!("observed");
        assert_eq!(learned.document, expected);
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
        assert_eq!(learned.seen.odd, 1);
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
}
