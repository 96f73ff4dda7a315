//! What a site, a recording, a document or an argument says reaches no output unless it is
//! harmless, and drives neither a terminal nor a CI runner.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::thread;

use serde_json::{Value, json};

use crate::binary::memberspec;
use crate::laws::Site;

/// Values that must not be told: names, telephones, IBANs, addresses, cards, tokens.
const CANARIES: [&str; 45] = [
    "Annegret Zimmermann",
    "zimmermann-annegret",
    "annegret.zimmermann@shop-mail.example",
    "+49 170 5550123",
    "491705550123",
    "(030) 555-0199",
    "DE89370400440532013000",
    "GB33BUKB20201555555555",
    "4111111111111111",
    "1961-07-23",
    "Lindenallee 77, 10115 Berlin",
    "203.0.113.77",
    "sk_live_51H8xCanaryToken",
    "eyJhbGciOiJIUzI1NiJ9.canary.signature",
    "D'Annunzio \"Gabi\"",
    "Überbäcker Straße",
    "canary/with/slashes",
    "passport X1234567",
    "p4ssw0rd-of-annegret",
    "000-12-3456",
    "2001:db8:77::beef",
    "DE 89 3704 0044 0532 0130 00",
    "+1-202-555-0147",
    "0041 44 668 18 00",
    "gabriele_d_annunzio_1971@mail.example",
    "Zoë Ó Conaill",
    "王小明",
    "Иван Петров",
    "张伟-4711",
    "whsec_9fK2mQ7xT4vB8nL1",
    "wp_6aB8cD0eF2gH4iJ6",
    "xoxb-204817-canary-998877",
    "AKIAIOSFODNN7EXAMPLE",
    "-----BEGIN PRIVATE KEY-----MIIcanary",
    "FR1420041010050500013M02606",
    "customer#88123-K",
    "Bearer c4n4ry.t0k3n",
    "5500-0000-0000-0004",
    "user:pa55@host.example",
    "Mustermann, Erika (geb. Gabler)",
    "O’Brien-Kowalska",
    "T220001293",
    "09.11.1989 Berlin-Mitte",
    "erika mustermann",
    "shop-owner",
];

const KEY: &str = "ck_5f0e1d2c3b4a59687786950413223140fedcba98";
const SECRET: &str = "cs_0a1b2c3d4e5f60718293a4b5c6d7e8f901234567";

/// What the reference site takes for reading and writing.
const KEYS: (&str, &str) = ("ck_reference_read_write", "cs_reference_read_write");

/// Control and format characters, and commands to a CI runner.
const INJECTIONS: [&str; 10] = [
    "a\u{1b}[2Jb",
    "a\u{7}\u{8}b",
    "a\u{9b}31mb",
    "a\u{202e}b\u{2066}c",
    "a\u{200b}\u{feff}b",
    "a\u{2028}b\u{2029}c",
    "a\u{e0041}b",
    "a\n::set-output name=x::pwned",
    "a ::error::pwned",
    "##[command]pwned ##vso[task.setvariable]",
];

fn member(id: u64, text: &str) -> Value {
    json!({
        "id": id, "customer_id": 19, "plan_id": text, "status": text, "order_id": text,
        "product_id": id, "date_created": text, "start_date": text, "view_url": format!("https://shop.example/{text}/?q={text}"),
        "customer_data": { "first_name": text, text: text },
        "meta_data": [{ "id": 1, "key": text, "value": text }, { "id": 2, "key": "x", "value": { text: [text] } }],
        "profile_fields": [{ "name": text, "slug": text, "value": [text] }],
        "undeclared": text, "nested": { "deep": [{ "deeper": text }] }, text: text,
        "_links": { "self": [{ "href": format!("https://shop.example/wp-json/{text}") }], text: [{ "href": text }] },
    })
}

