//! Sites and files that do not behave: a clear message, the right exit code, nothing lost.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::thread;

use memberspec::site as serve;

use crate::binary::{memberspec, run};

/// A server on loopback that gives every request the same raw answer, and keeps request lines.
struct Server {
    address: String,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let lines = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&lines);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let Some(line) = request_line(&stream) else {
                    continue;
                };
                let answer = answer(&line);
                kept.lock().unwrap().push(line);
                let mut stream = stream;
                // The client may have gone before it has read all.
                let _gone = stream.write_all(&answer);
            }
        });
        Self { address, lines }
    }

    fn same(head: &str, body: &str) -> Self {
        let answer = format!(
            "HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        Self::start(move |_| answer.clone().into_bytes())
    }

    fn check(&self) -> (i32, String, String) {
        run(&[
            "check",
            &format!("http://{}", self.address),
            "--timeout",
            "3",
        ])
    }
}

fn request_line(stream: &TcpStream) -> Option<String> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let mut line = String::new();
    while reader.read_line(&mut line).ok()? > 2 {
        line.clear();
    }
    Some(first.trim_end().to_owned())
}

#[test]
fn what_is_no_memberships_site_is_told_apart_and_explained() {
    let index = |namespaces: &str| {
        format!("{{\"name\":\"Shop\",\"namespaces\":[{namespaces}],\"routes\":{{}}}}")
    };
    let json = "200 OK\r\nContent-Type: application/json";
    for (head, body, complaint) in [
        (
            "200 OK\r\nContent-Type: text/html",
            "<html>Hello</html>".to_owned(),
            "without a link to a WordPress REST API",
        ),
        (
            "503 Service Unavailable\r\nContent-Type: text/html",
            "<html>Back soon</html>".to_owned(),
            "in maintenance",
        ),
        (json, index("\"wp/v2\""), "WordPress without WooCommerce"),
        (json, index("\"wp/v2\",\"wc/v3\""), "no memberships API"),
        ("403 Forbidden", String::new(), "blocks the REST API"),
    ] {
        let (code, out, err) = Server::same(head, &body).check();
        assert!(
            code == 2 && out.contains("INCOMPLETE  "),
            "{head}: {out}{err}"
        );
        assert!(err.contains(complaint), "{head}: {err}");
    }
}

