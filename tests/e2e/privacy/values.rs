//! Values that are not harmless reach no output of what reads a recording or receives deliveries.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;

use super::material::{CANARIES, INJECTIONS, injected, leaks, member, outputs, recording};
use crate::binary::memberspec;

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
                 X-WC-Webhook-Topic: user_membership.{head}\r\nX-WC-Webhook-Resource: {head}\r\n\
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