/// A recording that holds a text wherever one can stand.
fn recording(texts: &[&str]) -> String {
    let mut entries = Vec::new();
    let mut add = |url: &str, status: u16, kind: &str, body: String, text: &str| {
        let plain = text.replace(['\n', '\r'], " ");
        entries.push(json!({
            "startedDateTime": "2026-01-01T00:00:00Z", "time": 1, "comment": text,
            "request": { "method": "GET", "url": url, "httpVersion": "HTTP/1.1", "headers": [{ "name": "X-Sent", "value": plain }] },
            "response": { "status": status, "statusText": text, "httpVersion": "HTTP/1.1",
                "headers": [
                    { "name": "Content-Type", "value": kind },
                    { "name": "X-WP-Total", "value": plain },
                    { "name": "X-WP-TotalPages", "value": "3" },
                    { "name": "X-Other", "value": plain },
                    { "name": plain.replace([' ', ':', '\u{1b}'], "-"), "value": "1" },
                    { "name": "Link", "value": format!("<https://shop.example/{plain}?q={plain}>; rel=\"next\"") },
                    { "name": "Location", "value": format!("https://shop.example/{plain}") },
                ],
                "content": { "mimeType": kind, "text": body } },
        }));
    };
    let members = "https://shop.example/wp-json/wc/v3/memberships/members";
    for (at, text) in texts.iter().enumerate() {
        let id = 100 + at as u64;
        let encoded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let row = member(id, text);
        let json = "application/json; charset=UTF-8";
        add(members, 200, json, json!([row]).to_string(), text);
        add(
            &format!("{members}?plan={encoded}&search={encoded}&{encoded}=1&after={encoded}"),
            200,
            json,
            json!([member(id, text)]).to_string(),
            text,
        );
        add(&format!("{members}/{id}"), 200, json, row.to_string(), text);
        add(&format!("{members}/{encoded}"), 404, json, json!({ "code": text, "message": text, "data": { "status": text, "params": { *text: text } } }).to_string(), text);
        add(
            members,
            500,
            "text/html",
            format!("<html><body>{text}</body></html>"),
            text,
        );
        add(
            members,
            200,
            json,
            format!("<b>Warning</b>: {text} in /home/{text}/a.php\n[{row}]"),
            text,
        );
        add(members, 200, json, format!("{{\"a\": \"{text}"), text);
        add(
            &format!("{members}/{id}"),
            200,
            &format!("text/{text}; charset={text}"),
            row.to_string(),
            text,
        );
        add(
            &format!("{members}/{id}"),
            200,
            json,
            format!(
                "{{\"id\":{id},\"plan_id\":\"{}\",\"plan_id\":5}}",
                text.replace(['"', '\n', '\u{1b}'], "")
            ),
            text,
        );
    }
    let text = texts.join(" ");
    json!({ "log": { "version": "1.2", "creator": { "name": text, "version": text }, "comment": text, "entries": entries } }).to_string()
}

