//! Collections of Postman with saved responses (format 2.0 and 2.1), and the JSON report of newman.

use serde_json::{Map, Value, json};

/// How deep folders may nest.
const DEPTH: usize = 32;

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
    saved.folder(collection.get("item")?, collection.get("auth"), 0);
    Some(saved.entries)
}

struct Saved {
    variables: Vec<(String, String)>,
    entries: Vec<Value>,
}

impl Saved {
    /// Reads the requests and folders of a folder; what they inherit is how they authenticate.
    fn folder(&mut self, items: &Value, auth: Option<&Value>, depth: usize) {
        if depth > DEPTH {
            return;
        }
        for item in items.as_array().into_iter().flatten() {
            let own = |value: &Value| value.get("auth").filter(|it| !it.is_null()).cloned();
            let auth = own(item).or_else(|| auth.cloned());
            if let Some(items) = item.get("item") {
                self.folder(items, auth.as_ref(), depth + 1);
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

    /// A text with the variables of the collection in it.
    fn filled(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (name, value) in &self.variables {
            text = text.replace(&format!("{{{{{name}}}}}"), value);
        }
        text
    }
}

fn variables(list: Option<&Value>) -> Vec<(String, String)> {
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
        let mut raw = raw.to_owned();
        for (name, value) in variables(url.get("variable")) {
            raw = raw.replace(&format!("/:{name}"), &format!("/{value}"));
        }
        return raw;
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
