//! What must not be told, what must not drive anything, and where both are put and looked for.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};

use crate::binary::memberspec;

/// Values that must not be told: names, telephones, IBANs, addresses, cards, tokens.
pub(super) const CANARIES: [&str; 45] = [
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

pub(super) const KEY: &str = "ck_5f0e1d2c3b4a59687786950413223140fedcba98";
pub(super) const SECRET: &str = "cs_0a1b2c3d4e5f60718293a4b5c6d7e8f901234567";

/// What the reference site takes for reading and writing.
pub(super) const KEYS: (&str, &str) = ("ck_reference_read_write", "cs_reference_read_write");

/// Control and format characters, and commands to a CI runner.
pub(super) const INJECTIONS: [&str; 10] = [
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

pub(super) fn member(id: u64, text: &str) -> Value {
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
pub(super) fn recording(texts: &[&str]) -> String {
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

/// What a command printed, by the name of the call.
pub(super) fn printed(name: &str, output: Output) -> [(String, String); 2] {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    [
        (format!("{name}: out"), text(output.stdout)),
        (format!("{name}: err"), text(output.stderr)),
    ]
}

/// Everything that the commands print and write that read a recording.
pub(super) fn outputs(folder: &Path, har: &str) -> Vec<(String, String)> {
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
        outputs.extend(printed(&name, output));
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

pub(super) fn leaks(outputs: &[(String, String)], canaries: &[&str]) -> Vec<String> {
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

pub(super) fn injected(outputs: &[(String, String)]) -> Vec<String> {
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