/// Everything that the commands print and write that read a recording.
fn outputs(folder: &Path, har: &str) -> Vec<(String, String)> {
    fs::write(folder.join("x.har"), har).unwrap();
    let document = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi.yaml");
    let overlay = folder.join("overlay.yaml").display().to_string();
    let calls: Vec<Vec<&str>> = vec![
        vec!["check", "x.har"],
        vec![
            "check",
            "x.har",
            "-v",
            "-v",
            "--strict",
            "--contract",
            "documented",
        ],
        vec!["check", "x.har", "--report", "json=-"],
        vec!["check", "x.har", "--report", "junit=-"],
        vec!["check", "x.har", "--report", "github=-"],
        vec!["learn", "x.har"],
        vec!["learn", "x.har", "--out", &overlay],
        vec!["learn", "x.har", "--compare", "--compare"],
        vec!["fidelity", "x.har"],
        vec!["fidelity", "x.har", "--values"],
        vec!["diff", document, "x.har"],
        vec!["diff", document, "x.har", "--format", "json"],
        vec!["diff", document, "x.har", "--format", "html"],
        vec!["diff", document, "x.har", "--format", "github"],
        vec!["diff", document, "x.har", "--format", "sarif"],
        vec!["diff", document, "x.har", "--format", "junit", "--all"],
        vec!["diff", "x.har", document, "--format", "markdown"],
        vec!["diff", "x.har", "x.har", "--learned", &overlay],
        vec!["diff", document, document, "--traffic", "x.har"],
        vec!["cleanup", "x.har"],
        vec!["check", "--document", "x.har"],
        vec!["check", "x.har", "--overlay", "x.har"],
        vec!["check", "--config", "x.har"],
        vec!["check", "--credentials", "x.har", "http://127.0.0.1:9/"],
    ];
    let mut outputs = Vec::new();
    for call in calls {
        let summary = folder.join("summary.md");
        let output = memberspec(&call)
            .current_dir(folder)
            .env("GITHUB_STEP_SUMMARY", &summary)
            .output()
            .unwrap();
        let name = call.join(" ");
        outputs.push((
            format!("{name}: out"),
            String::from_utf8(output.stdout).unwrap(),
        ));
        outputs.push((
            format!("{name}: err"),
            String::from_utf8(output.stderr).unwrap(),
        ));
        outputs.push((
            format!("{name}: summary"),
            fs::read_to_string(&summary).unwrap_or_default(),
        ));
        outputs.push((
            format!("{name}: overlay"),
            fs::read_to_string(&overlay).unwrap_or_default(),
        ));
    }
    outputs
}

/// The spellings in which a reader would still find a text.
fn spellings(text: &str) -> Vec<String> {
    let json = Value::from(text).to_string();
    let mut spellings = vec![
        text.to_lowercase(),
        json.trim_matches('"').to_lowercase(),
        text.replace(' ', "+").to_lowercase(),
        text.replace(' ', "%20").replace('@', "%40").to_lowercase(),
        text.replace('&', "&amp;")
            .replace('"', "&quot;")
            .replace('\'', "&#39;")
            .to_lowercase(),
    ];
    spellings.dedup();
    spellings
}

fn leaks(outputs: &[(String, String)], canaries: &[&str]) -> Vec<String> {
    let mut leaks = Vec::new();
    for (name, text) in outputs {
        let lower = text.to_lowercase();
        for canary in canaries {
            if let Some(at) = spellings(canary).iter().find_map(|it| lower.find(it)) {
                let around: String = lower
                    .get(at.saturating_sub(60)..)
                    .unwrap_or_default()
                    .chars()
                    .take(140)
                    .collect();
                leaks.push(format!("{canary} in {name}: {around}"));
            }
        }
    }
    leaks
}