#[test]
fn a_redirect_to_another_host_and_one_in_a_circle_end_the_run() {
    let elsewhere = Server::same("302 Found\r\nLocation: http://other.example/wp-json/", "");
    let (code, _, err) = elsewhere.check();
    assert_eq!(code, 2);
    assert!(err.contains("other.example"), "{err}");
    let circle = Server::start(|line| {
        let path = line.split(' ').nth(1).unwrap_or("/");
        let to = if path.ends_with('/') {
            path.trim_end_matches('/').to_owned()
        } else {
            format!("{path}/")
        };
        format!(
            "HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
        .into_bytes()
    });
    let (code, _, err) = circle.check();
    assert_eq!(code, 2);
    assert!(err.contains("in a loop"), "{err}");
}

#[test]
fn an_index_that_breaks_off_is_said_to_be_cut() {
    let server = Server::start(|_| {
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{\"name\":"
            .to_vec()
    });
    let (code, out, err) = server.check();
    assert!(code == 2 && out.contains("INCOMPLETE  "), "{out}{err}");
    assert!(err.contains("is incomplete"), "{err}");
}

#[test]
fn a_dead_host_and_a_site_that_keeps_silent_are_named() {
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let (code, _, err) = run(&["check", &format!("http://{free}")]);
    assert_eq!(code, 2);
    assert!(err.contains("refused the connection"), "{err}");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (code, _, err) = run(&["check", &format!("http://{address}"), "--timeout", "0.3"]);
    assert_eq!(code, 2);
    assert!(err.contains("within 0.3 s"), "{err}");
}

#[test]
fn a_whole_run_sends_nothing_but_reads_and_stays_in_its_budget() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let site = runtime
        .block_on(serve::start(serve::Options::default()))
        .unwrap();
    let key = &site.keys.read_write;
    let (consumer_key, consumer_secret) = (key.consumer_key.clone(), key.consumer_secret.clone());
    let check = |extra: &[&str]| {
        let mut command = memberspec(&["check", site.url.as_str()]);
        command.args(extra);
        command.env("MEMBERSPEC_KEY", consumer_key.as_str());
        command.env("MEMBERSPEC_SECRET", consumer_secret.as_str());
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (
            output.status.code().unwrap(),
            text(output.stdout),
            text(output.stderr),
        )
    };
    let (code, out, err) = check(&[]);
    assert_eq!(code, 0, "{out}{err}");
    let requests = site.requests();
    let methods: Vec<&str> = requests.keys().map(String::as_str).collect();
    assert_eq!(methods, ["GET", "HEAD", "OPTIONS"]);
    let total: u64 = requests.values().sum();
    assert!((60..=85).contains(&total), "{requests:?}");
    assert!(!out.contains("cs_") && !err.contains("cs_"), "{out}{err}");

    let (code, out, _) = check(&["--max-requests", "20"]);
    assert_eq!(code, 2, "{out}");
    assert!(out.contains("the request budget of 20 is used up"), "{out}");
    let after: u64 = site.requests().values().sum();
    assert!(after - total <= 20, "{} requests", after - total);
    runtime.block_on(site.stop());
}

#[test]
fn a_recording_that_was_cut_off_is_judged_as_far_as_it_goes() {
    let whole = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/example.har")).unwrap();
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let path = folder.path().join("cut.har");
    // Within the last entry: the first one is whole and has a finding.
    fs::write(&path, &whole[..whole.len() - 40]).unwrap();
    let (code, out, err) = run(&["check", path.to_str().unwrap()]);
    assert_eq!(code, 1, "{out}{err}");
    assert!(out.contains("cut.har"), "{out}");
    assert!(
        out.contains("incomplete     the recording is truncated"),
        "{out}"
    );
    fs::write(&path, b"not a recording").unwrap();
    let (code, out, err) = run(&["check", path.to_str().unwrap()]);
    assert!(
        code == 2 && out.contains("INCOMPLETE  cut.har"),
        "{out}{err}"
    );
}

#[test]
fn odd_bodies_in_a_recording_are_findings_and_nothing_panics() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let path = folder.path().join("odd.har");
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    for (body, encoding, complaint) in [
        (deep.as_str(), None, "nesting deeper than 127 levels"),
        ("/////w==", Some("base64"), "bytes that are not UTF-8"),
        (
            "<b>Warning</b>: x in y on line 3\n[]",
            None,
            "a PHP message before the JSON",
        ),
        ("[{\"id\":1},", None, "broken JSON"),
    ] {
        let mut content =
            serde_json::json!({ "size": 1, "mimeType": "application/json", "text": body });
        if let Some(encoding) = encoding {
            content["encoding"] = encoding.into();
        }
        let har = serde_json::json!({ "log": { "version": "1.2", "creator": { "name": "t", "version": "1" },
            "entries": [{ "startedDateTime": "2026-01-01T00:00:00Z", "time": 1, "cache": {}, "timings": {},
                "request": { "method": "GET", "url": "https://shop.example/wp-json/wc/v3/memberships/members",
                    "httpVersion": "HTTP/1.1", "headers": [], "queryString": [], "cookies": [] },
                "response": { "status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1",
                    "headers": [{ "name": "Content-Type", "value": "application/json" }],
                    "cookies": [], "content": content, "redirectURL": "" } }] } });
        fs::write(&path, har.to_string()).unwrap();
        let (code, out, err) = run(&["check", path.to_str().unwrap()]);
        assert_eq!(code, 1, "{complaint}: {out}{err}");
        assert!(out.contains(complaint), "{complaint}: {out}");
    }
}

#[test]
fn numbers_beyond_all_counting_do_not_panic() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let path = folder.path().join("numbers.har");
    let numbers = [
        "0",
        "1",
        "-1",
        "9223372036854775807",
        "18446744073709551615",
        "99e99",
    ];
    let mut entries = Vec::new();
    for number in numbers {
        for (query, total) in [
            (format!("page={number}"), "3"),
            (format!("page={number}&per_page=100"), number),
            (format!("page=2&per_page={number}"), number),
            (format!("offset={number}&per_page={number}"), "0"),
            (format!("include={number}&plan={number}"), number),
        ] {
            for body in [
                "[]",
                r#"[{"id": 18446744073709551615}, {"id": -1}, {"id": 2}]"#,
            ] {
                let header =
                    |name: &str, value: &str| serde_json::json!({"name": name, "value": value});
                entries.push(serde_json::json!({ "startedDateTime": "2026-01-01T00:00:00Z", "time": 1,
                    "request": { "method": "GET", "httpVersion": "HTTP/1.1", "headers": [],
                        "url": format!("https://shop.example/wp-json/wc/v3/memberships/members?{query}") },
                    "response": { "status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1",
                        "headers": [header("Content-Type", "application/json"),
                            header("X-WP-Total", total), header("X-WP-TotalPages", number)],
                        "content": { "size": 1, "mimeType": "application/json", "text": body } } }));
            }
        }
    }
    let har = serde_json::json!({ "log": { "version": "1.2", "creator": { "name": "t", "version": "1" },
        "entries": entries } });
    fs::write(&path, har.to_string()).unwrap();
    let (code, out, err) = run(&["check", path.to_str().unwrap()]);
    assert_eq!(code, 1, "{out}{err}");
    for number in numbers {
        let server = Server::start(move |line| {
            let body = if line.contains("/wp-json/ ") || line.contains("/wp-json/?") {
                r#"{"namespaces": ["wc/v3", "wc/v3/memberships"], "routes": {}}"#.to_owned()
            } else {
                format!(r#"[{{"id": {number}, "status": "active"}}]"#)
            };
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close";
            let paging = format!("X-WP-Total: {number}\r\nX-WP-TotalPages: {number}");
            let length = body.len();
            format!("{head}\r\n{paging}\r\nContent-Length: {length}\r\n\r\n{body}").into_bytes()
        });
        let (code, out, err) = server.check();
        assert!(code == 1 || code == 2, "{number}: {code} {out}{err}");
        let asked = server.lines.lock().unwrap().len();
        assert!(asked > 10, "{number}: {asked} requests, {out}{err}");
    }
}

