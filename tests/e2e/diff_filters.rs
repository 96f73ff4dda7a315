//! What `diff` compares and reports on request: the document of a release, a document that only a
//! header opens, and some operations alone.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::Value;

use crate::binary::memberspec;
use crate::diff::{OLD, diff, folder};

#[test]
fn a_release_is_a_document_on_either_side() {
    let here = folder("release", &[("old.yaml", OLD)]);
    let (code, out, error) = diff(&here, &["release:1.17.4", "release:1.27.2"]);
    assert_eq!(code, 1, "{error}");
    assert!(
        out.contains("release:1.17.4 is the observed document of v3"),
        "{out}"
    );
    assert!(out.contains("raise the version: major"), "{out}");
    let (code, out, error) = diff(&here, &["release:1.27.2", "release:1.27.2"]);
    assert_eq!(
        (code, out.lines().last()),
        (0, Some("no change")),
        "{error}"
    );
    let (code, _, error) = diff(&here, &["release:one", "old.yaml"]);
    assert_eq!(code, 2);
    assert!(
        error.contains("release:one") || error.contains("\"one\""),
        "{error}"
    );
    // The other document says which version is meant.
    let (_, generated, _) = crate::binary::run(&["generate", "--api", "v2", "--format", "json"]);
    let here = folder("release-v2", &[("v2.json", &generated)]);
    let (code, out, error) = diff(&here, &["release:1.27.2", "v2.json"]);
    assert_eq!(code, 0, "{out}{error}");
    assert!(out.contains("the observed document of v2"), "{out}");
}

/// Serves one document to those who send a header; gives the address, and the heads of requests.
fn locked(header: &'static str) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let heads = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&heads);
    thread::spawn(move || {
        for stream in listener.incoming().take(16) {
            let mut stream = stream.unwrap();
            let lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let lines = lines
                .map(Result::unwrap)
                .take_while(|line| !line.is_empty());
            let head = lines.collect::<Vec<_>>().join("\n");
            let is_open = head
                .to_ascii_lowercase()
                .contains(&header.to_ascii_lowercase());
            kept.lock().unwrap().push(head);
            let (status, body) = match is_open {
                true => ("200 OK", OLD),
                false => ("401 Unauthorized", "no"),
            };
            let length = body.len();
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
            );
            stream
                .write_all(format!("{head}{body}").as_bytes())
                .unwrap();
        }
    });
    (address, heads)
}

#[test]
fn a_header_opens_a_document_and_its_value_is_never_shown_nor_sent_elsewhere() {
    let (address, _) = locked("x-token: bearer s3cret-4711");
    let (elsewhere, heads) = locked("x-token");
    let url = format!("{address}/api.yaml");
    let other = format!("{elsewhere}/part.yaml");
    let remote = OLD.replace(
        "{type: integer}}\n      responses",
        &format!("{{$ref: '{other}#/x'}}}}\n      responses"),
    );
    assert_ne!(remote, OLD);
    let here = folder("header", &[("old.yaml", OLD), ("remote.yaml", &remote)]);
    let ask = |arguments: &[&str]| {
        let output = memberspec(&["diff"])
            .args(arguments)
            .args(["--header", "X-Token: Bearer $API_TOKEN"])
            .env("API_TOKEN", "s3cret-4711")
            .current_dir(&here)
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let said = format!("{}{}", text(output.stdout), text(output.stderr));
        assert!(!said.contains("s3cret"), "{said}");
        (output.status.code().unwrap(), said)
    };
    assert_eq!(ask(&["old.yaml", &url]), (0, "no change\n".to_owned()));
    // To another host the header is not sent.
    let (code, said) = ask(&["remote.yaml", &url, "--allow-remote"]);
    assert_eq!(code, 2, "{said}");
    let heads = heads.lock().unwrap().join("\n");
    assert!(!heads.is_empty() && !heads.contains("s3cret"), "{heads}");
    let (code, _, error) = diff(&here, &["old.yaml", &url, "--header", "X-Token: $NOT_SET"]);
    assert_eq!(code, 2);
    assert!(error.contains("NOT_SET"), "{error}");
}

/// Two operations with tags and names, both with a break, and a changed extension.
const TWO: &str = "\
openapi: 3.1.0
info: {title: t, version: 1.0.0}
x-owner: ann
paths:
  /a/{id}:
    get:
      operationId: getA
      tags: [first]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: page, in: query, schema: {type: integer}}
      responses: {'200': {description: ok}}
  /b:
    get:
      operationId: getB
      tags: [second]
      parameters:
        - {name: size, in: query, schema: {type: integer}}
      responses: {'200': {description: ok}}
";

#[test]
fn filters_leave_the_requested_operations_and_count_the_others() {
    let new = TWO
        .replace("type: integer", "type: boolean")
        .replace("x-owner: ann", "x-owner: bob");
    let here = folder("filters", &[("old.yaml", TWO), ("new.yaml", &new)]);
    let places = |filters: &[&str]| -> Vec<String> {
        let arguments = [&["old.yaml", "new.yaml", "--format", "json"], filters].concat();
        let (code, out, error) = diff(&here, &arguments);
        assert!(code < 2, "{filters:?}: {error}");
        let report: Value = serde_json::from_str(&out).unwrap();
        let changes = report["changes"].as_array().unwrap().iter();
        let mut found: Vec<String> = changes
            .filter(|change| change["level"] == "error")
            .map(|change| change["operations"][0].as_str().unwrap().to_owned())
            .collect();
        found.sort();
        found
    };
    let (first, second) = ("GET /a/{id}", "GET /b");
    assert_eq!(places(&[]), [first, second]);
    for filter in [
        ["--path", "/a/{id}"],
        ["--path", "/a*"],
        ["--tag", "first"],
        ["--operation", "getA"],
        ["--operation", first],
    ] {
        assert_eq!(places(&filter), [first], "{filter:?}");
    }
    assert_eq!(places(&["--path", "/a*", "--path", "/b"]), [first, second]);
    // All kinds of filters must match.
    assert!(places(&["--tag", "first", "--path", "/b"]).is_empty());
    let (code, out, _) = diff(&here, &["old.yaml", "new.yaml", "--path", "/nowhere"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("skipped changes: 3"), "{out}");
    let words = |more: &[&str]| diff(&here, &[&["old.yaml", "new.yaml", "--all"], more].concat()).1;
    assert!(words(&[]).contains("x-owner"));
    assert!(!words(&["--no-extensions"]).contains("x-owner"));
}
