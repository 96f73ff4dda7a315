//! One recording as many recorders write it: the same exchanges, the same finding.

use std::fs;
use std::io::Write;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::binary::run;

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/example.har");

fn example() -> Value {
    serde_json::from_str(&fs::read_to_string(EXAMPLE).unwrap()).unwrap()
}

fn entries(har: &mut Value) -> &mut Vec<Value> {
    har["log"]["entries"].as_array_mut().unwrap()
}

/// What `check` says of a file: exit code, fingerprints, and all that it printed.
fn checked(path: &Path) -> (i32, Vec<String>, String) {
    let (code, out, error) = run(&["check", path.to_str().unwrap()]);
    let findings = out.lines().filter_map(|line| {
        let fingerprint = line.trim().strip_prefix("finding ")?;
        Some(fingerprint.trim().to_owned())
    });
    (code, findings.collect(), format!("{out}{error}"))
}

/// Asserts that a file shows the finding of the example and nothing else.
fn is_found(name: &str, content: &[u8], beside: &[(&str, &[u8])]) {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in beside {
        fs::write(folder.path().join(name), content).unwrap();
    }
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    let (code, findings, text) = checked(&path);
    let (_, expected, _) = checked(Path::new(EXAMPLE));
    assert_eq!(expected.len(), 1);
    assert_eq!((code, findings), (1, expected), "{name}: {text}");
}

fn is_found_in(name: &str, change: impl Fn(&mut Value)) {
    let mut har = example();
    entries(&mut har).iter_mut().for_each(change);
    is_found(name, har.to_string().as_bytes(), &[]);
}

