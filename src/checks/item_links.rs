use std::collections::HashSet;
use std::hash::BuildHasherDefault;

use indexmap::IndexSet;
use percent_encoding::percent_decode_str;
use rustc_hash::FxHasher;
use serde_json::{Map, Value};
use url::Url;

use super::entities::{Entity, entities};
use super::facts;
use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::{Address, Api};

static RULE: Rule = Rule {
    id: "item-links",
    level: Level::Error,
    class: Class::Links,
    title: "The URLs of an item agree with its ids and stay on the site",
    unit: "items",
    what: "`self` and `collection` must be the item's own addresses on the requested site and \
           version; `customer`, `order`, `product`, `subscription` and `products` must end in the \
           id that the item holds; every link must have the requested host. `view_url` is empty or \
           an absolute URL on that host or on the home of the site, as its index names it.",
    why: "Clients that follow links send their credentials with them: a link to another host leaks \
          them, and a link to another id shows the wrong customer.",
    example: "`_links.customer[0].href` ends in /customers/20, but `customer_id` is 19.",
    remedy: "Host: compare the site address in Settings, General with the one that you use, and \
             look for a proxy that does not forward the Host header. Id: look for a filter that \
             changes ids after the links were built.",
};

causes! {
    /// What the check finds.
    enum Fault {
        NoUrl = "no-url": "an absolute URL", "other text";
        AnotherSite = "another-site": "the requested site", "another site";
        AnotherItem = "another-item": "the item's own address", "another address";
        AnotherList = "another-list": "the address of the list", "another address";
        AnotherProduct = "another-product": "an id of access_product_ids", "another id";
        AnotherId { key: &'static str } = "another-id": "the id in {key}", "another id";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<ItemLinks>::default(),
};

/// How many sound rows are remembered.
const KEPT: usize = 65_536;

#[derive(Default)]
struct ItemLinks {
    /// Where was asked, so that it is told apart by a number.
    asked: IndexSet<(String, Api, bool)>,
    /// Rows whose links are sound where they were requested.
    sound: HashSet<(usize, u64), BuildHasherDefault<FxHasher>>,
}

/// Relations that lead to a record whose id the item holds, and the key that holds it.
const FOREIGN: [(&str, &str); 4] = [
    ("customer", "customer_id"),
    ("order", "order_id"),
    ("product", "product_id"),
    ("subscription", "subscription_id"),
];

impl Check for ItemLinks {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let Some(address) = &context.seen.address else {
            return;
        };
        let asked = (address.root.clone(), address.api, address.route.is_plan());
        let asked = self.asked.insert_full(asked).0;
        let mut examined = 0;
        for entity in entities(context.seen) {
            let key = entity.serial.map(|serial| (asked, serial));
            if key.is_some_and(|key| self.sound.contains(&key)) {
                examined += 1;
                continue;
            }
            let Some(links) = entity.value.get("_links").and_then(Value::as_object) else {
                continue;
            };
            examined += 1;
            let faults = faults_of(&entity, links, address, context, report)
                + faults_of_view(&entity, context, run, report);
            if let (0, Some(key)) = (faults, key)
                && self.sound.len() < KEPT
            {
                self.sound.insert(key);
            }
        }
        report.examined(context, examined);
    }
}

/// Reports a `view_url` that does not exist or to another site; returns how many.
fn faults_of_view(
    entity: &Entity<'_>,
    context: &ExchangeContext<'_>,
    run: &RunContext,
    report: &mut Reporter<'_>,
) -> usize {
    let text = entity.value.get("view_url").and_then(Value::as_str);
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return 0;
    };
    let asked = context.seen.exchange.request.url.origin();
    let home = run.site().home.as_ref().map(Url::origin);
    let fault = match Url::parse(text) {
        Err(_) => Fault::NoUrl,
        Ok(url) if url.origin() != asked && Some(url.origin()) != home => Fault::AnotherSite,
        Ok(_) => return 0,
    };
    let path = entity.path().key("view_url");
    let violation = Violation {
        basis: Basis::Both,
        location: Location::Json(path.pattern()),
        cause: fault.into(),
        source: Some("docs/observed.md#5".into()),
    };
    report.fault(context, violation, At::Json(&path));
    1
}

/// Reports the links of one item that are wrong; answers how many.
fn faults_of(
    entity: &Entity<'_>,
    links: &Map<String, Value>,
    address: &Address,
    context: &ExchangeContext<'_>,
    report: &mut Reporter<'_>,
) -> usize {
    let mut faults = 0;
    for (relation, targets) in links {
        for (index, target) in targets.as_array().into_iter().flatten().enumerate() {
            let Some(href) = target.get("href").and_then(Value::as_str) else {
                continue;
            };
            let Some(fault) = fault_of(relation, href, entity, address, context) else {
                continue;
            };
            faults += 1;
            let links = entity.path().key("_links");
            let path = links.key(relation).index(index).key("href");
            let violation = Violation {
                basis: Basis::Both,
                location: Location::Json(path.pattern()),
                cause: fault.into(),
                source: Some("docs/observed.md#5, #6".into()),
            };
            report.contradiction(context, violation, At::Json(&path), &[], || {
                let number = context.seen.number;
                let own = |key: &str| {
                    facts::member("the item", number, &entity.path(), key, entity.value)
                };
                let key = FOREIGN.iter().find(|(known, _)| known == relation);
                let against = match (relation.as_str(), key) {
                    (_, Some((_, key))) => own(key),
                    ("products", None) => own("access_product_ids"),
                    ("self", None) => own("id"),
                    _ => facts::text("the list", None, "", address.template().as_str()),
                };
                vec![
                    facts::link("the link", Some(number), &path.exact(), href),
                    against,
                ]
            });
        }
    }
    faults
}

