//! The client against servers on this machine that misbehave.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use rcgen::CertifiedKey;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use url::Url;

use super::loopback::{Loopback, Reply, answer, json};
use super::*;
use crate::exchange::{Body, Caller, Exchange, Method, PlannedRequest, Unrecorded};

fn settings() -> Settings {
    Settings {
        rate: None,
        proxy: Proxy::Direct,
        timeout: Duration::from_secs(5),
        connect_timeout: Duration::from_secs(2),
        ..Settings::default()
    }
}

fn with_keys(scheme: Scheme) -> Settings {
    Settings {
        credentials: Some(Credentials {
            key: "ck_key".into(),
            secret: "cs_s3cret".into(),
        }),
        scheme,
        ..settings()
    }
}

async fn get(settings: Settings, url: Url) -> Result<Exchange, Error> {
    Client::new(settings)
        .unwrap()
        .send(&PlannedRequest::get("test", url))
        .await
}

fn cut(exchange: &Exchange) -> (&[u8], &str) {
    match &exchange.response.body {
        Body::Cut { got, why } => (got, why),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_answer_comes_back_with_the_request_as_it_went_out() {
    let site = Loopback::start(|_| json(200, "[]")).await;
    let exchange = get(with_keys(Scheme::Basic), site.url("/wp-json/?page=1"))
        .await
        .unwrap();
    assert_eq!(exchange.response.status, 200);
    assert_eq!(exchange.response.body, Body::from("[]"));
    assert_eq!(
        exchange.request.headers.get("Authorization"),
        Some("Basic Y2tfa2V5OmNzX3MzY3JldA==")
    );
    assert!(
        exchange
            .request
            .headers
            .get("User-Agent")
            .unwrap()
            .starts_with("memberspec/")
    );
    assert!(exchange.started.is_some());
}

#[tokio::test]
async fn nothing_that_could_change_a_site_goes_out() {
    // With `Allow`, so that HEAD is not taken for a hidden bot challenge.
    let fields = [("Content-Type", "application/json"), ("Allow", "GET")];
    let site = Loopback::start(move |_| answer(200, &fields, b"{}")).await;
    let client = Client::new(settings()).unwrap();
    let methods = ["POST", "PUT", "PATCH", "DELETE", "PURGE"].map(Method::parse);
    for method in methods {
        let refused = client
            .send(&PlannedRequest::new("test", method, site.url("/a")))
            .await;
        assert!(matches!(refused, Err(Error::WriteRefused { .. })));
    }
    for query in ["?_method=DELETE", "?x=1&_method=put", "?%5Fmethod=POST"] {
        let refused = client
            .send(&PlannedRequest::get("test", site.url(query)))
            .await;
        assert!(
            matches!(refused, Err(Error::WriteRefused { .. })),
            "{query}"
        );
    }
    let mut overridden = PlannedRequest::get("test", site.url("/a"));
    overridden
        .request
        .headers
        .push("x-http-method-override", "DELETE");
    assert!(client.send(&overridden).await.is_err());
    assert_eq!((site.hits(), client.sent()), (0, 0));
    for method in [Method::Get, Method::Head, Method::Options] {
        client
            .send(&PlannedRequest::new("test", method, site.url("/a")))
            .await
            .unwrap();
    }
    assert_eq!((site.hits(), client.sent()), (3, 3));
}

#[tokio::test]
async fn a_permit_lets_out_what_it_names_and_nothing_else() {
    let site = Loopback::start(|_| json(200, "{}")).await;
    let client = Client::new(Settings {
        writes: Writes::Allowed(Permit::new(|request| request.url.path().ends_with("/7"))),
        ..settings()
    })
    .unwrap();
    let delete = |path: &str| PlannedRequest::new("test", Method::Delete, site.url(path));
    assert!(client.send(&delete("/members/7")).await.is_ok());
    assert!(client.send(&delete("/members/8")).await.is_err());
    assert_eq!(site.hits(), 1);
}

#[tokio::test]
async fn the_budget_is_kept() {
    let site = Loopback::start(|_| json(200, "[]")).await;
    let client = Client::new(Settings {
        max_requests: 2,
        ..settings()
    })
    .unwrap();
    let ask = PlannedRequest::get("test", site.url("/"));
    assert!(client.send(&ask).await.is_ok());
    assert!(client.send(&ask).await.is_ok());
    assert!(matches!(
        client.send(&ask).await,
        Err(Error::BudgetSpent { limit: 2 })
    ));
    assert_eq!(site.hits(), 2);
}

#[tokio::test]
async fn each_scheme_shows_who_asks_in_its_own_way() {
    let site = Loopback::start(|_| json(200, "[]")).await;
    let client = Client::new(with_keys(Scheme::Query)).unwrap();
    let query = |exchange: &Exchange| exchange.request.url.query().unwrap_or_default().to_owned();
    let ask = PlannedRequest::get("test", site.url("/?page=1"));
    let by_query = client.send(&ask).await.unwrap();
    assert_eq!(
        query(&by_query),
        "page=1&consumer_key=ck_key&consumer_secret=cs_s3cret"
    );
    let oauth = client.clone().with_scheme(Scheme::OAuth1(Hash::Sha256));
    let signed = query(&oauth.send(&ask).await.unwrap());
    assert!(
        signed.contains("oauth_signature_method=HMAC-SHA256"),
        "{signed}"
    );
    assert!(!signed.contains("s3cret"));
    let anonymous = client.send(&ask.clone().by(Caller::Nobody)).await.unwrap();
    assert_eq!(query(&anonymous), "page=1");
    let wrong = client
        .send(&ask.clone().by(Caller::WrongSecret))
        .await
        .unwrap();
    assert!(query(&wrong).starts_with("page=1&consumer_key=ck_key&consumer_secret=cs_memberspec"));
    let unknown = client.send(&ask.by(Caller::UnknownKey)).await.unwrap();
    assert!(!query(&unknown).contains("ck_key"));
}

#[tokio::test]
async fn a_secret_does_not_travel_in_the_clear_and_a_list_is_not_signed() {
    let far = Url::parse("http://shop.example/wp-json/").unwrap();
    for scheme in [Scheme::Basic, Scheme::Query, Scheme::ApplicationPassword] {
        let refused = get(with_keys(scheme), far.clone()).await;
        assert!(matches!(refused, Err(Error::SecretInTheClear { .. })));
    }
    let list = Url::parse("http://shop.example/?include%5B%5D=1").unwrap();
    let refused = get(with_keys(Scheme::OAuth1(Hash::Sha1)), list).await;
    assert!(
        matches!(refused, Err(Error::UnsignableList { parameter }) if parameter == "include[]")
    );
    let nobody = Settings {
        scheme: Scheme::Basic,
        ..settings()
    };
    assert!(matches!(get(nobody, far).await, Err(Error::NoCredentials)));
}

#[tokio::test]
async fn a_dead_host_is_named() {
    let closed = Loopback::start(|_| json(200, "")).await;
    let url = closed.url("/?consumer_secret=cs_s3cret");
    drop(closed);
    tokio::time::sleep(Duration::from_millis(50)).await;
    let error = get(settings(), url.clone()).await.unwrap_err();
    let host = format!("127.0.0.1:{}", url.port().unwrap());
    assert!(matches!(&error, Error::ConnectionRefused { host: named, .. } if *named == host));
    assert!(!format!("{error:?}").contains("s3cret"));
    let nowhere = Url::parse("http://no-such-host.invalid/").unwrap();
    assert!(matches!(
        get(settings(), nowhere).await,
        Err(Error::UnknownHost { .. })
    ));
}

#[tokio::test]
async fn silence_is_a_timeout_and_a_late_body_is_cut() {
    let impatient = || Settings {
        timeout: Duration::from_millis(200),
        ..settings()
    };
    let silent = Loopback::start(|_| Reply::Hang(Vec::new())).await;
    let error = get(impatient(), silent.url("/")).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
    let late = Loopback::start(|_| {
        Reply::Hang(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[1,".to_vec())
    })
    .await;
    let exchange = get(impatient(), late.url("/")).await.unwrap();
    assert_eq!(
        cut(&exchange),
        (
            &b"[1,"[..],
            "the body was not complete after 0.2 s; 3 bytes had arrived"
        )
    );
}

#[tokio::test]
async fn a_connection_that_breaks_is_told_apart_by_when() {
    let mute = Loopback::start(|_| Reply::Bytes(Vec::new())).await;
    let error = get(settings(), mute.url("/")).await.unwrap_err();
    assert!(matches!(error, Error::ClosedEarly { .. }), "{error:?}");
    let short = Loopback::start(|_| answer(200, &[("Content-Length", "900")], b"[1,2")).await;
    let exchange = get(settings(), short.url("/")).await.unwrap();
    assert_eq!(
        cut(&exchange),
        (&b"[1,2"[..], "the connection closed after 4 of 900 bytes")
    );
    let chunked = Loopback::start(|_| {
        Reply::Bytes(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[1,\r\n".to_vec())
    })
    .await;
    let exchange = get(settings(), chunked.url("/")).await.unwrap();
    assert_eq!(cut(&exchange).0, b"[1,");
    let noise = Loopback::start(|_| Reply::Bytes(b"SSH-2.0-OpenSSH\r\n\r\n".to_vec())).await;
    let error = get(settings(), noise.url("/")).await.unwrap_err();
    assert!(matches!(error, Error::NotHttp { .. }), "{error:?}");
}

#[tokio::test]
async fn a_gzip_body_is_undone_and_a_broken_one_is_cut() {
    let gzip = || {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(b"[{\"id\":1},{\"id\":2}]").unwrap();
        encoder.finish().unwrap()
    };
    let field = [("Content-Encoding", "gzip")];
    let whole = Loopback::start(move |_| answer(200, &field, &gzip())).await;
    let exchange = get(settings(), whole.url("/")).await.unwrap();
    assert_eq!(
        exchange.response.body,
        Body::from("[{\"id\":1},{\"id\":2}]")
    );
    let head = get_head(&whole).await;
    assert_eq!(head.response.body, Body::from(""));
    let broken = Loopback::start(move |_| {
        let mut bytes = gzip();
        let middle = bytes.len() / 2;
        bytes.truncate(middle);
        answer(200, &field, &bytes)
    })
    .await;
    let exchange = get(settings(), broken.url("/")).await.unwrap();
    assert!(cut(&exchange).1.starts_with("the gzip encoding breaks"));
}

#[tokio::test]
async fn a_challenge_is_recognized_behind_head_too() {
    for head in [
        "Content-Type: text/html; charset=UTF-8",
        "Content-Type: application/json",
    ] {
        let site = Loopback::start(move |_| {
            let body = br#"{"message":"Access denied by Imunify360 bot-protection"}"#;
            let (name, value) = head.split_once(": ").unwrap();
            answer(200, &[(name, value)], body)
        })
        .await;
        let client = Client::new(settings()).unwrap();
        let ask = PlannedRequest::new("test", Method::Head, site.url("/"));
        let error = client.send(&ask).await.unwrap_err();
        assert_eq!(error.id(), "challenged", "{error}");
        // The request itself, and one that shows what it is.
        assert_eq!(client.sent(), 2);
    }
}

async fn get_head(site: &Loopback) -> Exchange {
    let client = Client::new(settings()).unwrap();
    client
        .send(&PlannedRequest::new("test", Method::Head, site.url("/")))
        .await
        .unwrap()
}

#[tokio::test]
async fn of_a_huge_body_nothing_is_kept_beyond_the_limit() {
    let site = Loopback::start(|_| answer(200, &[], &vec![b' '; 100 * 1024 * 1024])).await;
    let exchange = get(settings(), site.url("/")).await.unwrap();
    let larger = Body::NotRecorded(Unrecorded::Truncated);
    assert_eq!(exchange.response.body, larger);
}

#[tokio::test]
async fn a_flood_of_header_fields_is_an_error() {
    let site = Loopback::start(|_| {
        let fields: Vec<(String, String)> = (0..400)
            .map(|number| (format!("X-Field-{number}"), "a".repeat(50)))
            .collect();
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        answer(200, &fields, b"[]")
    })
    .await;
    let error = get(settings(), site.url("/")).await.unwrap_err();
    assert!(
        matches!(error, Error::HeaderFlood { limit: 250, .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn redirects_end_in_an_answer_or_in_an_error_that_names_them() {
    let site = Loopback::start(|request| {
        let path = request.split(' ').nth(1).unwrap();
        let path = path.split('?').next().unwrap();
        match path
            .strip_prefix("/hop/")
            .and_then(|hop| hop.parse::<u32>().ok())
        {
            Some(hop) => answer(302, &[("Location", &format!("/hop/{}", hop + 1))], b""),
            None if path == "/there" => json(200, "[]"),
            None if path == "/here" => answer(301, &[("Location", "/there?page=2")], b""),
            None => answer(301, &[("Location", "/circle")], b""),
        }
    })
    .await;
    let events = Arc::new(Mutex::new(Vec::new()));
    let client = Client::new(with_keys(Scheme::Query)).unwrap();
    let heard = Arc::clone(&events);
    let client = client.on_event(move |event| heard.lock().unwrap().push(event.clone()));
    let ask = |path: &str| PlannedRequest::get("test", site.url(path));
    let exchange = client.send(&ask("/here?page=2")).await.unwrap();
    assert_eq!(exchange.request.url.path(), "/there");
    assert!(
        exchange
            .request
            .url
            .query()
            .unwrap()
            .contains("consumer_secret=cs_s3cret")
    );
    assert_eq!(events.lock().unwrap().len(), 1);
    let circle = client.send(&ask("/circle")).await;
    assert!(matches!(circle, Err(Error::RedirectLoop { .. })));
    let endless = client.send(&ask("/hop/1")).await;
    assert!(matches!(
        endless,
        Err(Error::TooManyRedirects { limit: 10, .. })
    ));
}

#[tokio::test]
async fn credentials_do_not_follow_to_another_host() {
    let other = Loopback::start(|_| json(200, "[]")).await;
    let to = other.url("/a").to_string();
    let site = Loopback::start(move |_| answer(307, &[("Location", &to)], b"")).await;
    for scheme in [Scheme::Basic, Scheme::Query, Scheme::OAuth1(Hash::Sha256)] {
        let error = get(with_keys(scheme), site.url("/a")).await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("s3cret"));
        assert!(
            matches!(&error, Error::RedirectedElsewhere { to, .. } if *to == crate::redact::told_link(other.url("/a").as_str()))
        );
    }
    assert_eq!((site.hits(), other.hits()), (3, 0));
}

#[tokio::test]
async fn a_busy_site_is_waited_for_and_the_wait_is_told() {
    let calls = Arc::new(Mutex::new(0));
    let counter = Arc::clone(&calls);
    let site = Loopback::start(move |_| {
        let mut calls = counter.lock().unwrap();
        *calls += 1;
        if *calls < 3 {
            answer(429, &[("Retry-After", "0")], b"")
        } else {
            json(200, "[]")
        }
    })
    .await;
    let events = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&events);
    let client = Client::new(settings())
        .unwrap()
        .on_event(move |event| heard.lock().unwrap().push(event.clone()));
    let exchange = client
        .send(&PlannedRequest::get("test", site.url("/a")))
        .await
        .unwrap();
    assert_eq!((exchange.response.status, client.sent()), (200, 3));
    assert!(matches!(
        events.lock().unwrap()[..],
        [Event::Waiting { status: 429, .. }, Event::Waiting { .. }]
    ));
    let patient = Loopback::start(|_| answer(429, &[("Retry-After", "9999")], b"")).await;
    let error = get(settings(), patient.url("/")).await.unwrap_err();
    assert!(matches!(error, Error::TooBusy { wait, .. } if wait.as_secs() == 9999));
    let maintenance = Loopback::start(|_| answer(503, &[("Retry-After", "600")], b"<html>")).await;
    let exchange = get(settings(), maintenance.url("/")).await.unwrap();
    assert_eq!((exchange.response.status, maintenance.hits()), (503, 1));
}

#[tokio::test]
async fn a_run_ends_in_time_whatever_the_site_asks_for() {
    let begun = std::time::Instant::now();
    let limited = |seconds| Settings {
        deadline: Deadline::after(Duration::from_secs_f64(seconds)),
        ..settings()
    };
    let busy = Loopback::start(|_| answer(429, &[("Retry-After", "30")], b"")).await;
    let error = get(limited(5.0), busy.url("/")).await.unwrap_err();
    assert!(
        error.is_spent() && error.to_string().contains("to wait 30 s"),
        "{error}"
    );
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    let client = Client::new(limited(0.3)).unwrap();
    let ask = PlannedRequest::get("test", url.parse().unwrap());
    for _ in 0..2 {
        let error = client.send(&ask).await.unwrap_err();
        assert!(matches!(error, Error::TimeSpent { .. }), "{error}");
    }
    // What was made is removed even then.
    let site = Loopback::start(|_| json(200, "[]")).await;
    let client = client.without_deadline();
    assert!(
        client
            .send(&PlannedRequest::get("test", site.url("/")))
            .await
            .is_ok()
    );
    assert!(begun.elapsed() < Duration::from_secs(20));
}

pub(super) fn certificate() -> (String, TlsAcceptor) {
    let CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let provider = rustls::crypto::ring::default_provider();
    let config = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![cert.der().clone()],
            rustls::pki_types::PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap(),
        )
        .unwrap();
    (cert.pem(), TlsAcceptor::from(Arc::new(config)))
}

#[tokio::test]
async fn a_certificate_that_nobody_signed_is_refused_until_it_is_trusted() {
    let (pem, acceptor) = certificate();
    let site = Loopback::start_tls(acceptor, |_| json(200, "[]")).await;
    let error = get(settings(), site.url("/")).await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::Tls {
                why: Tls::UnknownIssuer,
                ..
            }
        ),
        "{error:?}"
    );
    assert!(error.to_string().contains("--cacert"));
    for trust in [Trust::Pem(pem.into_bytes()), Trust::Insecure] {
        let trusting = Settings {
            trust,
            ..with_keys(Scheme::Basic)
        };
        assert!(get(trusting, site.url("/")).await.is_ok());
    }
}

#[tokio::test]
async fn a_port_that_does_not_speak_tls_is_told_so() {
    let plain = Loopback::start(|_| json(200, "[]")).await;
    let mut url = plain.url("/");
    url.set_scheme("https").unwrap();
    let error = get(settings(), url).await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::Tls {
                why: Tls::PlainAnswer,
                ..
            }
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_machine_without_authorities_still_asks_over_http_and_says_what_https_lacks() {
    let (pem, acceptor) = certificate();
    let encrypted = Loopback::start_tls(acceptor, |_| json(200, "[]")).await;
    let plain = Loopback::start(|_| json(200, "[]")).await;
    let bare = |trust| {
        let settings = Settings {
            trust,
            ..settings()
        };
        let http = tls::bare(&settings).unwrap();
        (settings, http)
    };
    let ask = |url| crate::exchange::Request::new(Method::Get, url);
    let (settings, http) = bare(Trust::System);
    assert!(
        wire::send(&http, &ask(plain.url("/")), &settings)
            .await
            .is_ok()
    );
    let error = wire::send(&http, &ask(encrypted.url("/")), &settings)
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            Error::Tls {
                why: Tls::NoAuthorities,
                ..
            }
        ),
        "{error:?}"
    );
    let (settings, http) = bare(Trust::Pem(pem.into_bytes()));
    assert!(
        wire::send(&http, &ask(encrypted.url("/")), &settings)
            .await
            .is_ok()
    );
}
