//! Where `diff` takes documents from, and what it says of those that it cannot use.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::thread;

use crate::binary::memberspec;
use crate::diff::{OLD, diff, folder};
use crate::laws::Site;

/// Serves files on loopback, each by its path, as long as the test runs; gives the address.
fn site(files: &[(&str, &str)]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let files: BTreeMap<String, String> = (files.iter())
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect();
    thread::spawn(move || {
        for stream in listener.incoming().take(32) {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let first = lines.next().unwrap().unwrap();
            while lines.next().is_some_and(|line| !line.unwrap().is_empty()) {}
            let path = first.split(' ').nth(1).unwrap();
            let (status, body) = match files.get(path) {
                Some(body) => ("200 OK", body.as_str()),
                None => ("404 Not Found", ""),
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
    address
}

const SCHEMA: &str = "type: object\nproperties:\n  id: {type: integer}\n";

/// A document whose answer is described elsewhere.
fn referring(to: &str) -> String {
    let (head, _) = OLD.split_once("              schema:\n").unwrap();
    format!("{head}              schema: {{$ref: '{to}'}}\n")
}

#[test]
fn a_document_is_read_from_standard_input() {
    let here = folder("stdin", &[("old.yaml", OLD)]);
    let new = OLD.replace("required: [id]", "required: []");
    let mut child = memberspec(&["diff", "old.yaml", "-"])
        .current_dir(&here)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(new.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.contains("property-became-optional"), "{out}");
}

#[test]
fn a_document_is_fetched_and_what_it_refers_to_on_its_own_host_too() {
    let files = [
        ("/api.yaml", referring("parts/item.yaml")),
        ("/parts/item.yaml", SCHEMA.replace("integer", "string")),
    ];
    let address = site(&files.each_ref().map(|(path, text)| (*path, text.as_str())));
    let here = folder(
        "url",
        &[("old.yaml", &referring("item.yaml")), ("item.yaml", SCHEMA)],
    );
    let (code, out, error) = diff(&here, &["old.yaml", &format!("{address}/api.yaml")]);
    assert_eq!(code, 1, "{error}");
    assert!(
        out.contains("the type changed from integer to string"),
        "{out}"
    );
    assert!(
        out.contains("item.yaml:3") && out.contains("/parts/item.yaml:3"),
        "{out}"
    );
    let (code, _, error) = diff(&here, &["old.yaml", &format!("{address}/gone.yaml")]);
    assert_eq!(code, 2);
    assert!(error.contains("the server returned 404"), "{error}");
}

#[test]
fn a_reference_to_the_network_is_followed_only_where_it_is_allowed() {
    let address = site(&[("/item.yaml", SCHEMA)]);
    let remote = referring(&format!("{address}/item.yaml"));
    let here = folder(
        "remote",
        &[
            ("old.yaml", &referring("item.yaml")),
            ("item.yaml", SCHEMA),
            ("new.yaml", &remote),
        ],
    );
    let (code, _, error) = diff(&here, &["old.yaml", "new.yaml"]);
    assert_eq!(code, 2);
    assert!(
        error.contains(
            "new.yaml:13: /paths/~1a/get/responses/200/content/application~1json/schema/$ref"
        ),
        "{error}"
    );
    assert!(error.contains("--allow-remote"), "{error}");
    let (code, out, error) = diff(&here, &["old.yaml", "new.yaml", "--allow-remote"]);
    assert_eq!(code, 0, "{error}");
    let told: Vec<&str> = out.lines().filter(|line| line.starts_with("  ")).collect();
    assert!(told[0].contains("[edit-without-effect]"), "{out}");
    assert!(out.contains("1 other change"), "{out}");
}

#[test]
fn references_of_a_file_at_a_revision_are_read_at_that_revision() {
    let here = folder(
        "git-references",
        &[("api.yaml", &referring("item.yaml")), ("item.yaml", SCHEMA)],
    );
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
            .args(arguments)
            .current_dir(&here)
            .output();
        assert!(output.unwrap().status.success(), "git {arguments:?}");
    };
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-q", "--allow-empty", "-m", "one"]);
    fs::write(here.join("item.yaml"), SCHEMA.replace("integer", "string")).unwrap();
    let (code, out, error) = {
        let output = memberspec(&["diff", "--base", "HEAD", "api.yaml"])
            .env("PATH", std::env::var("PATH").unwrap())
            .current_dir(&here)
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (
            output.status.code(),
            text(output.stdout),
            text(output.stderr),
        )
    };
    assert_eq!(code, Some(1), "{error}");
    assert!(
        out.contains("HEAD:item.yaml:3") && out.contains("the type changed from integer to string"),
        "{out}"
    );
}

#[test]
fn schemas_that_contain_themselves_are_compared() {
    let tree = |leaf: &str| {
        let (head, _) = OLD.split_once("              schema:\n").unwrap();
        format!(
            "{head}              schema: {{$ref: '#/components/schemas/Node'}}\ncomponents:\n  schemas:\n    Node:\n      type: object\n      properties:\n        leaf: {{type: {leaf}}}\n        next: {{$ref: '#/components/schemas/Node'}}\n"
        )
    };
    let here = folder(
        "cycles",
        &[
            ("old.yaml", &tree("string")),
            ("new.yaml", &tree("integer")),
        ],
    );
    let (code, out, _) = diff(&here, &["old.yaml", "new.yaml"]);
    assert_eq!(code, 1);
    assert!(
        out.contains("the type changed from string to integer"),
        "{out}"
    );
    assert_eq!(
        diff(&here, &["old.yaml", "old.yaml", "--fail-on", "any"]).0,
        0
    );
}

#[test]
fn a_broken_document_is_an_error_with_file_line_and_pointer() {
    for (name, text, says) in [
        (
            "syntax",
            "openapi: 3.1.0\npaths: {\n".to_owned(),
            "new.yaml:",
        ),
        ("version", OLD.replace("3.1.0", "2.0.0"), "new.yaml:1"),
        ("file", referring("gone.yaml"), "gone.yaml"),
        ("text", "just words\n".to_owned(), "new.yaml"),
        ("empty", String::new(), "new.yaml"),
    ] {
        let here = folder(
            &format!("broken-{name}"),
            &[("old.yaml", OLD), ("new.yaml", &text)],
        );
        let (code, out, error) = diff(&here, &["old.yaml", "new.yaml"]);
        assert_eq!((code, out.as_str()), (2, ""), "{name}: {error}");
        assert!(error.contains(says), "{name}: {error}");
    }
}

/// One mistake in somebody's large document hides no other change of it.
#[test]
fn what_does_not_have_its_form_is_told_with_its_line_and_the_rest_is_compared() {
    let added = "components: {schemas: {}}\nwebhooks: {w: {post: {responses: {}}}}\n";
    for (name, text, says) in [
        (
            "reference",
            referring("#/components/schemas/Gone"),
            "new.yaml:13: /paths/~1a/get/responses/200/content/application~1json/schema/$ref: \
             \"#/components/schemas/Gone\" does not exist; its target is not compared",
        ),
        (
            "circle",
            referring("#/paths/~1a/get/responses/200/content/application~1json/schema"),
            "is circular",
        ),
        (
            "type",
            OLD.replace("{type: integer}}\n", "{type: 7}}\n"),
            "new.yaml:7: /paths/~1a/get/parameters/0/schema/type: the name of a type",
        ),
        (
            "twice",
            OLD.replace("info: {", "info: {title: t, "),
            "new.yaml:2: the member \"title\" is repeated later",
        ),
    ] {
        let here = folder(
            &format!("odd-{name}"),
            &[("old.yaml", OLD), ("new.yaml", &(text + added))],
        );
        for format in [
            "text", "json", "markdown", "html", "sarif", "junit", "github",
        ] {
            let (code, out, error) = diff(&here, &["old.yaml", "new.yaml", "--format", format]);
            assert!(code < 2, "{name}: {error}");
            let out = out
                .replace("&quot;", "\"")
                .replace("\\\"", "\"")
                .replace("%3A", ":");
            let out = out.replace("\\\\", "\\").replace('\\', "");
            assert!(out.contains("webhook"), "{name}: {out}");
            let said = says.split(": ").last().unwrap();
            assert!(out.contains(said), "{name} {format}: {out}");
            assert!(format != "text" || out.contains(says), "{name}: {out}");
        }
    }
}

#[test]
fn what_a_document_says_cannot_drive_a_terminal_or_become_markup() {
    let nasty = "\\e[2J<script>alert(1)</script>`*x*\\n::error::y";
    let new = OLD.replace("name: page", &format!("name: \"{nasty}\""));
    let here = folder("escapes", &[("old.yaml", OLD), ("new.yaml", &new)]);
    let told = |format: &str| diff(&here, &["old.yaml", "new.yaml", "--format", format]).1;
    for format in [
        "text", "markdown", "json", "junit", "github", "sarif", "html",
    ] {
        assert!(!told(format).contains('\u{1b}'), "{format}");
        let injected = told(format)
            .lines()
            .any(|line| line.starts_with("::error::y"));
        assert!(!injected, "{format}");
    }
    let page = told("html");
    // The page has one script, which is its own.
    assert_eq!(page.matches("<script").count(), 1);
    assert!(!page.contains("<script>alert"));
    assert!(page.contains("&lt;script&gt;"));
    let style = page
        .split("<style>")
        .nth(1)
        .unwrap()
        .split("</style>")
        .next()
        .unwrap();
    assert!(
        style.contains("}\nbody { font:"),
        "the style sheet is told as it is: {style}"
    );
    let outside_code = told("markdown")
        .lines()
        .any(|line| !line.contains('`') && line.contains("<script>"));
    assert!(!outside_code);
}

/// Each level refers to the next one twice: as a tree this is 2^60 schemas. The address space of
/// the run is limited, so that a tree which is written out ends the run.
#[cfg(unix)]
#[test]
fn schemas_that_refer_to_the_same_ones_again_and_again_stay_small() {
    const LEVELS: usize = 60;
    let document = |leaf: &str| {
        let mut text = "openapi: 3.1.0\ninfo: {title: t, version: 1.0.0}\npaths:\n  /a:\n    get: \
                        {responses: {'200': {description: d, content: {application/json: {schema: \
                        {$ref: '#/components/schemas/L0'}}}}}}\n  /b:\n    get: {responses: \
                        {'200': {description: d, content: {application/json: {schema: {$ref: \
                        '#/components/schemas/L0'}}}}}}\ncomponents:\n  schemas:\n"
            .to_owned();
        for level in 0..LEVELS {
            let next = format!("{{$ref: '#/components/schemas/L{}'}}", level + 1);
            let schema = format!("{{type: object, properties: {{l: {next}, r: {next}}}}}");
            text += &format!("    L{level}: {schema}\n");
        }
        text + &format!("    L{LEVELS}: {{type: {leaf}}}\n")
    };
    let (old, new) = (document("string"), document("integer"));
    let folder = folder("again", &[("old.yaml", &old), ("new.yaml", &new)]);
    let output = Command::new("sh")
        .args([
            "-c",
            "ulimit -v 2000000; exec \"$0\" diff old.yaml new.yaml",
        ])
        .arg(env!("CARGO_BIN_EXE_memberspec"))
        .current_dir(&folder)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("\n1 breaking change, 0 warnings"), "{text}");
    assert!(text.contains("GET /b"), "{text}");
}

/// What `diff` says of the project's own document against a live site.
fn against(site: &Site) -> (i32, serde_json::Value) {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi.yaml");
    let (code, out, err) = site.run(&["diff", "--format", "json", own]);
    let report = serde_json::from_str(&out);
    (
        code,
        report.unwrap_or_else(|error| panic!("{error}: {out}{err}")),
    )
}

#[test]
fn a_faultless_site_is_its_document_and_another_shows_what_it_does_otherwise() {
    let (code, report) = against(&Site::start(&[]));
    assert_eq!(code, 0, "{report:#}");
    let changes = report["changes"].as_array().unwrap();
    let loud: Vec<_> = (changes.iter())
        .filter(|change| change["rule"] != "documentation-changed")
        .filter(|change| change["rule"] != "extension-changed")
        .collect();
    assert!(loud.is_empty(), "{loud:#?}");

    let told = |fault: &str, rule: &str, place: &str| {
        let (code, report) = against(&Site::start(&["--fault", fault]));
        let changes = report["changes"].as_array().unwrap();
        let found = (changes.iter())
            .any(|change| change["rule"] == rule && change.to_string().contains(place));
        assert!(found, "{fault}: {report:#}");
        code
    };
    assert_eq!(
        told("extra-property", "property-added", "loyalty_points"),
        0
    );
    assert_eq!(told("order-id-as-text", "type-changed", "order_id"), 1);
}

#[test]
fn an_address_without_site_and_document_is_an_error() {
    let folder = folder("no-site", &[("old.yaml", OLD)]);
    let address = site(&[("/", "hello")]);
    let (code, _, err) = diff(&folder, &["old.yaml", &address]);
    assert_eq!(code, 2);
    assert!(err.contains(&address), "{err}");
}
