//! Collections of Postman with saved responses (format 2.0 and 2.1), and the JSON report of newman.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

/// Bytes of a URL after its variables were replaced, and how often a value may name other variables.
const LONGEST: usize = 64 << 10;
const PASSES: usize = 4;

/// Bytes of a value that stands for one segment of a path.
const SEGMENT: usize = 256;

/// Keys of the root that are kept until its end: variables may stand after the requests.
pub(super) const KEYS: [&str; 5] = ["item", "collection", "run", "variable", "auth"];

/// Entries of HAR from the kept members of the root; `None` if it is something else.
pub(super) fn entries(root: &Map<String, Value>) -> Option<Vec<Value>> {
    // What was run says more than what was saved, and the report of a run repeats the collection.
    if let Some(executions) = root.get("run").and_then(|run| run.get("executions")) {
        let executions = executions.as_array()?.iter();
        return Some(executions.map(execution).collect());
    }
    let collection = match root.get("collection").and_then(Value::as_object) {
        Some(collection) => collection,
        None => root,
    };
    let mut saved = Saved {
        variables: variables(collection.get("variable")),
        entries: Vec::new(),
    };
    saved.folder(collection.get("item")?, collection.get("auth"));
    Some(saved.entries)
}

struct Saved {
    variables: HashMap<String, String>,
    entries: Vec<Value>,
}

impl Saved {
    /// Reads the requests and folders of a folder, which inherit its authentication. The parser of
    /// JSON limits how deep folders nest.
    fn folder(&mut self, items: &Value, auth: Option<&Value>) {
        for item in items.as_array().into_iter().flatten() {
            let own = |value: &Value| value.get("auth").filter(|it| !it.is_null()).cloned();
            let auth = own(item).or_else(|| auth.cloned());
            if let Some(items) = item.get("item") {
                self.folder(items, auth.as_ref());
            }
            let request = item.get("request");
            let auth = request.and_then(own).or(auth);
            let saved = item.get("response").and_then(Value::as_array);
            for response in saved.into_iter().flatten() {
                let original = response.get("originalRequest").or(request);
                let Some(original) = original else {
                    continue;
                };
                let auth = own(original).or_else(|| auth.clone());
                let entry = self.entry(original, response, auth.as_ref());
                self.entries.push(entry);
            }
        }
    }

    fn entry(&self, request: &Value, response: &Value, auth: Option<&Value>) -> Value {
        let content = json!({"text": response.get("body").filter(|body| body.is_string())});
        let mut entry = entry(request, response, &content, auth);
        let url = self.filled(entry["request"]["url"].as_str().unwrap_or_default());
        entry["request"]["url"] = base(&url, response).unwrap_or(url).into();
        entry
    }

    /// A URL with the variables of the collection in it.
    fn filled(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for _ in 0..PASSES {
            let Some(filled) = self.filled_once(&text) else {
                break;
            };
            text = filled;
        }
        text
    }

    /// The same without the variables that a value names; `None` if nothing changes, or if it would
    /// become longer than any URL.
    fn filled_once(&self, text: &str) -> Option<String> {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            filled.push_str(before);
            let known = after
                .split_once("}}")
                .and_then(|(name, after)| Some((self.variables.get(name)?.as_str(), after)));
            let (value, after) = known.unwrap_or(("{{", after));
            filled.push_str(value);
            rest = after;
            if filled.len() > LONGEST {
                return None;
            }
        }
        filled.push_str(rest);
        (filled != text && filled.len() <= LONGEST).then_some(filled)
    }
}

fn variables(list: Option<&Value>) -> HashMap<String, String> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(|variable| {
        let text = |key: &str| variable.get(key)?.as_str().map(str::to_owned);
        Some((text("key").or_else(|| text("id"))?, text("value")?))
    })
    .collect()
}

/// The URL of a request whose site is a variable of an environment, which is no part of the
/// collection: the site as its response names it.
fn base(url: &str, response: &Value) -> Option<String> {
    let (_, path) = url.strip_prefix("{{")?.split_once("}}")?;
    let body = response.get("body").and_then(Value::as_str)?;
    let body = body.replace("\\/", "/");
    let end = body.find("/wp-json")?;
    let site = &body[body[..end].rfind('"')? + 1..end];
    let path = path.strip_prefix("/wp-json").unwrap_or(path);
    site.starts_with("http")
        .then(|| format!("{site}/wp-json{path}"))
}

/// One request of a run of newman.
fn execution(execution: &Value) -> Value {
    let null = Value::Null;
    let request = execution.get("request").unwrap_or(&null);
    let response = execution.get("response").unwrap_or(&null);
    let bytes = response.pointer("/stream/data").and_then(Value::as_array);
    let bytes: Option<Vec<u8>> = bytes.map(|bytes| {
        let bytes = bytes.iter().filter_map(Value::as_u64);
        bytes.filter_map(|byte| u8::try_from(byte).ok()).collect()
    });
    let content = match bytes {
        Some(bytes) => super::body::base64(&bytes),
        None => json!({"text": response.get("body")}),
    };
    entry(request, response, &content, request.get("auth"))
}