fn fault_of(
    relation: &str,
    href: &str,
    entity: &Entity<'_>,
    address: &Address,
    context: &ExchangeContext<'_>,
) -> Option<Fault> {
    let Ok(url) = Url::parse(href) else {
        return Some(Fault::NoUrl);
    };
    if url.origin() != context.seen.exchange.request.url.origin() {
        return Some(Fault::AnotherSite);
    }
    let kind = if address.route.is_plan() {
        "plans"
    } else {
        "members"
    };
    let collection = format!("{}/wc/{}/memberships/{kind}", address.root, address.api);
    match relation {
        "self" => {
            let own = format!("{collection}/{}", entity.id);
            (!leads_to(&url, &own)).then_some(Fault::AnotherItem)
        }
        "collection" => (!leads_to(&url, &collection)).then_some(Fault::AnotherList),
        "products" => {
            let ids = entity
                .value
                .get("access_product_ids")
                .and_then(Value::as_array)?;
            let known = ids
                .iter()
                .filter_map(Value::as_i64)
                .any(|id| Some(id) == last_id(&url));
            (!known).then_some(Fault::AnotherProduct)
        }
        _ => {
            let (_, key) = FOREIGN.iter().find(|(known, _)| *known == relation)?;
            let id = entity.value.get(*key)?;
            // An id that is no number is the business of the schema.
            let comparable = id.is_null() || id.is_i64();
            (comparable && last_id(&url) != id.as_i64()).then_some(Fault::AnotherId { key })
        }
    }
}

/// Whether a URL is an address of the site. How the host is written and whether a default port stands
/// there does not matter, and translation plugins add a language (`?lang=de`) to every link.
fn leads_to(url: &Url, address: &str) -> bool {
    let parts = |url: &Url| {
        let mut query: Vec<(String, String)> = (url.query_pairs().into_owned())
            .filter(|(name, _)| name != "lang")
            .collect();
        query.sort();
        let path = percent_decode_str(url.path()).collect::<Vec<u8>>();
        (url.origin(), path, query)
    };
    Url::parse(address).is_ok_and(|address| parts(url) == parts(&address))
}

/// The id at the end of the path or, on sites with plain permalinks, of `rest_route`.
fn last_id(url: &Url) -> Option<i64> {
    let route = url.query_pairs().find(|(name, _)| name == "rest_route");
    let path = route.map_or_else(|| url.path().into(), |(_, route)| route);
    path.rsplit('/').find(|part| !part.is_empty())?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::member;
    use crate::checks::testing::{findings, get};
    use serde_json::json;

    fn with(relation: &str, href: &str) -> Vec<String> {
        let mut row = member(19);
        row["_links"][relation][0]["href"] = json!(href);
        findings(&ENTRY, &[get("/members", 200, &json!([row]))])
    }

    #[test]
    fn links_to_another_host_another_item_and_another_customer_are_found() {
        assert_eq!(
            with(
                "customer",
                "https://other.example/wp-json/wc/v3/customers/1019"
            ),
            ["$[*]._links.customer[*].href: the requested site, another site found"]
        );
        assert_eq!(
            with(
                "self",
                "https://shop.example/wp-json/wc/v3/memberships/members/20"
            ),
            ["$[*]._links.self[*].href: the item's own address, another address found"]
        );
        assert_eq!(
            with("customer", "https://shop.example/wp-json/wc/v3/customers/1"),
            ["$[*]._links.customer[*].href: the id in customer_id, another id found"]
        );
    }

    #[test]
    fn a_view_url_that_is_relative_or_on_another_host_is_found() {
        let with = |url: &str| {
            let mut row = member(19);
            row["view_url"] = json!(url);
            findings(&ENTRY, &[get("/members", 200, &json!([row]))])
        };
        assert_eq!(
            with("/my-account/members-area/20/"),
            ["$[*].view_url: an absolute URL, other text found"]
        );
        assert_eq!(
            with("https://other.example/my-account/"),
            ["$[*].view_url: the requested site, another site found"]
        );
        assert_eq!(with(""), [""; 0]);
    }

    #[test]
    fn other_spellings_of_the_same_address_are_silent() {
        for own in [
            "https://SHOP.example:443/wp-json/wc/v3/memberships/members/19",
            "https://shop.example/wp-json/wc/v3/memberships/members/19?lang=de",
        ] {
            assert_eq!(with("self", own), [""; 0], "{own}");
        }
        for other in [
            "https://shop.example:8443/wp-json/wc/v3/memberships/members/19",
            "https://shop.example/wp-json/wc/v3/memberships/members/19?status=active",
            "https://shop.example/wp-json/wc/v3/memberships/Members/19",
        ] {
            assert_eq!(with("self", other).len(), 1, "{other}");
        }
    }

    #[test]
    fn sound_links_are_silent() {
        assert_eq!(
            findings(&ENTRY, &[get("/members/19", 200, &member(19))]),
            [""; 0]
        );
    }
}
