use serde_json::Value;
use url::Url;

use super::{Attendant, Error};
use crate::client::Client;
use crate::exchange::{Body, Exchange, PlannedRequest};
use crate::scenario::{Mark, Person};

/// From so many orders on a shop is taken for one that people buy in.
const MANY_ORDERS: u64 = 50;

/// Characters that a name of a host has at most in DNS.
const LONGEST_HOST: usize = 253;

/// What is about to be written, so that a person can agree to it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Intended {
    /// The host, with its port where that is not the usual one.
    pub host: String,
    /// The customer who is given memberships, if the policy names one.
    pub customer: Option<u64>,
    /// The addresses of the two customers that are made otherwise.
    pub addresses: [String; 2],
    /// The name of the file that says what is made.
    pub ledger: String,
    /// The active webhooks that it sets off, as topic and host; none if they cannot be read.
    pub webhooks: Option<Vec<String>>,
    /// What speaks for a shop that people buy in.
    pub signs: Vec<String>,
    /// Whether the host was named before, so that it need not be named again.
    pub is_named: bool,
}

impl Intended {
    pub(super) fn of(root: &Url, mark: &Mark, customer: Option<u64>, ledger: &str) -> Self {
        Self {
            host: host(root),
            customer,
            addresses: [mark.email(Person::Owner), mark.email(Person::Heir)],
            ledger: ledger.to_owned(),
            webhooks: None,
            signs: Vec::new(),
            is_named: false,
        }
    }
}

/// Lets nothing be written to a site whose host nobody has named: in the policy, or when asked.
pub(super) async fn ask<A: Attendant + ?Sized>(
    root: &Url,
    mut intended: Intended,
    named: Option<&str>,
    client: &Client,
    attendant: &mut A,
) -> Result<(), Error> {
    intended.is_named = is_agreed(root, named)?;
    intended.webhooks = hooks(root, client).await;
    intended.signs = production_signs(root, orders(root, client).await);
    let typed = attendant.consent(&intended).map_err(Error::Unasked)?;
    agreed(root, named.or(typed.as_deref()))
}

/// Rejects where nobody has named the host of a site, or somebody has named another.
///
/// # Errors
///
/// [`Error::NoConsent`], [`Error::OtherHost`].
pub(crate) fn agreed(root: &Url, named: Option<&str>) -> Result<(), Error> {
    if is_agreed(root, named)? {
        return Ok(());
    }
    Err(Error::NoConsent { host: host(root) })
}

/// Whether the host was named; rejects where another was.
fn is_agreed(root: &Url, named: Option<&str>) -> Result<bool, Error> {
    match named {
        Some(typed) if !is_host(typed, root) => Err(Error::OtherHost {
            typed: crate::redact::text(typed),
            host: host(root),
        }),
        named => Ok(named.is_some()),
    }
}

/// The host as a person types it, with its port where that is not the usual one.
fn host(root: &Url) -> String {
    let name = root.host_str().unwrap_or_default();
    match root.port() {
        Some(port) => format!("{name}:{port}"),
        None => name.to_owned(),
    }
}

fn is_host(typed: &str, root: &Url) -> bool {
    let name = root.host_str().unwrap_or_default();
    typed.eq_ignore_ascii_case(name) || typed.eq_ignore_ascii_case(&host(root))
}

/// What speaks for a shop that people buy in.
fn production_signs(root: &Url, orders: Option<u64>) -> Vec<String> {
    const TRIALS: [&str; 12] = [
        "staging",
        "stage",
        "test",
        "tests",
        "dev",
        "local",
        "localhost",
        "sandbox",
        "demo",
        "example",
        "invalid",
        "docker",
    ];
    let name = root.host_str().unwrap_or_default().to_ascii_lowercase();
    let is_trial = name
        .split(['.', '-'])
        .any(|part| TRIALS.contains(&part.trim_end_matches(|end: char| end.is_ascii_digit())));
    let mut signs = Vec::new();
    if !is_trial && !is_private(root) {
        signs.push("nothing in the host name suggests a test site".to_owned());
    }
    if let Some(orders) = orders.filter(|orders| *orders > MANY_ORDERS) {
        signs.push(format!("it has {orders} orders"));
    }
    signs
}

fn is_private(root: &Url) -> bool {
    match root.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback() || address.is_private(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        _ => false,
    }
}

/// The active webhooks for memberships and customers, as topic and host; none if they cannot be
/// read.
async fn hooks(root: &Url, client: &Client) -> Option<Vec<String>> {
    let answer = read(root, client, "wc/v3/webhooks?status=active&per_page=100").await?;
    let Body::Whole(bytes) = &answer.response.body else {
        return None;
    };
    let rows: Vec<Value> = serde_json::from_slice(bytes).ok()?;
    let text = |row: &Value, name: &str| row.get(name).and_then(Value::as_str).map(str::to_owned);
    let told = rows.iter().filter_map(|row| {
        let topic = text(row, "topic")?;
        let is_ours = ["user_membership.", "customer."]
            .iter()
            .any(|start| topic.starts_with(start));
        let to = Url::parse(&text(row, "delivery_url")?).ok()?;
        let (resource, action) = topic.split_once('.')?;
        let action = crate::redact::told_text("action", action);
        let host: String = to.host_str()?.chars().take(LONGEST_HOST).collect();
        is_ours.then(|| format!("{resource}.{action} to {host}"))
    });
    Some(told.collect())
}

/// How many orders the shop has, if the key may see them.
async fn orders(root: &Url, client: &Client) -> Option<u64> {
    let answer = read(root, client, "wc/v3/orders?per_page=1").await?;
    answer.response.headers.get("X-WP-Total")?.parse().ok()
}

async fn read(root: &Url, client: &Client, path: &str) -> Option<Exchange> {
    let url = root.join(path).ok()?;
    // Without an answer there is less to tell; that is no reason to stop.
    let read = PlannedRequest::get("before writing", url);
    let answer = client.send(&read).await.ok()?;
    (answer.response.status == 200).then_some(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signs(root: &str, orders: Option<u64>) -> Vec<String> {
        production_signs(&Url::parse(root).unwrap(), orders)
    }

    #[test]
    fn a_shop_that_people_buy_in_is_told_from_one_for_trying() {
        assert_eq!(
            signs("https://staging2.shop.com/wp-json/", Some(3)).len(),
            0
        );
        assert_eq!(signs("http://127.0.0.1:8931/wp-json/", None).len(), 0);
        assert_eq!(
            signs("https://shop-dev.acme.com/wp-json/", Some(900)).len(),
            1
        );
        assert_eq!(
            signs("https://www.contest.com/wp-json/", Some(900)).len(),
            2
        );
    }

    #[test]
    fn a_host_is_named_with_or_without_its_port() {
        let root = Url::parse("https://Shop.example:8443/wp-json/").unwrap();
        assert!(is_host("shop.example", &root) && is_host("shop.example:8443", &root));
        assert!(!is_host("shop.example:443", &root) && !is_host("example", &root));
    }
}
