//! The commands that findings print, run as printed.

use std::io::Write;
use std::process::Command;

use url::Url;

use super::loopback::{Loopback, answer, json};
use super::*;
use crate::exchange::{Exchange, Method, PlannedRequest};
use crate::redact::{self, CurlOptions, RunTrust};
use crate::serve;

/// Runs a command line in a POSIX shell; `None` where the machine has no curl or openssl.
#[expect(clippy::print_stderr, reason = "a test that skips says so")]
async fn run(command: String, key: &str, secret: &str) -> Option<String> {
    let (key, secret) = (key.to_owned(), secret.to_owned());
    let shell = move || {
        let tools = Command::new("sh")
            .args(["-c", "command -v curl && command -v openssl"])
            .output();
        if !tools.is_ok_and(|tools| tools.status.success()) {
            eprintln!("skipped: this test needs sh, curl and openssl");
            return None;
        }
        let output = Command::new("sh")
            .args(["-c", &command])
            .env("MEMBERSPEC_KEY", key)
            .env("MEMBERSPEC_SECRET", secret)
            .env("MEMBERSPEC_CUSTOMER", "ann%40shop.example")
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        Some(text + &complaint)
    };
    tokio::task::spawn_blocking(shell).await.unwrap()
}

fn client(scheme: Scheme, key: &str, secret: &str, trust: Trust) -> Client {
    Client::new(Settings {
        credentials: Some(Credentials {
            key: key.into(),
            secret: secret.into(),
        }),
        scheme,
        trust,
        rate: None,
        proxy: Proxy::Direct,
        ..Settings::default()
    })
    .unwrap()
}

async fn asked(client: &Client, method: Method, url: Url) -> Exchange {
    client
        .send(&PlannedRequest::new("test", method, url))
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_for_http_signs_and_the_reference_site_lets_it_in() {
    let site = serve::start(serve::Options::default()).await.unwrap();
    let key = &site.keys.read;
    let (key, secret) = (key.consumer_key.as_str(), key.consumer_secret.as_str());
    let oauth = client(Scheme::OAuth1(Hash::Sha1), key, secret, Trust::System);
    for (method, query) in [
        (Method::Get, "page=1&per_page=2&include=1,2"),
        (Method::Get, "customer=ann%40shop.example&status=any"),
        (Method::Head, "slug=a%20b%2Bc"),
        (Method::Options, ""),
    ] {
        let mut url = site.url.join("wp-json/wc/v3/memberships/members").unwrap();
        url.set_query((!query.is_empty()).then_some(query));
        let exchange = asked(&oauth, method, url).await;
        assert_eq!(exchange.response.status, 200, "{query}");
        let command = redact::curl_with(&exchange.request, &CurlOptions::default());
        assert!(
            !command.contains(secret) && !command.contains("ann%40"),
            "{command}"
        );
        let Some(output) = run(command.clone(), key, secret).await else {
            return;
        };
        assert!(output.starts_with("HTTP/1.1 200"), "{command}\n{output}");
        let refused = run(command, key, "cs_wrong").await.unwrap();
        assert!(refused.starts_with("HTTP/1.1 401"), "{refused}");
    }
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_for_https_trusts_the_certificate_that_was_given() {
    let (pem, acceptor) = super::tests::certificate();
    let site = Loopback::start_tls(acceptor, |request| {
        let by_header = request
            .to_ascii_lowercase()
            .contains("authorization: basic y2tfmtpjc18y");
        let by_query = request.contains("consumer_key=ck_1&consumer_secret=cs_2");
        if by_header || by_query {
            json(200, "[]")
        } else {
            answer(401, &[], b"")
        }
    })
    .await;
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pem.as_bytes()).unwrap();
    for scheme in [Scheme::Basic, Scheme::Query] {
        let client = client(scheme, "ck_1", "cs_2", Trust::Pem(pem.clone().into_bytes()));
        let exchange = asked(&client, Method::Get, site.url("/a?x=it's&y[]=$HOME")).await;
        assert_eq!(exchange.response.status, 200);
        let options = CurlOptions {
            trust: RunTrust::File(file.path().into()),
            ..CurlOptions::default()
        };
        let trusting = redact::curl_with(&exchange.request, &options);
        let Some(output) = run(trusting.clone(), "ck_1", "cs_2").await else {
            return;
        };
        assert!(output.starts_with("HTTP/1.1 200"), "{trusting}\n{output}");
        let strict = run(
            redact::curl_with(&exchange.request, &CurlOptions::default()),
            "ck_1",
            "cs_2",
        )
        .await
        .unwrap();
        assert!(strict.contains("certificate"), "{strict}");
    }
}