fn text(entry: &Value) -> String {
    let text = entry["response"]["content"]["text"].as_str();
    text.unwrap().to_owned()
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn every_form_of_a_body_is_read() {
    is_found_in("wrapped.har", |entry| {
        let lines: Vec<String> = (STANDARD.encode(text(entry)).as_bytes().chunks(76))
            .map(|line| String::from_utf8(line.to_vec()).unwrap())
            .collect();
        let content = &mut entry["response"]["content"];
        content["text"] = lines.join("\r\n").trim_end_matches('=').into();
        content["encoding"] = "base64".into();
    });
    is_found_in("gzip.har", |entry| {
        let zipped = STANDARD.encode(gzip(&text(entry)));
        entry["response"]["content"] = json!({"text": zipped, "encoding": "base64"});
        let headers = entry["response"]["headers"].as_array_mut().unwrap();
        headers.push(json!({"name": "content-encoding", "value": "gzip"}));
    });
    let mut har = example();
    let mut files = Vec::new();
    for (number, entry) in entries(&mut har).iter_mut().enumerate() {
        let name = format!("{number}.json");
        files.push((name.clone(), text(entry)));
        entry["response"]["content"] = json!({"size": -1, "_file": name});
    }
    let files: Vec<_> = (files.iter())
        .map(|(name, text)| (name.as_str(), text.as_bytes()))
        .collect();
    is_found("attached.har", har.to_string().as_bytes(), &files);
}

#[test]
fn every_form_of_a_request_and_of_links_is_read() {
    is_found_in("query.har", |entry| {
        let url = entry["request"]["url"].as_str().unwrap().to_owned();
        let (path, query) = url.split_once('?').unwrap_or((&url, ""));
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let pairs: Value = pairs
            .map(|(name, value)| json!({"name": name, "value": value}))
            .collect();
        entry["request"]["url"] = path.into();
        entry["request"]["queryString"] = pairs;
        entry["request"]["postData"] = json!({"mimeType": "", "text": ""});
    });
    is_found_in("http2.har", |entry| {
        for side in ["request", "response"] {
            let headers = entry[side]["headers"].as_array_mut().unwrap();
            for header in headers.iter_mut() {
                header["name"] = header["name"].as_str().unwrap().to_lowercase().into();
            }
            headers.insert(0, json!({"name": ":authority", "value": "shop.example"}));
        }
    });
    for (name, host) in [
        ("port.har", "https://shop.example:443/"),
        ("case.har", "https://SHOP.Example/"),
    ] {
        is_found_in(name, |entry| {
            let text = text(entry).replace("\\/", "/");
            let text = text.replace("https://shop.example/", host);
            entry["response"]["content"]["text"] = text.into();
        });
    }
    is_found_in("language.har", |entry| {
        let text = text(entry).replace("\\/", "/");
        let mut parts = text.split("\"href\":\"");
        let mut links = parts.next().unwrap().to_owned();
        for part in parts {
            let (href, rest) = part.split_once('"').unwrap();
            links.push_str(&format!("\"href\":\"{href}?lang=de\"{rest}"));
        }
        assert!(links.contains("lang=de"));
        entry["response"]["content"]["text"] = links.into();
    });
}

#[test]
fn what_the_browser_did_by_itself_is_skipped_and_told() {
    let mut har = example();
    let first = entries(&mut har)[0].clone();
    let mut preflight = first.clone();
    preflight["request"]["method"] = "OPTIONS".into();
    preflight["request"]["headers"] =
        json!([{"name": "Access-Control-Request-Method", "value": "GET"}]);
    preflight["response"] = json!({"status": 204, "headers": [], "content": {"size": 0}});
    let mut kept = first.clone();
    kept["response"] = json!({"status": 304, "headers": [], "content": {"size": 0}});
    let mut cached = first.clone();
    cached["_fromCache"] = "disk".into();
    let mut aborted = first;
    aborted["response"] = json!({"status": 0, "headers": [], "content": {}});
    entries(&mut har).extend([preflight, kept, cached, aborted]);
    is_found("browser.har", har.to_string().as_bytes(), &[]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("browser.har");
    fs::write(&path, har.to_string()).unwrap();
    let (_, _, text) = checked(&path);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for told in [
        "skipped 4 exchanges",
        "1 a CORS preflight",
        "2 the response came from the browser's cache",
        "1 no response was recorded",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
}

#[test]
fn bodies_that_a_recorder_did_not_keep_are_no_fault_of_the_site() {
    let folder = tempfile::tempdir().unwrap();
    let outside = folder.path().join("outside.json");
    fs::write(&outside, "[]").unwrap();
    fs::create_dir(folder.path().join("run")).unwrap();
    let path = folder.path().join("run/a.har");
    let incomplete = |change: &dyn Fn(&mut Value)| {
        let mut har = example();
        entries(&mut har).iter_mut().for_each(change);
        fs::write(&path, har.to_string()).unwrap();
        let (code, findings, text) = checked(&path);
        assert_eq!((code, findings.len()), (2, 0), "{text}");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let omitted = incomplete(&|entry| entry["response"]["content"] = json!({"size": 0}));
    assert!(
        omitted.contains("recorded without their bodies"),
        "{omitted}"
    );
    let truncated = incomplete(&|entry| {
        let start: String = text(entry).chars().take(700).collect();
        let size = text(entry).len();
        entry["response"]["content"] = json!({"size": size, "text": start});
    });
    assert!(
        truncated.contains("truncated by the recorder"),
        "{truncated}"
    );
    for name in ["../outside.json", outside.to_str().unwrap(), "none.json"] {
        let missing = incomplete(&|entry| entry["response"]["content"] = json!({"_file": name}));
        assert!(
            missing.contains("not in the folder of the recording"),
            "{missing}"
        );
    }
}

#[test]
fn nothing_is_learned_compared_or_repeated_from_bodies_that_are_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.har");
    let whole = folder.path().join("whole.har");
    fs::write(&whole, example().to_string()).unwrap();
    let mut har = example();
    let mut all = entries(&mut har).iter_mut();
    all.by_ref()
        .for_each(|entry| entry["response"]["content"] = json!({"size": 0}));
    fs::write(&path, har.to_string()).unwrap();
    let (path, whole) = (path.to_str().unwrap(), whole.to_str().unwrap());
    for (arguments, said) in [
        (&["diff", whole, path][..], "with the body of its response"),
        (&["learn", path], "nothing was learned"),
    ] {
        let (code, out, err) = run(arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {err}");
        assert!(err.contains(said), "{arguments:?}: {err}");
    }
    let mut har = example();
    entries(&mut har)[0]["response"]["content"] = json!({"size": 0});
    fs::write(path, har.to_string()).unwrap();
    let (_, out, err) = run(&["diff", whole, path]);
    assert!(
        format!("{out}{err}").contains("without their bodies: 1"),
        "{out}{err}"
    );
    fs::write(path, r#"{"log":{"version":"1.2","entries":[]}}"#).unwrap();
    let (code, out, err) = run(&["fidelity", path]);
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
}

fn pairs(headers: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let headers = headers.as_array().unwrap().iter();
    headers
        .map(|it| (text(&it["name"]), text(&it["value"])))
        .collect()
}

#[test]
fn sessions_of_charles_are_read() {
    let mut har = example();
    let tunnel = json!({"method": "CONNECT", "scheme": "https", "host": "shop.example",
        "actualPort": 443, "path": null, "query": null, "request": {}, "response": {}});
    let mut session = vec![tunnel];
    for entry in entries(&mut har) {
        let url = url::Url::parse(entry["request"]["url"].as_str().unwrap()).unwrap();
        let encoded = STANDARD.encode(gzip(&text(entry)));
        let mut headers = entry["response"]["headers"].clone();
        let fields = headers.as_array_mut().unwrap();
        fields.push(json!({"name": "Content-Encoding", "value": "gzip"}));
        session.push(json!({
            "status": "COMPLETE", "method": entry["request"]["method"], "scheme": url.scheme(),
            "host": url.host_str(), "port": null, "actualPort": 443, "path": url.path(),
            "query": url.query(), "times": {"start": entry["startedDateTime"]},
            "request": {"header": {"headers": entry["request"]["headers"]}},
            "response": {"status": entry["response"]["status"], "header": {"headers": headers},
                "body": {"encoding": "base64", "encoded": encoded}},
        }));
    }
    // The order of the file is not that of time.
    session.reverse();
    is_found("a.chlsj", Value::from(session).to_string().as_bytes(), &[]);
}

#[test]
fn collections_of_postman_and_reports_of_newman_are_read() {
    let mut har = example();
    let (mut items, mut executions) = (Vec::new(), Vec::new());
    for entry in entries(&mut har) {
        let fields = |side: &str| -> Vec<Value> {
            let pairs = pairs(&entry[side]["headers"]).into_iter();
            pairs
                .map(|(name, value)| json!({"key": name, "value": value}))
                .collect()
        };
        let url = entry["request"]["url"].as_str().unwrap();
        let raw = url.replace("https://shop.example", "{{baseUrl}}");
        let request = json!({"method": "GET", "header": [], "url": {"raw": raw}});
        items.push(json!({"name": "a", "request": request, "response": [{
            "name": "saved", "originalRequest": request, "code": entry["response"]["status"],
            "header": fields("response"), "body": text(entry)}]}));
        let url = url::Url::parse(url).unwrap();
        let query: Vec<Value> = (url.query_pairs())
            .map(|(name, value)| json!({"key": name, "value": value}))
            .collect();
        executions.push(json!({
            "request": {"method": "GET", "header": fields("request"), "url": {
                "protocol": "https", "host": ["shop", "example"], "query": query,
                "path": url.path().trim_start_matches('/').split('/').collect::<Vec<_>>()}},
            "response": {"code": entry["response"]["status"], "header": fields("response"),
                "stream": {"type": "Buffer", "data": text(entry).into_bytes()}},
        }));
    }
    let auth = json!({"type": "basic", "basic": [{"key": "password", "value": "cs_secret"}]});
    let variables = json!([{"key": "baseUrl", "value": "https://shop.example"}]);
    let mut collection = json!({"info": {"name": "c"}, "item": [{"name": "f", "item": items}],
        "auth": auth, "variable": variables});
    is_found("c.json", collection.to_string().as_bytes(), &[]);
    // The variable stands in an environment, which is exported by itself.
    collection["variable"] = json!([]);
    is_found("e.json", collection.to_string().as_bytes(), &[]);
    let report = json!({"collection": collection, "run": {"executions": executions}});
    is_found("newman.json", report.to_string().as_bytes(), &[]);

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.json");
    fs::write(
        &path,
        r#"{"info":{"name":"c"},"item":[{"request":{"url":"x"},"response":[]}]}"#,
    )
    .unwrap();
    let (code, _, text) = checked(&path);
    assert!(code == 2 && text.contains("no saved responses"), "{text}");
}

/// A tnetstring, of what flows are made of.
fn packed(value: &Value) -> Vec<u8> {
    let (kind, inner) = match value {
        Value::String(text) => (b';', text.clone().into_bytes()),
        Value::Number(number) if number.is_f64() => (b'^', number.to_string().into_bytes()),
        Value::Number(number) => (b'#', number.to_string().into_bytes()),
        Value::Array(items) => (b']', items.iter().flat_map(packed).collect()),
        Value::Object(members) => {
            let pairs = members.iter();
            let pairs =
                pairs.flat_map(|(name, value)| [packed(&json!(name)), packed(value)].concat());
            (b'}', pairs.collect())
        }
        _ => (b'~', Vec::new()),
    };
    let start = format!("{}:", inner.len()).into_bytes();
    [start, inner, vec![kind]].concat()
}

#[test]
fn flows_of_mitmproxy_are_read() {
    let mut har = example();
    let mut flows = packed(&json!({"type": "dns", "version": 20}));
    for entry in entries(&mut har) {
        let url = url::Url::parse(entry["request"]["url"].as_str().unwrap()).unwrap();
        let path = url[url::Position::BeforePath..].to_owned();
        let mut sent = pairs(&entry["request"]["headers"]);
        sent.push(("Host".to_owned(), "shop.example".to_owned()));
        flows.extend(packed(&json!({
            "type": "http", "version": 20, "error": null,
            "request": {"host": "10.0.0.1", "port": 8080, "method": "GET", "scheme": "https",
                "authority": "", "path": path, "headers": sent, "content": "",
                "timestamp_start": 1_795_251_600.25},
            "response": {"status_code": 200, "headers": pairs(&entry["response"]["headers"]),
                "content": text(entry)},
        })));
    }
    is_found("flows", &flows, &[]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut");
    fs::write(&path, &flows[..flows.len() - 9]).unwrap();
    let (_, _, text) = checked(&path);
    assert!(text.contains("truncated"), "{text}");
}
