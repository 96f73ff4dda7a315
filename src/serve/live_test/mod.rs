//! The site through its own socket: what no part of it can show alone.

mod https;
mod webhooks;
mod writes;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{AuthPolicy, Key, Options, Running, start};
use crate::serve::php::rawurlencode;

/// A status, a head and a body.
struct Reply {
    status: u16,
    head: String,
    body: Value,
}

impl Reply {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// Sends `head`: method and path, then a header on each further line.
async fn send(site: &Running, head: &str, body: &str) -> Reply {
    let (line, headers) = head.split_once('\n').unwrap_or((head, ""));
    let headers: String = headers
        .lines()
        .map(|header| format!("{header}\r\n"))
        .collect();
    let address = format!("127.0.0.1:{}", site.url.port().unwrap());
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let request = format!(
        "{line} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Reply {
        status,
        head: head.to_owned(),
        body: serde_json::from_str(body).unwrap_or(Value::Null),
    }
}

/// Signs by the book (RFC 5849, section 3.4), apart from the site's own reading of it.
fn sign(site: &Running, path: &str, key: &Key, nonce: &str, timestamp: i64) -> String {
    let parameters = format!(
        "oauth_consumer_key={}&oauth_nonce={nonce}&oauth_signature_method=HMAC-SHA256&oauth_timestamp={timestamp}&status=active",
        key.consumer_key
    );
    let address = format!("{}{}", site.url.as_str().trim_end_matches('/'), path);
    let base = format!(
        "GET&{}&{}",
        rawurlencode(&address),
        rawurlencode(&parameters)
    );
    let mut mac =
        Hmac::<Sha256>::new_from_slice(format!("{}&", key.consumer_secret).as_bytes()).unwrap();
    mac.update(base.as_bytes());
    let signature = BASE64.encode(mac.finalize().into_bytes());
    format!(
        "GET {path}?{parameters}&oauth_signature={}",
        rawurlencode(&signature)
    )
}

const MEMBERS: &str = "/wp-json/wc/v3/memberships/members";

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

fn code(reply: &Reply) -> &str {
    reply.body["code"].as_str().unwrap_or_default()
}

#[tokio::test]
async fn a_signature_opens_the_site_once_and_within_a_quarter_of_an_hour() {
    let site = start(Options::default()).await.unwrap();
    let key = site.keys.read_write.clone();
    let signed = sign(&site, MEMBERS, &key, "n1", now());
    let first = send(&site, &signed, "").await;
    assert_eq!(first.status, 200, "{}", first.body);
    assert!(first.body.as_array().is_some_and(|rows| !rows.is_empty()));
    assert_eq!(first.header("allow"), Some("GET, POST"));
    let again = send(&site, &signed, "").await;
    assert_eq!(
        (again.status, again.body["message"].as_str()),
        (401, Some("Invalid nonce - nonce has already been used."))
    );
    let late = send(&site, &sign(&site, MEMBERS, &key, "n2", now() - 1_980), "").await;
    assert_eq!(late.body["message"].as_str(), Some("Invalid timestamp."));
    let wrong = Key {
        consumer_secret: "x".to_owned(),
        ..key.clone()
    };
    let forged = send(&site, &sign(&site, MEMBERS, &wrong, "n3", now()), "").await;
    assert_eq!(
        forged.body["message"].as_str(),
        Some("Invalid signature - provided signature does not match.")
    );
    let stranger = Key {
        consumer_key: "ck_x".to_owned(),
        ..key
    };
    let unknown = send(&site, &sign(&site, MEMBERS, &stranger, "n4", now()), "").await;
    assert_eq!(
        unknown.body["message"].as_str(),
        Some("Consumer key is invalid.")
    );
    site.stop().await;
}

#[tokio::test]
async fn keys_open_what_their_owner_may_see() {
    let site = start(Options::default()).await.unwrap();
    let writes_only = site.keys.write.clone();
    let reply = send(&site, &sign(&site, MEMBERS, &writes_only, "w", now()), "").await;
    assert_eq!(
        (reply.status, reply.body["message"].as_str()),
        (
            401,
            Some("The API key provided does not have read permissions.")
        )
    );
    assert_eq!(reply.header("allow"), None);
    let customer = site.keys.customer.clone();
    let reply = send(&site, &sign(&site, MEMBERS, &customer, "c", now()), "").await;
    assert_eq!(
        (reply.status, code(&reply)),
        (403, "woocommerce_rest_cannot_view")
    );
    let missing = send(
        &site,
        &format!("GET {MEMBERS}?oauth_consumer_key=x&oauth_nonce=1"),
        "",
    )
    .await;
    assert_eq!(
        missing.body["message"].as_str(),
        Some("Missing OAuth parameters oauth_timestamp, oauth_signature, oauth_signature_method")
    );
    site.stop().await;
}

#[tokio::test]
async fn checks_run_in_wordpress_s_order() {
    let site = start(Options::default()).await.unwrap();
    let nobody = send(&site, &format!("GET {MEMBERS}"), "").await;
    assert_eq!(
        (nobody.status, code(&nobody)),
        (401, "woocommerce_rest_cannot_view")
    );
    assert_eq!(nobody.header("vary"), Some("Origin"));
    // Types before permission, a missing id before permission, an existing one after it.
    let typed = send(&site, &format!("GET {MEMBERS}?per_page=x"), "").await;
    assert_eq!((typed.status, code(&typed)), (400, "rest_invalid_param"));
    let absent = send(&site, &format!("GET {MEMBERS}/999999"), "").await;
    assert_eq!(
        (absent.status, code(&absent)),
        (404, "woocommerce_rest_invalid_wc_user_membership_id")
    );
    assert_eq!(
        absent.header("allow"),
        Some("GET, POST, PUT, PATCH, DELETE")
    );
    let present = send(&site, &format!("GET {MEMBERS}/60"), "").await;
    assert_eq!(present.status, 401);
    let required = send(&site, &format!("POST {MEMBERS}"), "").await;
    assert_eq!(
        (required.status, code(&required)),
        (400, "rest_missing_callback_param")
    );
    site.stop().await;
}

async fn open_site() -> Running {
    let options = Options {
        auth: AuthPolicy::Open,
        ..Options::default()
    };
    start(options).await.unwrap()
}

#[tokio::test]
async fn a_walk_over_pages_meets_every_row_once_and_links_lead_on() {
    let site = open_site().await;
    let whole = send(&site, &format!("GET {MEMBERS}?per_page=100"), "").await;
    let total = whole.body.as_array().unwrap().len();
    assert_eq!(whole.header("x-wp-total"), Some(total.to_string().as_str()));
    assert!(
        whole
            .header("link")
            .unwrap()
            .ends_with("rel=\"https://api.w.org/\"")
    );
    let mut seen = Vec::new();
    let mut path = format!("{MEMBERS}?per_page=7&status=any");
    loop {
        let page = send(&site, &format!("GET {path}"), "").await;
        seen.extend(
            page.body
                .as_array()
                .unwrap()
                .iter()
                .map(|row| row["id"].clone()),
        );
        let link = page.header("link").unwrap().to_owned();
        let Some(next) = link.split(", ").find(|part| part.ends_with("rel=\"next\"")) else {
            break;
        };
        let url = next.trim_start_matches('<').split('>').next().unwrap();
        path = url
            .strip_prefix(site.url.as_str().trim_end_matches('/'))
            .unwrap()
            .to_owned();
    }
    let ids: Vec<Value> = whole
        .body
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].clone())
        .collect();
    assert_eq!(seen, ids);
    let past = send(&site, &format!("GET {MEMBERS}?per_page=7&page=9999"), "").await;
    assert!(
        past.header("link")
            .unwrap()
            .ends_with("per_page=7&page=9>; rel=\"prev\"")
    );
    let offset = send(&site, &format!("GET {MEMBERS}?offset=1000"), "").await;
    assert_eq!(
        (
            offset.header("x-wp-total"),
            offset.header("x-wp-totalpages")
        ),
        (Some("0"), Some("0"))
    );
    site.stop().await;
}

