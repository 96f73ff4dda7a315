//! `memberspec proxy`, between real clients and sites on loopback.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::binary;

const ROUTE: &str = "/wp-json/wc/v3/memberships";

/// A proxy in a process of its own.
struct Proxy {
    process: Child,
    address: String,
    report: tempfile::NamedTempFile,
}

/// What it wrote in the end.
struct Ended {
    code: i32,
    output: String,
    report: Value,
}

impl Proxy {
    fn start(site: &str, more: &[&str]) -> Self {
        let report = tempfile::NamedTempFile::new().unwrap();
        let json = format!("json={}", report.path().display());
        let mut process = binary::memberspec(&["proxy", site, "--port", "0", "--report", &json])
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut lines = BufReader::new(process.stderr.take().unwrap());
        lines.read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).unwrap();
        let address = address.split('/').next().unwrap().to_owned();
        // What nobody reads would hold the proxy up.
        thread::spawn(move || lines.read_to_string(&mut String::new()));
        Self {
            process,
            address,
            report,
        }
    }

    /// Sends a request and leaves the rest to whoever asked.
    fn send(&self, line: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let host = &self.address;
        write!(
            stream,
            "{line}\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        stream
    }

    /// Sends a request as it stands, with the `Host` of the proxy, and reads until the end.
    fn ask(&self, head: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let (line, fields) = head.split_once("\r\n").unwrap_or((head, ""));
        let fields = match fields {
            "" => String::new(),
            fields => format!("{fields}\r\n"),
        };
        let host = &self.address;
        let text = format!("{line}\r\nHost: {host}\r\nConnection: close\r\n{fields}\r\n{body}");
        stream.write_all(text.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn stop(self, signal: &str) -> Ended {
        let id = self.process.id().to_string();
        let told = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(told.success());
        let ended = self.process.wait_with_output().unwrap();
        Ended {
            code: ended.status.code().unwrap(),
            output: String::from_utf8(ended.stdout).unwrap(),
            report: serde_json::from_slice(&fs::read(self.report.path()).unwrap()).unwrap(),
        }
    }
}

impl Ended {
    fn checks(&self) -> Vec<&str> {
        let findings = self.report["findings"].as_array().unwrap();
        let counting = findings.iter().filter(|it| it["counts"] == true);
        counting.map(|it| it["check"].as_str().unwrap()).collect()
    }

    fn incomplete(&self) -> Vec<&str> {
        let reasons = self.report["incomplete"].as_array().unwrap();
        reasons
            .iter()
            .map(|it| it["id"].as_str().unwrap())
            .collect()
    }

    fn skipped(&self) -> String {
        self.report["skipped"].to_string()
    }
}

/// A site that answers each request with the next of these texts, hands on what it was sent, and keeps
/// its connections open.
fn stub(answers: &[&str]) -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, seen) = mpsc::channel();
    let answers: Vec<String> = answers.iter().map(|it| (*it).to_owned()).collect();
    thread::spawn(move || {
        let mut open = Vec::new();
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut text = String::new();
            while !text.ends_with("\r\n\r\n") {
                reader.read_line(&mut text).unwrap();
            }
            let length = text.lines().find_map(|it| {
                let (name, value) = it.split_once(": ")?;
                name.eq_ignore_ascii_case("content-length")
                    .then(|| value.parse().unwrap())
            });
            let mut body = vec![0; length.unwrap_or(0)];
            reader.read_exact(&mut body).unwrap();
            text.push_str(&String::from_utf8(body).unwrap());
            sender.send(text).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
            open.push(stream);
        }
        thread::sleep(Duration::from_secs(60));
    });
    (format!("http://{address}"), seen)
}

