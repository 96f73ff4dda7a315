//! Sites of all kinds, found or explained.

use super::loopback::{Loopback, Reply, answer, json};
use super::*;
use crate::interpret::Api;

const INDEX: &str = r#"{"namespaces":["wp/v2","wc/v3","wc/v2/memberships","wc/v3/memberships"]}"#;

fn settings() -> Settings {
    Settings {
        rate: None,
        proxy: Proxy::Direct,
        ..Settings::default()
    }
}

fn with_keys(key: &str) -> Client {
    Client::new(Settings {
        credentials: Some(Credentials {
            key: key.into(),
            secret: "cs_s3cret".into(),
        }),
        ..settings()
    })
    .unwrap()
}

/// The path and query of a request.
fn path(request: &str) -> &str {
    request.split(' ').nth(1).unwrap()
}

async fn find(site: &Loopback, below: &str) -> Result<Located, LocateError> {
    let client = Client::new(settings()).unwrap();
    locate(&client, site.url(below).as_str(), None).await
}

/// A site that answers its home page with `home` and its REST index with `index`.
async fn site(home: fn() -> Reply, index: fn() -> Reply) -> Loopback {
    Loopback::start(move |request| match path(request) {
        path if path.starts_with("/wp-json/") => index(),
        "/" => home(),
        path if path.contains("rest_route=") => answer(404, &[], b""),
        _ => answer(404, &[], b"not found"),
    })
    .await
}

fn html() -> Reply {
    answer(
        200,
        &[("Content-Type", "text/html")],
        b"<html>a page</html>",
    )
}

fn missing() -> Reply {
    answer(404, &[], b"<html>not found</html>")
}

#[tokio::test]
async fn the_root_is_found_from_whatever_was_typed() {
    let shop = site(html, || json(200, INDEX)).await;
    for below in [
        "",
        "/",
        "/wp-json",
        "/wp-json/wc/v3/memberships",
        "/?rest_route=/",
    ] {
        let located = find(&shop, below).await.unwrap();
        assert_eq!(located.root, shop.url("/wp-json/"), "{below}");
        assert_eq!(located.apis, [Api::V2, Api::V3]);
    }
}

#[tokio::test]
async fn https_is_tried_first_where_no_scheme_was_typed() {
    let shop = site(html, || json(200, INDEX)).await;
    let client = Client::new(settings()).unwrap();
    let bare = shop.url("/").as_str().replace("http://", "");
    let located = locate(&client, &bare, None).await.unwrap();
    assert_eq!(located.root, shop.url("/wp-json/"));
    assert!(located.notes[0].contains("does not support https"));
}

