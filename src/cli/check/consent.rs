use std::io::{BufRead, Write};

use serde_json::Value;
use url::Url;

use super::Error;
use crate::cli::Context;
use crate::client::{Ask, Client};
use crate::exchange::{Body, Exchange};
use crate::life::{Mark, Person};

/// From so many orders on a shop is taken for one that people buy in.
const MANY_ORDERS: u64 = 50;

/// Characters that a name of a host has at most in DNS.
const LONGEST_HOST: usize = 253;

/// How many webhooks are told one by one.
const MOST_HOOKS: usize = 10;

/// What is about to be done, so that a person can agree to it.
pub(super) struct Intended<'a> {
    pub(super) root: &'a Url,
    pub(super) mark: &'a Mark,
    pub(super) lent: Option<u64>,
    pub(super) ledger: &'a str,
    pub(super) yes_to: Option<&'a str>,
}

/// Says what will be written and what it sets off, and lets a person type the host's name unless
/// it was named before.
pub(super) async fn ask(
    intended: &Intended<'_>,
    client: &Client,
    context: &mut Context,
) -> Result<(), crate::cli::Error> {
    refuse_another(intended.root, intended.yes_to)?;
    let hooks = hooks(intended.root, client).await;
    let orders = orders(intended.root, client).await;
    let err = &mut context.err;
    writeln!(err, "This run will write to {}:", host(intended.root))?;
    match intended.lent {
        Some(id) => writeln!(
            err,
            "  it gives memberships to customer {id}, who is write.customer"
        )?,
        None => writeln!(
            err,
            "  it makes two customers ({}, {})",
            intended.mark.email(Person::Owner),
            intended.mark.email(Person::Heir)
        )?,
    }
    writeln!(
        err,
        "  it makes about 20 memberships of theirs, changes them and deletes everything again"
    )?;
    writeln!(
        err,
        "  what it makes is kept in {}, for `memberspec cleanup`",
        intended.ledger
    )?;
    match intended.lent {
        Some(id) => writeln!(
            err,
            "  mails: those that Memberships sends when a membership begins, is paused, ends or is \
             handed over go to customer {id}"
        )?,
        None => writeln!(
            err,
            "  mails: WooCommerce's for a new account and those of Memberships go to addresses at \
             memberspec.invalid, a domain that does not exist; mails that a shop sends to its own \
             staff for new customers or memberships arrive"
        )?,
    }
    match hooks {
        Some(hooks) if hooks.is_empty() => writeln!(err, "  webhooks: none is active for it")?,
        Some(hooks) => writeln!(err, "  webhooks that it sets off: {}", listed(&hooks))?,
        None => writeln!(
            err,
            "  webhooks: the key cannot list them; those for memberships and customers are set off"
        )?,
    }
    let signs = production_signs(intended.root, orders);
    if !signs.is_empty() {
        writeln!(
            err,
            "  THIS LOOKS LIKE A SHOP THAT PEOPLE BUY IN: {}",
            signs.join("; ")
        )?;
    }
    confirm(intended.root, intended.yes_to, context)
}

/// The first of them, and how many more there are.
fn listed(hooks: &[String]) -> String {
    let shown: Vec<&str> = hooks.iter().take(MOST_HOOKS).map(String::as_str).collect();
    let shown = shown.join(", ");
    match hooks.len().saturating_sub(MOST_HOOKS) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// Refuses when another host was named on the command line than the one that would be written to.
fn refuse_another(root: &Url, yes_to: Option<&str>) -> Result<(), Error> {
    match yes_to {
        Some(typed) if !is_host(typed, root) => Err(Error::OtherHost {
            typed: crate::redact::text(typed),
            host: host(root),
        }),
        _ => Ok(()),
    }
}

/// Lets nothing be written to a host that nobody has named: on the command line, or at the
/// terminal.
pub(in crate::cli) fn confirm(
    root: &Url,
    yes_to: Option<&str>,
    context: &mut Context,
) -> Result<(), crate::cli::Error> {
    refuse_another(root, yes_to)?;
    if yes_to.is_some() {
        return Ok(());
    }
    let host = host(root);
    let Some(person) = &mut context.person else {
        return Err(Error::NoConsent { host }.into());
    };
    let err = &mut context.err;
    write!(err, "Type the name of the host to go on: ")?;
    err.flush()?;
    let mut typed = String::new();
    person.read_line(&mut typed)?;
    Ok(refuse_another(root, Some(typed.trim()))?)
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
        signs.push("nothing in the host's name says that it is for trying things".to_owned());
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
    let answer = client.send(&Ask::get(url)).await.ok()?;
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
    fn a_long_list_of_webhooks_is_cut_and_says_so() {
        let hooks: Vec<String> = (0..13).map(|at| format!("hook{at}")).collect();
        assert!(listed(&hooks).ends_with("hook9 and 3 more"));
        assert_eq!(listed(&hooks[..2]), "hook0, hook1");
    }

    #[test]
    fn a_host_is_named_with_or_without_its_port() {
        let root = Url::parse("https://Shop.example:8443/wp-json/").unwrap();
        assert!(is_host("shop.example", &root) && is_host("shop.example:8443", &root));
        assert!(!is_host("shop.example:443", &root) && !is_host("example", &root));
    }
}