fn answer(status: &str, fields: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json; charset=UTF-8\r\n{fields}\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

/// The reference site, and how to sign for it.
struct Site {
    process: Child,
    url: String,
    basic: String,
}

impl Drop for Site {
    fn drop(&mut self) {
        let _gone = self.process.kill();
        let _gone = self.process.wait();
    }
}

fn site(more: &[&str]) -> Site {
    let mut process = binary::memberspec(&["serve", "--port", "0", "--dev"])
        .args(more)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let mut next = || lines.next().unwrap().unwrap();
    let url = next().strip_prefix("Reference site: ").unwrap().to_owned();
    let url = url.trim_end_matches('/').to_owned();
    let keys = loop {
        let line = next();
        if let Some(keys) = line.trim().strip_prefix("read and write") {
            break keys.trim().replace(' ', ":");
        }
    };
    thread::spawn(move || lines.for_each(drop));
    let basic = {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(keys)
    };
    Site {
        process,
        url,
        basic: format!("Authorization: Basic {basic}"),
    }
}

#[test]
fn a_write_is_forwarded_as_it_was_sent_and_so_is_the_answer() {
    let created = "{\"id\": 7,  \"odd\":\"spacing \u{e9}\"}";
    let moved = "HTTP/1.1 302 Found\r\nLocation: http://elsewhere.example/x\r\n\
                 Content-Length: 0\r\nConnection: close\r\n\r\n";
    let created_by = answer(
        "201 Created",
        "X-Odd: a\"b\r\nLink: <http://s.example/>\r\n",
        created,
    );
    let (site, seen) = stub(&[&created_by, moved]);
    let proxy = Proxy::start(&site, &[]);
    let body = "{\"plan_id\" : 3,\n\t\"customer_id\": 4, \"x\":\"\u{fc}\"}";
    let target = format!("{ROUTE}/members?a[]=1&b=%2F+%20&c=");
    let length = body.len();
    let got = proxy.ask(
        &format!(
            "POST {target} HTTP/1.1\r\nContent-Type: application/json\r\nX-Mine: 1\r\n\
             Keep-Alive: timeout=5\r\nAuthorization: Basic eDp5\r\nContent-Length: {length}"
        ),
        body,
    );
    let (head, sent) = got.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 201 Created\r\n"), "{head}");
    assert_eq!(sent, created);
    assert!(
        head.contains("x-odd: a\"b\r\nlink: <http://s.example/>"),
        "{head}"
    );
    assert!(!head.contains("date:"), "{head}");

    let arrived = seen.recv().unwrap();
    let (head, sent) = arrived.split_once("\r\n\r\n").unwrap();
    assert!(
        head.starts_with(&format!("POST {target} HTTP/1.1\r\n")),
        "{head}"
    );
    assert_eq!(sent, body);
    let host = site.strip_prefix("http://").unwrap();
    for field in [
        &format!("host: {host}"),
        "authorization: Basic eDp5",
        "x-mine: 1",
        "via: 1.1 memberspec-",
    ] {
        assert!(head.contains(field), "{field} in {head}");
    }
    assert!(!head.contains("keep-alive"), "{head}");

    // A redirect is the client's to follow.
    let got = proxy.ask(&format!("DELETE {ROUTE}/members/7 HTTP/1.1"), "");
    assert!(
        got.contains("location: http://elsewhere.example/x"),
        "{got}"
    );
    assert!(seen.recv().unwrap().starts_with("DELETE "));
    let ended = proxy.stop("-TERM");
    assert_eq!(ended.report["subject"]["kind"], "proxy");
    assert_eq!(ended.report["exchanges"], 2);
}

#[test]
fn calls_are_judged_recorded_without_secrets_and_judged_the_same_again() {
    let folder = tempfile::tempdir().unwrap();
    for (fault, code, check) in [
        (&[][..], 0, None),
        (&["--fault", "totals-lost"], 1, Some("x")),
    ] {
        let site = site(fault);
        let record = folder.path().join("calls.har");
        let record = record.to_str().unwrap();
        let proxy = Proxy::start(&site.url, &["--record", record]);
        let basic = &site.basic;
        for target in [
            "/members?per_page=3",
            "/members?per_page=3&page=2",
            "/plans",
        ] {
            let got = proxy.ask(&format!("GET {ROUTE}{target} HTTP/1.1\r\n{basic}"), "");
            assert!(got.starts_with("HTTP/1.1 200"), "{got}");
        }
        let ended = proxy.stop("-INT");
        assert_eq!(ended.code, code, "{}", ended.output);
        assert_eq!(
            check.is_some(),
            !ended.checks().is_empty(),
            "{}",
            ended.output
        );
        assert_eq!(ended.report["exchanges"], 3);
        let notes = ended.report["notes"].to_string();
        let used = "GET /wc/v3/memberships/members: 2 calls, with page, per_page";
        assert!(notes.contains(used), "{notes}");
        assert!(
            ended.output.contains("Known departures"),
            "{}",
            ended.output
        );
        let recorded = fs::read_to_string(record).unwrap();
        let secret = basic.rsplit(' ').next().unwrap();
        assert!(!recorded.contains(secret) && !ended.output.contains("ck_"));
        assert!(recorded.contains("Basic <redacted>"), "{recorded}");
        let (again, output, _) = binary::run(&["check", record, "--report", "json"]);
        let report: Value = serde_json::from_str(&output).unwrap();
        assert_eq!(again, code, "{output}");
        let prints = |report: &Value| -> Vec<String> {
            let findings = report["findings"].as_array().unwrap();
            findings
                .iter()
                .map(|it| it["fingerprint"].to_string())
                .collect()
        };
        assert_eq!(prints(&report), prints(&ended.report));
    }
}

#[test]
fn requests_are_judged_too_and_remarks_do_not_fail_the_run() {
    let site = site(&[]);
    let proxy = Proxy::start(&site.url, &[]);
    let json = format!("{}\r\nContent-Type: application/json", site.basic);
    let write = |target: &str, body: &str| {
        let length = body.len();
        let head = format!("PUT {ROUTE}{target} HTTP/1.1\r\n{json}\r\nContent-Length: {length}");
        proxy.ask(&head, body)
    };
    let list = proxy.ask(
        &format!("GET {ROUTE}/members?plan_id=1 HTTP/1.1\r\n{json}"),
        "",
    );
    let rows: Value = serde_json::from_str(list.split_once("\r\n\r\n").unwrap().1).unwrap();
    let id = &rows[0]["id"];
    write(
        &format!("/members/{id}"),
        "{\"end_date\": \"2030-01-01T00:00:00\", \"view_url\": \"x\"}",
    );
    write(&format!("/members/{id}"), "{\"status\": \"no-such\"}");
    let ended = proxy.stop("-TERM");
    assert_eq!(ended.code, 0, "{}", ended.output);
    let findings = ended.report["findings"].as_array().unwrap();
    let mut told: Vec<String> = findings.iter().map(|it| it["cause"].to_string()).collect();
    told.sort();
    let expected = [
        "local-date",
        "misspelled-parameter",
        "read-only",
        "rejected-parameter",
    ];
    assert_eq!(
        told,
        expected.map(|it| format!("{it:?}")),
        "{}",
        ended.output
    );
}

#[test]
fn the_release_is_found_from_the_calls_themselves() {
    let site = site(&["--api-release", "1.13"]);
    let proxy = Proxy::start(&site.url, &[]);
    let head = format!("GET {ROUTE}/members HTTP/1.1\r\n{}", site.basic);
    for _ in 0..2 {
        assert!(proxy.ask(&head, "").starts_with("HTTP/1.1 200"));
    }
    let ended = proxy.stop("-TERM");
    assert_eq!(ended.code, 0, "{}", ended.output);
    let release = ended.report["release"]["judged_by"].as_str().unwrap();
    assert!(release.starts_with("1.1"), "{release}");
}

#[test]
fn a_client_that_hangs_up_ends_its_own_call_alone() {
    let half = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[1";
    let (site, seen) = stub(&[half, "HTTP/1.1 204 No Content\r\n\r\n"]);
    let proxy = Proxy::start(&site, &[]);
    let mut stream = proxy.send(&format!("GET {ROUTE}/members HTTP/1.1"));
    seen.recv_timeout(Duration::from_secs(9)).unwrap();
    // What it has not read makes it clear that it is gone.
    stream.read_exact(&mut [0; 9]).unwrap();
    drop(stream);
    let got = proxy.ask(&format!("GET {ROUTE}/members HTTP/1.1"), "");
    assert!(got.starts_with("HTTP/1.1 204"), "{got}");
    let ended = proxy.stop("-TERM");
    assert_eq!(ended.report["exchanges"], 1, "{}", ended.output);
    let skipped = &ended.report["skipped"][0];
    assert_eq!(skipped["exchanges"], 1, "{}", ended.skipped());
    assert!(skipped.to_string().contains("hung up"), "{skipped}");
}

#[test]
fn the_silence_of_a_site_is_told_as_its_own_although_the_client_gives_up_first() {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("calls.har");
    let wrong = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\n[]";
    let (site, seen) = stub(&["", wrong]);
    let record_to = record.to_str().unwrap();
    let proxy = Proxy::start(&site, &["--timeout", "1", "--record", record_to]);
    // Nine tenths of the time are long.
    let stream = proxy.send(&format!("GET {ROUTE}/plans HTTP/1.1"));
    seen.recv_timeout(Duration::from_secs(9)).unwrap();
    drop(stream);
    thread::sleep(Duration::from_millis(1200));
    let got = proxy.ask(&format!("GET {ROUTE}/members HTTP/1.1"), "");
    assert!(got.starts_with("HTTP/1.1 200"), "{got}");
    let ended = proxy.stop("-TERM");
    let findings = ended.report["findings"].as_array().unwrap();
    let number = |check: &str| {
        let found = findings.iter().find(|it| it["check"] == check);
        found.map(|it| it["example"]["exchange"].as_u64().unwrap())
    };
    assert_eq!(number("answered"), Some(1), "{}", ended.output);
    assert!(
        ended.output.contains("nothing for 0.9 s"),
        "{}",
        ended.output
    );
    // The numbers are those of the recording, which has the call without an answer too.
    assert_eq!(number("content-type"), Some(2), "{}", ended.output);
    let recorded: Value = serde_json::from_str(&fs::read_to_string(&record).unwrap()).unwrap();
    let status = |at: usize| &recorded["log"]["entries"][at]["response"]["status"];
    assert_eq!((status(0), status(1)), (&0.into(), &200.into()));
    let (_, output, _) = binary::run(&["check", record_to, "--report", "json"]);
    let report: Value = serde_json::from_str(&output).unwrap();
    assert_eq!(report["findings"][0]["example"]["exchange"], 2, "{output}");
}

#[test]
fn a_client_that_closes_its_half_gets_its_answer() {
    let (site, _seen) = stub(&[&answer("200 OK", "", "[]")]);
    let proxy = Proxy::start(&site, &[]);
    let mut stream = proxy.send(&format!("GET {ROUTE}/plans HTTP/1.1"));
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let mut got = String::new();
    stream.read_to_string(&mut got).unwrap();
    assert!(
        got.starts_with("HTTP/1.1 200") && got.ends_with("[]"),
        "{got}"
    );
    assert_eq!(proxy.stop("-TERM").report["exchanges"], 1);
}

#[test]
fn a_switch_to_another_protocol_is_not_forwarded() {
    let switch = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\
                  Upgrade: websocket\r\n\r\n";
    let (site, seen) = stub(&[switch]);
    let proxy = Proxy::start(&site, &[]);
    let fields = "Connection: Upgrade\r\nUpgrade: websocket";
    let got = proxy.ask(&format!("GET {ROUTE}/plans HTTP/1.1\r\n{fields}"), "");
    assert!(got.starts_with("HTTP/1.1 502"), "{got}");
    assert!(
        got.contains("memberspec_proxy_switching_protocols"),
        "{got}"
    );
    assert!(!seen.recv().unwrap().contains("websocket"));
    let ended = proxy.stop("-TERM");
    assert_eq!(ended.checks(), ["answered"], "{}", ended.output);
    assert_eq!(ended.report["findings"][0]["cause"], "switching-protocols");
}

#[test]
fn nobody_takes_credentials_out_of_what_passes() {
    let (site, _seen) = stub(&[&answer("200 OK", "", "[]")]);
    let proxy = Proxy::start(&site, &[]);
    proxy.ask(&format!("GET {ROUTE}/members HTTP/1.1"), "");
    let ended = proxy.stop("-TERM");
    assert!(!ended.output.contains("recorder"), "{}", ended.output);
    assert!(
        ended.checks().contains(&"authentication-required"),
        "{}",
        ended.output
    );
}

#[test]
fn a_site_that_falls_silent_within_a_body_is_cut_off_and_told() {
    let half = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n[1";
    let (site, _seen) = stub(&[half]);
    let proxy = Proxy::start(&site, &["--timeout", "1"]);
    let mut stream = TcpStream::connect(&proxy.address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let host = &proxy.address;
    write!(
        stream,
        "GET {ROUTE}/members/19 HTTP/1.1\r\nHost: {host}\r\nAuthorization: Basic eDp5\r\n\r\n"
    )
    .unwrap();
    let mut got = String::new();
    // Whether the connection is reset or closed is the system's choice.
    let _cut = stream.read_to_string(&mut got);
    assert!(got.ends_with("[1"), "{got}");
    let ended = proxy.stop("-TERM");
    assert_eq!(ended.code, 1, "{}", ended.output);
    assert_eq!(ended.checks(), ["json-body"], "{}", ended.output);
}

#[test]
fn a_site_that_is_down_is_told_as_an_error_of_wordpress() {
    let nobody = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let proxy = Proxy::start(&format!("http://{nobody}"), &["-q"]);
    let got = proxy.ask(
        &format!("GET {ROUTE}/members?consumer_secret=cs_s3cret HTTP/1.1"),
        "",
    );
    let (head, body) = got.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 502 Bad Gateway"), "{head}");
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["code"], "memberspec_proxy_no_response");
    assert_eq!(body["data"]["status"], 502);
    let message = body["message"].as_str().unwrap();
    assert!(
        message.contains("refused") && !message.contains("s3cret"),
        "{message}"
    );
    let ended = proxy.stop("-TERM");
    assert_eq!(
        (ended.code, ended.checks()),
        (1, vec!["answered"]),
        "{}",
        ended.output
    );
    assert_eq!(ended.incomplete(), ["site-unreachable"]);
}

#[test]
fn bodies_beyond_the_limit_pass_whole_and_are_told_as_not_judged() {
    let large = format!("[\"{}\"]", "x".repeat(300_000));
    let reply = answer("200 OK", "", &large);
    let (site, seen) = stub(&[&reply]);
    let proxy = Proxy::start(&site, &["--max-body", "1000"]);
    let length = large.len();
    let got = proxy.ask(
        &format!("POST {ROUTE}/members/batch HTTP/1.1\r\nContent-Length: {length}"),
        &large,
    );
    assert!(got.ends_with(&large) && seen.recv().unwrap().ends_with(&large));
    let ended = proxy.stop("-TERM");
    assert_eq!(ended.incomplete(), ["bodies-missing"], "{}", ended.output);
    let notes = ended.report["notes"].to_string();
    assert!(
        notes.contains("1 request had a body that is larger"),
        "{notes}"
    );
}

#[test]
fn a_signature_that_cannot_hold_is_explained_and_not_sent() {
    let (site, seen) = stub(&[&answer("200 OK", "", "[]")]);
    let proxy = Proxy::start(&site, &[]);
    let signed = "oauth_consumer_key=ck_1&oauth_signature=abc";
    let got = proxy.ask(&format!("GET {ROUTE}/members?{signed} HTTP/1.1"), "");
    assert!(got.starts_with("HTTP/1.1 400") && got.contains("memberspec_proxy_oauth_signature"));
    let field = "Authorization: OAuth oauth_consumer_key=\"ck_1\"";
    let got = proxy.ask(&format!("GET {ROUTE}/members HTTP/1.1\r\n{field}"), "");
    assert!(got.contains("covers its URL"), "{got}");
    assert!(seen.try_recv().is_err());
    // To a client that has it as its http proxy, the address is the site's own.
    let got = proxy.ask(&format!("GET {site}{ROUTE}/members?{signed} HTTP/1.1"), "");
    assert!(got.starts_with("HTTP/1.1 200") && seen.recv().unwrap().contains(signed));
    let ended = proxy.stop("-TERM");
    assert_eq!(ended.incomplete(), ["requests-not-forwarded"]);
    assert!(
        ended.skipped().contains("signed by OAuth 1.0a"),
        "{}",
        ended.skipped()
    );
}

#[test]
fn another_host_a_tunnel_and_a_loop_are_refused() {
    let (site, seen) = stub(&[]);
    let proxy = Proxy::start(&site, &[]);
    let port = proxy.address.rsplit(':').next().unwrap();
    let mut stream = TcpStream::connect(&proxy.address).unwrap();
    write!(
        stream,
        "GET {ROUTE} HTTP/1.1\r\nHost: evil.example:{port}\r\n\r\n"
    )
    .unwrap();
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).unwrap();
    assert!(line.starts_with("HTTP/1.1 421"), "{line}");
    for (head, status) in [
        ("GET http://evil.example/x HTTP/1.1".to_owned(), "421"),
        ("CONNECT shop.example:443 HTTP/1.1".to_owned(), "405"),
        (
            format!("GET /x HTTP/1.1\r\nVia: 1.1 memberspec-{port}"),
            "508",
        ),
        ("GET /a/../b HTTP/1.1".to_owned(), "400"),
    ] {
        let got = proxy.ask(&head, "");
        assert!(
            got.starts_with(&format!("HTTP/1.1 {status}")),
            "{head}: {got}"
        );
    }
    assert!(seen.try_recv().is_err());
    let ended = proxy.stop("-TERM");
    assert_eq!(ended.code, 2, "{}", ended.output);
}