#[tokio::test]
async fn v4_differs_in_its_list_parameters_alone() {
    let site = open_site().await;
    let total = async |path: &str| {
        let reply = send(&site, &format!("GET /wp-json/wc/{path}"), "").await;
        reply
            .header("x-wp-total")
            .map(|text| text.parse::<u64>().unwrap())
    };
    let listed = total("v3/memberships/members").await.unwrap();
    assert_eq!(
        total("v4/memberships/members").await,
        Some(listed + 1),
        "the trash is shown"
    );
    assert_eq!(
        total("v3/memberships/members?plan=open-shelf").await,
        total("v3/memberships/members?plan=20").await
    );
    assert_eq!(total("v4/memberships/members?plan=open-shelf").await, None);
    assert_eq!(total("v3/memberships/members?plan[]=20").await, None);
    assert_eq!(total("v3/memberships/members?plan=20,22").await, Some(0));
    assert!(total("v4/memberships/members?plan=20,22").await.unwrap() > 20);
    assert_eq!(
        total("v3/memberships/members?search=Family2").await,
        Some(listed)
    );
    assert!(
        total("v4/memberships/members?search=Family2")
            .await
            .unwrap()
            < listed
    );
    let v2 = send(&site, "GET /wp-json/wc/v2/memberships/members/64", "").await;
    let v4 = send(&site, "GET /wp-json/wc/v4/memberships/members/64", "").await;
    assert_eq!(
        v2.body.to_string().replace("wc/v2", "wc/v4"),
        v4.body.to_string()
    );
    site.stop().await;
}

#[tokio::test]
async fn hostile_requests_end_in_an_error_and_the_site_lives() {
    let site = open_site().await;
    let big = send(
        &site,
        &format!("POST {MEMBERS}"),
        &"x".repeat(9 * 1024 * 1024),
    )
    .await;
    assert_eq!(big.status, 413);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let json = format!("POST {MEMBERS}\nContent-Type: application/json");
    let nested = send(&site, &json, &deep).await;
    assert_eq!((nested.status, code(&nested)), (400, "rest_invalid_json"));
    for path in [
        "/wp-json/../../etc/passwd",
        "/wp-json/%00",
        "/wp-json//wc/v3",
        "/%ff%fe",
        "//",
    ] {
        let reply = send(&site, &format!("GET {path}"), "").await;
        assert_eq!(reply.status, 404, "{path}");
    }
    let flood: String = (0..200).map(|n| format!("\nX-{n}: y")).collect();
    let flooded = send(&site, &format!("GET {MEMBERS}{flood}"), "").await;
    assert_eq!(flooded.status, 431);
    let alive = send(&site, &format!("GET {MEMBERS}?per_page=1"), "").await;
    assert_eq!(alive.status, 200);
    assert_eq!(site.requests().get("GET"), Some(&6));
    site.stop().await;
}