fn entry(request: &Value, response: &Value, content: &Value, auth: Option<&Value>) -> Value {
    let mut headers = fields(request);
    let has = |headers: &[Value], name: &str| {
        let is_it = |field: &Value| {
            let key = field.get("key").and_then(Value::as_str);
            key.is_some_and(|key| key.eq_ignore_ascii_case(name))
        };
        headers.iter().any(is_it)
    };
    // How a request authenticates stands beside its headers. Its secrets are not needed.
    let scheme = auth
        .and_then(|auth| auth.get("type"))
        .and_then(Value::as_str);
    let scheme = match scheme {
        Some("basic") => Some("Basic"),
        Some("oauth1") => Some("OAuth"),
        Some("bearer" | "jwt" | "oauth2") => Some("Bearer"),
        _ => None,
    };
    if let Some(scheme) = scheme.filter(|_| !has(&headers, "Authorization")) {
        headers.push(json!({"key": "Authorization", "value": format!("{scheme} <redacted>")}));
    }
    json!({
        "request": {
            "method": request.get("method"),
            "url": url(request.get("url").unwrap_or(&Value::Null)),
            "headers": headers,
            "postData": body(request.get("body")),
        },
        "response": {"status": response.get("code"), "headers": response.get("header"), "content": content},
    })
}

/// The header fields of a request that are sent.
fn fields(request: &Value) -> Vec<Value> {
    let fields = request.get("header").and_then(Value::as_array);
    let is_sent = |field: &&Value| field.get("disabled") != Some(&Value::Bool(true));
    let fields = fields.into_iter().flatten();
    fields.filter(is_sent).cloned().collect()
}

/// A URL, which is a text or its parts.
fn url(url: &Value) -> String {
    let text = |key: &str| url.get(key).and_then(Value::as_str);
    if let Some(raw) = url.as_str().or_else(|| text("raw")) {
        if raw.len() > LONGEST {
            return raw.to_owned();
        }
        let variables = variables(url.get("variable"));
        let segments = raw.split('/').map(|segment| {
            let (name, query) = segment.split_once('?').unwrap_or((segment, ""));
            let known = name.strip_prefix(':').and_then(|name| variables.get(name));
            match known.filter(|value| value.len() <= SEGMENT) {
                Some(value) if query.is_empty() => value.clone(),
                Some(value) => format!("{value}?{query}"),
                None => segment.to_owned(),
            }
        });
        return segments.collect::<Vec<_>>().join("/");
    }
    let joined = |key: &str, by: &str| match url.get(key) {
        Some(Value::Array(parts)) => {
            let parts: Vec<&str> = parts.iter().filter_map(Value::as_str).collect();
            parts.join(by)
        }
        Some(Value::String(text)) => text.trim_matches('/').to_owned(),
        _ => String::new(),
    };
    let scheme = text("protocol").unwrap_or("https");
    let port = text("port").map_or_else(String::new, |port| format!(":{port}"));
    let query: Vec<String> = (url.get("query").and_then(Value::as_array))
        .into_iter()
        .flatten()
        .filter(|pair| pair.get("disabled") != Some(&Value::Bool(true)))
        .map(|pair| {
            let part = |key: &str| pair.get(key).and_then(Value::as_str).unwrap_or_default();
            format!("{}={}", part("key"), part("value"))
        })
        .collect();
    let query = match query.as_slice() {
        [] => String::new(),
        pairs => format!("?{}", pairs.join("&")),
    };
    let (host, path) = (joined("host", "."), joined("path", "/"));
    format!("{scheme}://{host}{port}/{path}{query}")
}

fn body(body: Option<&Value>) -> Option<Value> {
    let body = body?;
    match body.get("mode")?.as_str()? {
        "raw" => Some(json!({"text": body.get("raw"), "mimeType": "application/json"})),
        "urlencoded" => Some(json!({"params": body.get("urlencoded")})),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(collection: &Value) -> Vec<String> {
        let entries = entries(collection.as_object().unwrap()).unwrap();
        let url = |entry: &Value| entry["request"]["url"].as_str().unwrap().to_owned();
        entries.iter().map(url).collect()
    }

    fn collection(raw: &Value, variables: &Value) -> Value {
        let item = json!({"request": {"url": raw}, "response": [{"code": 200}]});
        json!({"item": [item], "variable": variables})
    }

    #[test]
    fn variables_are_replaced_also_within_values_and_in_paths() {
        let variables = json!([
            {"key": "base", "value": "https://{{host}}/wp-json"}, {"key": "host", "value": "a.example"},
        ]);
        assert_eq!(
            urls(&collection(&json!("{{base}}/x?a={{b}}"), &variables)),
            ["https://a.example/wp-json/x?a={{b}}"]
        );
        let parts = json!({"raw": "https://a.example/:id/:idle?b=1",
            "variable": [{"key": "id", "value": "7"}, {"key": "idle", "value": "/:id"}]});
        assert_eq!(
            urls(&collection(&parts, &json!([]))),
            ["https://a.example/7//:id?b=1"]
        );
    }

    #[test]
    fn values_that_multiply_do_not_grow_a_url_without_bound() {
        let variables: Vec<Value> = (0..60)
            .map(|at| json!({"key": format!("v{at}"), "value": format!("{{{{v{0}}}}}", at + 1).repeat(40)}))
            .collect();
        let long = urls(&collection(&json!("{{v0}}"), &json!(variables)));
        assert!(long[0].len() <= LONGEST, "{}", long[0].len());
        let huge = "{{v}}".repeat(100_000);
        let value = json!([{"key": "v", "value": "x".repeat(100_000)}]);
        assert_eq!(urls(&collection(&json!(huge), &value)), [huge]);
    }

    #[test]
    fn folders_of_any_depth_are_read() {
        let mut item =
            json!({"request": {"url": "https://a.example/"}, "response": [{"code": 200}]});
        for _ in 0..50 {
            item = json!({"item": [item]});
        }
        assert_eq!(urls(&json!({"item": [item]})).len(), 1);
    }
}
