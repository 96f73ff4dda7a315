//! The same at a live site, behind a front that adds them to every answer.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use serde_json::{Value, json};

use super::material::{CANARIES, INJECTIONS, KEY, KEYS, SECRET, injected, leaks, printed};
use crate::binary::memberspec;
use crate::laws::Site;

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
            outputs.extend(printed(&name, output));
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
    // Not the last one: on a busy machine a write run may stop early, because the site got slow.
    let recorded = |(name, text): &(String, String)| name.ends_with(".har") && text.len() > 20_000;
    assert!(outputs.iter().any(recorded), "a run was judged");
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