fn injected(outputs: &[(String, String)]) -> Vec<String> {
    let is_unsafe = |it: char| {
        (it.is_control() && it != '\n' && it != '\t')
            || matches!(it, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
    };
    let mut found = Vec::new();
    for (name, text) in outputs {
        let is_github = name.contains("github");
        for line in text.lines() {
            let start = line.trim_start();
            let is_command = start.starts_with("::")
                && !(is_github
                    && ["::error ", "::warning ", "::notice "]
                        .iter()
                        .any(|it| line.starts_with(it)));
            if line.contains(is_unsafe)
                || line.contains("##[")
                || line.contains("##vso[")
                || is_command
            {
                found.push(format!("{name}: {line:?}"));
            }
        }
    }
    found
}

#[test]
fn no_report_of_a_recording_tells_a_value_that_is_not_harmless() {
    let folder = tempfile::tempdir().unwrap();
    let outputs = outputs(folder.path(), &recording(&CANARIES));
    let leaks = leaks(&outputs, &CANARIES);
    assert!(
        leaks.is_empty(),
        "{} leaks\n{}",
        leaks.len(),
        leaks.join("\n")
    );
    let terminal = &outputs[0].1;
    assert!(
        terminal.contains("characters"),
        "shapes are told: {terminal}"
    );
}

#[test]
fn show_values_shows_them() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("x.har"), recording(&["unusual word"])).unwrap();
    let run = |arguments: &[&str]| {
        let output = memberspec(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(!run(&["check", "x.har"]).contains("unusual word"));
    assert!(run(&["check", "x.har", "--show-values"]).contains("unusual word"));
}

#[test]
fn no_output_is_driven_by_what_stands_in_a_recording() {
    let folder = tempfile::tempdir().unwrap();
    let outputs = outputs(folder.path(), &recording(&INJECTIONS));
    let found = injected(&outputs);
    assert!(found.is_empty(), "{}\n{}", found.len(), found.join("\n"));
    // Wherever a line breaks, the word after the break is no command.
    for length in (20..100).step_by(4) {
        let key = format!("{} ::set-output name=x::pwned", "a".repeat(length));
        let har = recording(&[&key]);
        fs::write(folder.path().join("y.har"), har).unwrap();
        let output = memberspec(&["check", "y.har", "--show-values"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        let found = injected(&[(key, String::from_utf8(output.stdout).unwrap())]);
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

#[test]
fn no_error_is_driven_by_what_it_quotes() {
    let folder = tempfile::tempdir().unwrap();
    let mut outputs = Vec::new();
    for (at, text) in INJECTIONS.iter().enumerate() {
        let quoted = text.replace('\u{1b}', "\\e").replace('\n', "\\n");
        let path = format!("{at}.yaml");
        fs::write(folder.path().join(&path), format!("openapi: 3.1.0\ninfo: {{title: \"{quoted}\", version: \"1\"}}\npaths:\n  /a:\n    get:\n      operationId: \"{quoted}\"\n      responses:\n        \"200\":\n          description: \"{quoted}\"\n          content:\n            application/json:\n              schema: {{$ref: \"{quoted}\"}}\n")).unwrap();
        let toml = Value::from(*text).to_string();
        fs::write(
            folder.path().join("bad.toml"),
            format!("[check]\nauth = {toml}\n[site.{toml}]\nurl = {toml}\n"),
        )
        .unwrap();
        let broken = text.replace(['\n', '\u{1b}'], " ");
        fs::write(
            folder.path().join("ledger.jsonl"),
            format!("{{\"event\": {toml}}}\n"),
        )
        .unwrap();
        let file = format!("{broken}.har");
        let calls: Vec<Vec<&str>> = vec![
            vec!["diff", &path, &path],
            vec!["check", "--document", &path],
            vec!["check", "--config", "bad.toml"],
            vec!["check", text],
            vec!["check", &file],
            vec!["check", "--only", text],
            vec!["check", "--api", text],
            vec!["explain", text],
            vec!["cleanup", "ledger.jsonl"],
            vec!["cleanup", &file],
            vec![text],
            vec!["diff", "--level", text, &path, &path],
            vec!["listen", "--port", text],
        ];
        for call in calls {
            let output = memberspec(&call)
                .current_dir(folder.path())
                .output()
                .unwrap();
            for bytes in [output.stdout, output.stderr] {
                outputs.push((call.join(" "), String::from_utf8(bytes).unwrap()));
            }
        }
    }
    let found = injected(&outputs);
    assert!(found.is_empty(), "{}\n{}", found.len(), found.join("\n"));
}

/// A front to the reference site that adds to every answer what must not be told.
fn front(upstream: &str, added: Vec<String>) -> String {
    let to = upstream
        .trim_start_matches("http://")
        .trim_end_matches('/')
        .to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    thread::spawn(move || {
        for (number, stream) in listener.incoming().take(600).enumerate() {
            let (to, text) = (to.clone(), added[number % added.len()].clone());
            thread::spawn(move || pass(stream.ok()?, &to, &text));
        }
    });
    url
}

fn pass(mut client: TcpStream, to: &str, text: &str) -> Option<()> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && head.len() < 32_768 {
        client.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).ok()?;
    let length = head.lines().find_map(|line| {
        line.to_ascii_lowercase()
            .strip_prefix("content-length: ")
            .and_then(|it| it.trim().parse().ok())
    });
    let mut body = vec![0; length.unwrap_or(0)];
    client.read_exact(&mut body).ok()?;
    let mut site = TcpStream::connect(to).ok()?;
    let lines = head
        .trim_end()
        .lines()
        .filter(|line| !line.to_ascii_lowercase().starts_with("connection:"));
    let lines: Vec<&str> = lines.collect();
    write!(site, "{}\r\nConnection: close\r\n\r\n", lines.join("\r\n")).ok()?;
    site.write_all(&body).ok()?;
    let mut answer = Vec::new();
    site.read_to_end(&mut answer).ok()?;
    let at = answer.windows(4).position(|it| it == b"\r\n\r\n")?;
    let (answered, rest) = answer.split_at(at + 4);
    let answered = String::from_utf8(answered.to_vec()).ok()?;
    let mut told: Value = serde_json::from_slice(rest).unwrap_or_default();
    let rows = match &mut told {
        Value::Array(rows) => rows.iter_mut().take(1).collect(),
        one => vec![one],
    };
    for row in rows.into_iter().filter_map(Value::as_object_mut) {
        row.insert("undeclared".into(), json!({ "deep": [text], text: text }));
        row.insert(text.into(), json!(text));
        if let Some(message) = row.get_mut("message") {
            *message = json!(text);
        }
        if let Some(name) = row.get_mut("name").or(None) {
            *name = json!(text);
        }
    }
    let body = if rest.is_empty() {
        Vec::new()
    } else {
        told.to_string().into_bytes()
    };
    let plain: String = text
        .chars()
        .filter(|it| it.is_ascii() && !it.is_control())
        .collect();
    let lines = answered.trim_end().lines().filter(|line| {
        let lower = line.to_ascii_lowercase();
        !lower.starts_with("content-length:")
            && !lower.starts_with("connection:")
            && !lower.starts_with("transfer-encoding:")
    });
    let lines: Vec<&str> = lines.collect();
    write!(
        client,
        "{}\r\nContent-Length: {}\r\nConnection: close\r\nX-Extra: {plain}\r\n\r\n",
        lines.join("\r\n"),
        body.len()
    )
    .ok()?;
    client.write_all(&body).ok()
}

#[test]
fn no_output_of_a_live_run_holds_what_a_site_adds() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::start(&[]);
    let secrets: [String; 11] = [
        SECRET.to_owned(),
        SECRET.to_uppercase(),
        SECRET.chars().rev().collect(),
        SECRET.bytes().map(|byte| format!("%{byte:02x}")).collect(),
        SECRET.bytes().map(|byte| format!("{byte:02x}")).collect(),
        SECRET.bytes().map(|byte| format!("&#{byte};")).collect(),
        format!("'{}...'", &KEY[..15]),
        format!("x{KEY}y"),
        format!("#0 auth('{}...', 'cs_...')", &KEYS.0[..15]),
        KEYS.1.to_owned(),
        KEY.chars().flat_map(|it| [it, '\u{200b}']).collect(),
    ];
    let mut added: Vec<String> = secrets.to_vec();
    added.extend(CANARIES.iter().map(|text| (*text).to_owned()));
    added.extend(INJECTIONS.iter().map(|text| (*text).to_owned()));
    let url = front(&site.url, added);
    let har = folder.path().join("run.har");
    let document = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi.yaml");
    let mut outputs = Vec::new();
    let calls: Vec<Vec<&str>> = vec![
        vec![
            "check",
            "-v",
            "-v",
            "--record",
            "run.har",
            "--customer",
            "annegret.zimmermann@shop-mail.example",
            "--report",
            "json=r.json",
            "--report",
            "junit=r.xml",
            "--report",
            "github=github.txt",
        ],
        vec![
            "check",
            "--write",
            "--yes-write-to",
            "127.0.0.1",
            "--ledger",
            "ledger.jsonl",
            "--record",
            "run.har",
            "-v",
            "-v",
        ],
        vec!["cleanup", "ledger.jsonl", "--yes-write-to", "127.0.0.1"],
        vec!["learn"],
        vec!["learn", "--out", "overlay.yaml"],
        vec!["learn", "--compare"],
        vec!["diff", document, "--learned", "learned.json"],
    ];
    for call in calls {
        for keys in [(KEY, SECRET), KEYS] {
            let is_cleanup = call[0] == "cleanup";
            if is_cleanup && keys != KEYS {
                continue;
            }
            let output = memberspec(&call)
                .args((!is_cleanup).then_some(&url))
                .current_dir(folder.path())
                .env("MEMBERSPEC_KEY", keys.0)
                .env("MEMBERSPEC_SECRET", keys.1)
                .output()
                .unwrap();
            let name = call.join(" ");
            outputs.push((
                format!("{name}: out"),
                String::from_utf8(output.stdout).unwrap(),
            ));
            outputs.push((
                format!("{name}: err"),
                String::from_utf8(output.stderr).unwrap(),
            ));
            for file in [
                "run.har",
                "r.json",
                "r.xml",
                "github.txt",
                "ledger.jsonl",
                "overlay.yaml",
                "learned.json",
            ] {
                let text = fs::read_to_string(folder.path().join(file)).unwrap_or_default();
                outputs.push((format!("{name}: {file}"), text));
            }
        }
    }
    assert!(
        fs::metadata(&har).unwrap().len() > 20_000,
        "the run was judged"
    );
    let mut leaks = leaks(&outputs, &CANARIES);
    leaks.extend(self::leaks(&outputs, &[KEYS.0, KEYS.1, KEY, SECRET]));
    assert!(
        outputs
            .iter()
            .any(|(name, text)| name.ends_with("ledger.jsonl") && text.len() > 200),
        "a run wrote its ledger"
    );
    leaks.extend(injected(
        &outputs
            .iter()
            .filter(|(name, _)| !name.ends_with(".har"))
            .cloned()
            .collect::<Vec<_>>(),
    ));
    assert!(leaks.is_empty(), "{}\n{}", leaks.len(), leaks.join("\n"));
}

#[test]
fn no_output_of_a_receiver_holds_what_a_delivery_says() {
    let mut outputs = Vec::new();
    for report in ["terminal=-", "json=-", "junit=-", "github=-"] {
        let texts = CANARIES.iter().chain(&INJECTIONS);
        let count = texts.clone().count().to_string();
        let (process, address) = crate::listen::listen_with(&count, &["--report", report]);
        for text in texts {
            let body = member(7, text).to_string();
            let head: String = text.chars().filter(|it| !it.is_control()).collect();
            let mut stream = TcpStream::connect(&address).unwrap();
            write!(
                stream,
                "POST /{} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
                 Content-Type: application/json\r\nX-WC-Webhook-Source: https://shop.example/\r\n\
                 X-WC-Webhook-Topic: {head}\r\nX-WC-Webhook-Resource: {head}\r\n\
                 X-WC-Webhook-Event: {head}\r\nX-WC-Webhook-Signature: {head}\r\n\
                 X-WC-Webhook-ID: {head}\r\nX-Other: {head}\r\nContent-Length: {}\r\n\r\n{body}",
                head.replace([' ', '#'], "+"),
                body.len()
            )
            .unwrap();
            let _answer = stream.read_to_end(&mut Vec::new());
        }
        let ended = process.wait_with_output().unwrap();
        for bytes in [ended.stdout, ended.stderr] {
            outputs.push((
                format!("listen {report}"),
                String::from_utf8(bytes).unwrap(),
            ));
        }
    }
    assert!(outputs[0].1.contains("webhook"), "{}", outputs[0].1);
    let mut leaks = leaks(&outputs, &CANARIES);
    leaks.extend(injected(&outputs));
    assert!(leaks.is_empty(), "{}\n{}", leaks.len(), leaks.join("\n"));
}