#[test]
fn dates_that_no_calendar_has_are_findings_and_nothing_panics() {
    const DATES: [&str; 12] = [
        "0000-00-00T00:00:00",
        "0001-01-01T00:00:00",
        "-9999-01-01T00:00:00",
        "-0001-11-30T00:00:00",
        "9999-12-31T23:59:59",
        "9999-12-31T23:59:59+14:00",
        "10000-01-01T00:00:00",
        "2016-12-31T23:59:60",
        "2026-02-30T00:00:00",
        "2026-13-45T99:99:99",
        "+292277026596-12-04T15:30:08",
        "99999999999999999999",
    ];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dates.har");
    let entries: Vec<serde_json::Value> = (DATES.iter().enumerate())
        .map(|(at, date)| {
            let other = DATES[(at + 5) % DATES.len()];
            let row = serde_json::json!({
                "id": at + 1, "status": "active", "date_created": date, "date_created_gmt": other,
                "start_date": other, "start_date_gmt": date, "end_date": date,
                "end_date_gmt": date, "paused_date": other, "paused_date_gmt": other,
            });
            serde_json::json!({
                "startedDateTime": date,
                "request": {
                    "method": "GET",
                    "url": format!("https://shop.example/wp-json/wc/v3/memberships/members/{}", at + 1),
                    "headers": [],
                },
                "response": {
                    "status": 200,
                    "headers": [
                        { "name": "Content-Type", "value": "application/json" },
                        { "name": "Date", "value": "Fri, 31 Dec 9999 23:59:60 GMT" },
                    ],
                    "content": { "text": row.to_string() },
                },
            })
        })
        .collect();
    let recording = serde_json::json!({ "log": { "version": "1.2", "entries": entries } });
    fs::write(&path, recording.to_string()).unwrap();
    let path = path.to_str().unwrap();
    for arguments in [
        vec!["check", path],
        vec!["check", path, "--contract", "documented"],
        vec!["fidelity", path],
        vec!["diff", "openapi/openapi.yaml", path],
    ] {
        let output = memberspec(&arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        // A panic ends with 101, an overflow of the stack with a signal.
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {error}");
    }
}

#[test]
fn traffic_of_other_kinds_is_counted_and_alone_it_proves_nothing() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let path = folder.path().join("other.har");
    let har = serde_json::json!({ "log": { "version": "1.2", "entries": [{
        "startedDateTime": "2026-01-01T00:00:00Z", "time": 1,
        "request": { "method": "GET", "url": "https://shop.example/style.css", "headers": [] },
        "response": { "status": 200, "headers": [], "content": { "text": "a{}" } } }] } });
    fs::write(&path, har.to_string()).unwrap();
    let (code, out, _) = run(&["check", path.to_str().unwrap()]);
    assert_eq!(code, 2, "{out}");
    assert!(
        out.contains("1 not a request to the Memberships API"),
        "{out}"
    );
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut child = memberspec(&["check", "--report", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut first = [0_u8; 16];
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut first).unwrap();
    drop(out);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn the_configuration_names_sites_and_an_unknown_key_names_its_neighbour() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let file = folder.path().join("memberspec.toml");
    let server = Server::same("503 Service Unavailable", "");
    fs::write(
        &file,
        format!("[site.staging]\nurl = \"http://{}\"\n", server.address),
    )
    .unwrap();
    let config = ["--config", file.to_str().unwrap()];
    let (code, _, err) = run(&["check", "staging", config[0], config[1]]);
    assert_eq!(code, 2);
    assert!(err.contains("in maintenance"), "{err}");
    assert!(!server.lines.lock().unwrap().is_empty());
    fs::write(&file, "[check]\ntimeuot = 3\n").unwrap();
    let (code, _, err) = run(&["check", config[0], config[1]]);
    assert_eq!(code, 2);
    assert!(err.contains("did you mean `check.timeout`?"), "{err}");
}

#[test]
fn a_secret_on_the_command_line_is_refused_and_not_repeated() {
    for arguments in [
        ["check", "--secret", "cs_1234567"],
        ["check", "--key", "ck_1234567"],
        ["compare", "--key=ck_1234567", "shop"],
        ["check", "https://ck_1234567:cs_1234567@shop.example", "-v"],
    ] {
        let (code, out, err) = run(&arguments);
        assert_eq!((code, out.as_str()), (2, ""));
        assert!(
            err.contains("MEMBERSPEC_KEY") && !err.contains("1234567"),
            "{err}"
        );
    }
}