#[tokio::test]
async fn a_page_below_the_home_leads_to_the_root_by_its_link() {
    let shop = Loopback::start(|request| match path(request) {
        path if path.starts_with("/wp-json/") => {
            answer(200, &[], format!("<b>Notice</b>: x\n{INDEX}").as_bytes())
        }
        "/shop/" => answer(
            200,
            &[("Link", "</wp-json/>; rel=\"https://api.w.org/\"")],
            b"<html>",
        ),
        "/page/" => answer(
            200,
            &[],
            b"<link rel='https://api.w.org/' href='/wp-json/' />",
        ),
        _ => missing(),
    })
    .await;
    for below in ["/shop/", "/page/"] {
        assert_eq!(
            find(&shop, below).await.unwrap().root,
            shop.url("/wp-json/")
        );
    }
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let bare = site(html, || json(200, r#"{"namespaces":["wp/v2"]}"#)).await;
    assert!(matches!(
        find(&bare, "").await,
        Err(LocateError::NoWooCommerce { .. })
    ));
    let shop = site(html, || json(200, r#"{"namespaces":["wc/v3"]}"#)).await;
    assert!(matches!(
        find(&shop, "").await,
        Err(LocateError::NoMemberships { .. })
    ));
    let page = site(html, html).await;
    assert!(matches!(
        find(&page, "").await,
        Err(LocateError::NotWordPress { status: 200, .. })
    ));
    let failing = Loopback::start(|_| answer(500, &[], b"x")).await;
    assert!(matches!(
        find(&failing, "").await,
        Err(LocateError::Failing { status: 500, .. })
    ));
    let closed = site(html, || json(401, r#"{"code":"rest_not_logged_in"}"#)).await;
    assert!(matches!(
        find(&closed, "").await,
        Err(LocateError::Closed { status: 401, .. })
    ));
    let resting = site(
        || answer(503, &[("Retry-After", "600")], b"<html>"),
        missing,
    )
    .await;
    assert!(matches!(
        find(&resting, "").await,
        Err(LocateError::Maintenance { .. })
    ));
    let broken = site(
        || {
            answer(
                200,
                &[("Link", "</wp-json/>; rel=\"https://api.w.org/\"")],
                b"",
            )
        },
        || answer(500, &[], b"critical error"),
    )
    .await;
    assert!(matches!(
        find(&broken, "").await,
        Err(LocateError::NoIndex { status: 500, .. })
    ));
}

#[tokio::test]
async fn plain_permalinks_and_other_prefixes_are_explained() {
    let linked = site(
        || {
            answer(
                200,
                &[("Link", "</?rest_route=/>; rel=\"https://api.w.org/\"")],
                b"",
            )
        },
        missing,
    )
    .await;
    assert!(matches!(
        find(&linked, "").await,
        Err(LocateError::PlainPermalinks { .. })
    ));
    let silent = Loopback::start(|request| match path(request) {
        path if path.starts_with("/?rest_route=") => json(200, INDEX),
        _ => missing(),
    })
    .await;
    let error = find(&silent, "").await.unwrap_err();
    assert!(matches!(error, LocateError::PlainPermalinks { .. }));
    assert!(error.to_string().contains("Settings > Permalinks"));
    let foreign = site(
        || {
            answer(
                200,
                &[(
                    "Link",
                    "<https://b.example/wp-json/>; rel=\"https://api.w.org/\"",
                )],
                b"",
            )
        },
        missing,
    )
    .await;
    assert!(matches!(
        find(&foreign, "").await,
        Err(LocateError::OtherSite { .. })
    ));
}

#[tokio::test]
async fn another_prefix_is_found_by_the_link_of_any_page_or_told() {
    let linked = |request: &str| match path(request) {
        path if path.starts_with("/api/?") => json(200, INDEX),
        _ => answer(404, &[("Link", "</api/>; rel=\"https://api.w.org/\"")], b""),
    };
    let shop = Loopback::start(linked).await;
    assert_eq!(find(&shop, "").await.unwrap().root, shop.url("/api/"));
    assert_eq!(find(&shop, "/api/").await.unwrap().root, shop.url("/api/"));
    assert_eq!(shop.hits(), 4);
    let silent = Loopback::start(|request| match path(request) {
        path if path.starts_with("/de/rest/v/") => json(200, INDEX),
        _ => missing(),
    })
    .await;
    let client = Client::new(settings()).unwrap();
    let typed = silent.url("/de");
    let located = locate(&client, typed.as_str(), Some("rest/v")).await;
    assert_eq!(located.unwrap().root, silent.url("/de/rest/v/"));
}

#[tokio::test]
async fn a_root_that_is_announced_as_http_is_asked_over_https() {
    let (_, acceptor) = super::tests::certificate();
    let shop = Loopback::start_tls(acceptor, |request| match path(request) {
        path if path.starts_with("/api/?") => json(200, INDEX),
        _ => {
            let host = request.lines().find_map(|line| line.strip_prefix("host: "));
            let link = format!(
                "<http://{}/api/>; rel=\"https://api.w.org/\"",
                host.unwrap()
            );
            answer(404, &[("Link", &link)], b"")
        }
    })
    .await;
    let client = Client::new(Settings {
        trust: Trust::Insecure,
        ..settings()
    })
    .unwrap();
    let located = locate(&client, shop.url("/").as_str(), None).await;
    assert_eq!(located.unwrap().root, shop.url("/api/"));
}

#[tokio::test]
async fn a_password_of_the_web_server_is_told_from_a_closed_api() {
    let protected = Loopback::start(|_| {
        answer(
            401,
            &[("WWW-Authenticate", "Basic realm=\"Staging\"")],
            b"<html>",
        )
    })
    .await;
    let error = find(&protected, "").await.unwrap_err();
    assert!(matches!(
        error,
        LocateError::Protected {
            was_sent: false,
            ..
        }
    ));
    assert!(error.to_string().contains("--site-auth"), "{error}");
    let closed = Loopback::start(|_| refusal("rest_disabled", "Closed.")).await;
    let error = find(&closed, "").await.unwrap_err();
    assert!(matches!(error, LocateError::Closed { status: 401, .. }));
}

fn refusal(code: &str, message: &str) -> Reply {
    let body = serde_json::json!({"code": code, "message": message, "data": {"status": 401}});
    json(401, &body.to_string())
}

#[tokio::test]
async fn http_is_signed_and_a_user_name_means_an_application_password() {
    let shop = Loopback::start(|_| json(200, "[]")).await;
    let list = shop.url("/wp-json/wc/v3/memberships/members");
    let by_key = negotiate(&with_keys("ck_1"), &list).await.unwrap();
    assert_eq!(by_key.scheme, Scheme::OAuth1(Hash::Sha256));
    let by_user = negotiate(&with_keys("ann"), &list).await.unwrap();
    assert_eq!(by_user.scheme, Scheme::ApplicationPassword);
}

#[tokio::test]
async fn a_refusal_ends_the_negotiation_with_its_reason() {
    let shop = Loopback::start(|_| {
        refusal(
            "woocommerce_rest_authentication_error",
            "Consumer key is invalid.",
        )
    })
    .await;
    let list = shop.url("/");
    let error = negotiate(&with_keys("ck_1"), &list).await.unwrap_err();
    assert!(matches!(
        error,
        NegotiateError::Refused(Refusal::UnknownKey)
    ));
    let nobody = Client::new(settings()).unwrap();
    let error = negotiate(&nobody, &list).await.unwrap_err();
    assert!(matches!(
        error,
        NegotiateError::Refused(Refusal::NoCredentials)
    ));
    assert_eq!(shop.hits(), 1);
}

#[tokio::test]
async fn a_server_that_strips_the_header_is_asked_by_query() {
    let (_, acceptor) = super::tests::certificate();
    let shop = Loopback::start_tls(acceptor, |request| {
        if path(request).contains("consumer_secret=cs_s3cret") {
            json(200, "[]")
        } else {
            refusal(
                "woocommerce_rest_cannot_view",
                "Sorry, you cannot list resources.",
            )
        }
    })
    .await;
    let client = Client::new(Settings {
        credentials: Some(Credentials {
            key: "ck_1".into(),
            secret: "cs_s3cret".into(),
        }),
        trust: Trust::Insecure,
        ..settings()
    })
    .unwrap();
    let negotiated = negotiate(&client, &shop.url("/list")).await.unwrap();
    assert_eq!(negotiated.scheme, Scheme::Query);
    assert!(negotiated.note.unwrap().contains("Authorization"));
}
