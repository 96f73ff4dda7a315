use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::{MEMBERS, send};
use crate::serve::{AuthPolicy, Options, Webhook, start};

/// Takes so many deliveries and gives their heads and bodies.
async fn receive(listener: &TcpListener, count: usize) -> Vec<(String, String)> {
    let mut received = Vec::new();
    for _ in 0..count {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut text = String::new();
        let mut buffer = [0; 4096];
        loop {
            let read = stream.read(&mut buffer).await.unwrap();
            text.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
            let Some((head, body)) = text.split_once("\r\n\r\n") else {
                continue;
            };
            let length = header(head, "content-length")
                .unwrap()
                .parse::<usize>()
                .unwrap();
            if body.len() >= length {
                received.push((head.to_owned(), body.to_owned()));
                break;
            }
        }
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            .await
            .unwrap();
    }
    received
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(": ")?;
        key.eq_ignore_ascii_case(name).then_some(value)
    })
}

/// Create, status change, plain edit, delete: three deliveries and three pings, in order.
#[tokio::test]
async fn deliveries_are_signed_and_tell_what_the_recorded_site_told() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let webhook = |topic: &str| Webhook {
        topic: topic.parse().unwrap(),
        url: format!("http://{address}/{topic}").parse().unwrap(),
        secret: "s".to_owned(),
    };
    let options = Options {
        auth: AuthPolicy::Open,
        webhooks: ["created", "updated", "deleted"]
            .map(|event| webhook(&format!("user_membership.{event}")))
            .into(),
        ..Options::default()
    };
    let site = start(options).await.unwrap();
    let json = "\nContent-Type: application/json";
    let made = send(
        &site,
        &format!("POST {MEMBERS}{json}"),
        r#"{"customer_id":65,"plan_id":35}"#,
    )
    .await;
    let one = format!("{MEMBERS}/{}", made.body["id"]);
    send(
        &site,
        &format!("PUT {one}{json}"),
        r#"{"end_date_gmt":"2030-01-01"}"#,
    )
    .await;
    send(&site, &format!("PUT {one}{json}"), r#"{"status":"paused"}"#).await;
    send(&site, &format!("DELETE {one}"), "").await;
    let received = receive(&listener, 6).await;
    let topics: Vec<Option<&str>> = received
        .iter()
        .map(|(head, _)| header(head, "x-wc-webhook-topic"))
        .collect();
    assert_eq!(
        topics,
        [
            Some("user_membership.created"),
            None,
            Some("user_membership.updated"),
            None,
            Some("user_membership.deleted"),
            None,
        ]
    );
    assert_eq!(received[1].1, "webhook_id=1");
    assert_eq!(received[4].1, format!("{{\"id\":{}}}", made.body["id"]));
    assert!(!received[0].1.contains("_links"));
    for (head, body) in received.iter().step_by(2) {
        let mut mac = Hmac::<Sha256>::new_from_slice(b"s").unwrap();
        mac.update(body.as_bytes());
        let signature = BASE64.encode(mac.finalize().into_bytes());
        assert_eq!(
            header(head, "x-wc-webhook-signature"),
            Some(signature.as_str())
        );
    }
    site.stop().await;
}
