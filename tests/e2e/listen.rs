use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

/// A receiver in a process of its own that ends after so many deliveries.
fn listen(count: &str) -> (Child, String) {
    listen_with(count, &[])
}

/// With more arguments.
pub(crate) fn listen_with(count: &str, more: &[&str]) -> (Child, String) {
    let mut process = Command::new(env!("CARGO_BIN_EXE_memberspec"))
        .args(["listen", "--port", "0", "--for", "120", "--count", count])
        .args(more)
        .env("MEMBERSPEC_WEBHOOK_SECRET", "hook-secret")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut output = BufReader::new(process.stderr.take().unwrap());
    output.read_line(&mut line).unwrap();
    let (_, url) = line.split_once("http://").unwrap();
    let (address, _) = url.split_once('/').unwrap();
    (process, address.to_owned())
}

fn deliver(address: &str, topic: &str, signature: &str, body: &str) {
    let (resource, event) = topic.split_once('.').unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let request = format!(
        "POST / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nX-WC-Webhook-Source: https://shop.example/\r\n\
         X-WC-Webhook-Topic: {topic}\r\nX-WC-Webhook-Resource: {resource}\r\n\
         X-WC-Webhook-Event: {event}\r\nX-WC-Webhook-Signature: {signature}\r\n\
         X-WC-Webhook-ID: 1\r\nX-WC-Webhook-Delivery-ID: aa\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

/// `openssl dgst -sha256 -hmac hook-secret -binary | base64` of `{"id":1}`.
const SIGNATURE: &str = "KWQatrycMwtl5+PzHZ7MQZyGjv5rsqwcT6r96oWrlVs=";

#[test]
fn a_sound_delivery_conforms_and_a_rewritten_one_is_found() {
    for (body, code, words) in [
        ("{\"id\":1}", 0, "CONFORMS"),
        ("{\"id\":1}\n", 1, "webhook-signature"),
    ] {
        let (process, address) = listen("1");
        deliver(&address, "user_membership.deleted", SIGNATURE, body);
        let ended = process.wait_with_output().unwrap();
        let output = String::from_utf8(ended.stdout).unwrap();
        assert_eq!(ended.status.code(), Some(code), "{output}");
        assert!(output.contains(words), "{output}");
    }
}

#[test]
fn nothing_received_proves_nothing() {
    let (code, output, _) = crate::binary::run(&["listen", "--port", "0", "--for", "0"]);
    assert_eq!(code, 2, "{output}");
    assert!(output.contains("memberspec listen --help"), "{output}");
}

#[cfg(unix)]
#[test]
fn what_was_taken_is_judged_after_a_ctrl_c_however_long_it_takes() {
    let (process, address) = listen("1000");
    let keys: Vec<String> = (0..20_000).map(|at| format!("\"p{at}\":1")).collect();
    let body = format!("{{\"id\":1,{}}}", keys.join(","));
    for _ in 0..8 {
        deliver(&address, "user_membership.updated", SIGNATURE, &body);
    }
    let output = interrupt(process);
    let output = String::from_utf8(output.stdout).unwrap();
    assert!(output.contains("8 exchanges"), "{output}");
}

#[cfg(unix)]
fn interrupt(process: Child) -> std::process::Output {
    let id = process.id().to_string();
    let killed = Command::new("kill").args(["-INT", &id]).status().unwrap();
    assert!(killed.success());
    process.wait_with_output().unwrap()
}

#[cfg(unix)]
#[test]
fn a_ctrl_c_loses_no_delivery_and_those_that_are_too_large_are_told() {
    let (process, address) = listen("1000");
    let mut stream = TcpStream::connect(&address).unwrap();
    let length = 5 * 1024 * 1024;
    write!(
        stream,
        "POST / HTTP/1.1\r\nHost: {address}\r\nContent-Length: {length}\r\n\r\n"
    )
    .unwrap();
    // The receiver answers, and closes, before it has read all of it.
    let _refused = stream.write_all(&vec![b'x'; length]);
    let _closed = stream.read_to_string(&mut String::new());
    for _ in 0..5 {
        deliver(&address, "user_membership.deleted", SIGNATURE, "{\"id\":1}");
    }
    let ended = interrupt(process);
    let output = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(ended.status.code(), Some(0), "{output}");
    assert!(
        output.contains("a delivery of more than 4194304 bytes"),
        "{output}"
    );
    assert!(
        output.contains("5 exchanges") || output.contains("5 deliveries"),
        "{output}"
    );
}

#[test]
fn each_delivery_is_told_as_it_comes_and_other_topics_are_counted_and_left_out() {
    let mut process = Command::new(env!("CARGO_BIN_EXE_memberspec"))
        .args(["listen", "--port", "0", "--for", "120", "--count", "2"])
        .env("MEMBERSPEC_WEBHOOK_SECRET", "hook-secret")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
    let mut next = || lines.next().unwrap().unwrap();
    let started = next();
    let (_, url) = started.split_once("http://").unwrap();
    let address = url.split_once('/').unwrap().0.to_owned();
    // The object is gone again: whatever happened to it, only its id is delivered.
    for (topic, told) in [
        (
            "order.updated",
            "delivery 1: order.updated, 8 bytes, not judged",
        ),
        (
            "action.woocommerce_updated",
            "delivery 2: action.woocommerce_updated, 8 bytes, not judged",
        ),
        (
            "user_membership.created",
            "delivery 3: user_membership.created, 8 bytes, no new finding",
        ),
        (
            "user_membership.deleted",
            "delivery 4: user_membership.deleted, 8 bytes, no new finding",
        ),
    ] {
        deliver(&address, topic, SIGNATURE, "{\"id\":1}");
        assert_eq!(next(), told);
    }
    let ended = process.wait_with_output().unwrap();
    let output = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(ended.status.code(), Some(0), "{output}");
    let output = output.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        output.contains("2 a delivery of a topic that is not about memberships"),
        "{output}"
    );
    assert!(
        output.contains("payloads of user_membership.created: only the id was delivered"),
        "{output}"
    );
}
