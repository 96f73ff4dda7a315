use url::Url;

use super::facts;
use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::{Address, Paging, Query};

static RULE: Rule = Rule {
    id: "link-header",
    level: Level::Error,
    class: Class::Paging,
    title: "`Link` points to the next and the previous page if they exist",
    unit: "lists",
    what: "In list responses the relations `prev` and `next` of the header `Link` (RFC 8288) are \
           compared with the page and the number of pages: `next` unless this is the last page, \
           `prev` unless it is the first; past the end `prev` points to the last page. Each target \
           must be the same list on the same site with the same parameters and the right page.",
    why: "Clients that follow a wrong `Link` stop too early, loop, or send their credentials to \
          another host.",
    example: "Page 2 of 6 has no `next`; or its `next` points to page 2.",
    remedy: "Look for a cache or proxy that rewrites or drops `Link`, and compare the site address \
             in Settings, General with the one that you use.",
};

causes! {
    /// What the check finds.
    enum Fault {
        Unwanted = "unwanted": "none", "one";
        Missing = "missing": "one", "none";
        NoUrl = "no-url": "an absolute URL", "other text";
        AnotherSite = "another-site": "the requested site", "another site";
        AnotherPath = "another-path": "the requested list", "another path";
        AnotherPage = "another-page": "the adjacent page", "another page";
        AnotherQuery = "other-parameters": "the parameters that were sent", "other parameters";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::new(LinkHeader),
};

struct LinkHeader;

impl Check for LinkHeader {
    fn see(&mut self, context: &ExchangeContext<'_>, _run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        let Some(paging) = Paging::of(seen) else {
            return;
        };
        let Some(pages) = paging.pages.number() else {
            return;
        };
        report.examined(context, 1);
        let links: Vec<(String, String)> = seen
            .exchange
            .response
            .headers
            .get_all("Link")
            .flat_map(parse)
            .collect();
        let page = paging.page.max(1);
        let prev = (page > 1)
            .then(|| (page - 1).min(pages))
            .filter(|target| *target > 0);
        let next = (pages > page).then_some(page.saturating_add(1));
        for (relation, target) in [("prev", prev), ("next", next)] {
            let mut of_relation = links.iter().filter(|(rel, _)| rel == relation);
            let (fault, value) = match (target, of_relation.next()) {
                (None, None) => continue,
                // WordPress clamps the page before it writes the link, so an empty list asked
                // for page 2 may or may not lead back; neither misleads a client.
                (None, Some(_)) if pages == 0 => continue,
                (None, Some((_, link))) => (Fault::Unwanted, link.clone()),
                (Some(_), None) => (Fault::Missing, String::new()),
                (Some(target), Some((_, link))) => match fault_of(seen, link, target) {
                    None => continue,
                    Some(fault) => (fault, link.clone()),
                },
            };
            let violation = Violation {
                basis: Basis::Both,
                location: Location::Header(format!("Link rel={relation}")),
                cause: fault.into(),
                source: Some("docs/observed.md#4".into()),
            };
            let at = if value.is_empty() {
                At::Whole
            } else {
                At::Link(&value)
            };
            let number = Some(seen.number);
            report.contradiction(context, violation, at, &[], || {
                let asked = format!("page {page} of {pages}");
                let at = format!("header Link rel={relation}");
                let link = if value.is_empty() {
                    facts::text("the link", number, &at, "no link")
                } else {
                    facts::link("the link", number, &at, &value)
                };
                vec![
                    facts::text("asked for", number, "parameter page", &asked),
                    link,
                ]
            });
        }
    }
}

/// What is wrong with a link that should lead to a page of the requested list.
fn fault_of(seen: &crate::interpret::Interpreted<'_>, link: &str, page: u64) -> Option<Fault> {
    let Ok(url) = Url::parse(link) else {
        return Some(Fault::NoUrl);
    };
    let own = &seen.exchange.request.url;
    if url.origin() != own.origin() {
        return Some(Fault::AnotherSite);
    }
    if Address::of(&url).map(|there| (there.api, there.route))
        != seen
            .address
            .as_ref()
            .map(|here| (here.api, here.route.clone()))
    {
        return Some(Fault::AnotherPath);
    }
    let query = Query::of(&url);
    if query.get("page").and_then(|text| text.parse().ok()) != Some(page) {
        return Some(Fault::AnotherPage);
    }
    let differs = seen
        .query
        .names()
        .into_iter()
        .filter(|name| *name != "page" && !crate::redact::is_secret_name(name))
        .filter(|name| is_canonical(&seen.query, name))
        .any(|name| query.list(name) != seen.query.list(name));
    differs.then_some(Fault::AnotherQuery)
}

/// Whether WordPress keeps a parameter as it was sent. Lists of ids and offsets are cleaned
/// first: signs are dropped, words become 0, empty lists vanish (`docs/observed.md#4`).
fn is_canonical(query: &Query, name: &str) -> bool {
    let cleaned = matches!(
        name,
        "include" | "exclude" | "parent" | "parent_exclude" | "offset"
    );
    let is_id = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    !cleaned
        || query
            .list(name)
            .is_some_and(|ids| !ids.is_empty() && ids.iter().all(is_id))
}

/// The relations and targets of one `Link` field (RFC 8288, section 3), as far as WordPress
/// writes it: `<https://…>; rel="next", <https://…>; rel="prev"`.
fn parse(field: &str) -> Vec<(String, String)> {
    let mut links = Vec::new();
    let mut rest = field;
    while let Some((_, after)) = rest.split_once('<') {
        // A redacted target holds brackets of its own: `<…?consumer_secret=<redacted>>; rel=…`.
        let Some((target, after)) = after.split_once(">;") else {
            break;
        };
        let parameters = after.split('<').next().unwrap_or(after);
        let relation = parameters
            .split(';')
            .filter_map(|part| {
                part.trim()
                    .trim_end_matches(',')
                    .trim()
                    .strip_prefix("rel=")
            })
            .map(|rel| rel.trim_matches('"').to_ascii_lowercase())
            .next();
        if let Some(relation) = relation {
            links.push((relation, target.to_owned()));
        }
        rest = after;
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::members;
    use crate::checks::testing::{ROOT, With, findings, get};

    fn list(path: &str, pages: u64, link: &str) -> Vec<String> {
        let exchange = get(path, 200, &members(1..=5)).paged(pages * 5, pages);
        findings(&ENTRY, &[exchange.header("Link", link)])
    }

    fn link(query: &str, relation: &str) -> String {
        format!("<{ROOT}/members?{query}>; rel=\"{relation}\"")
    }

    #[test]
    fn a_missing_a_needless_and_a_wrong_link_are_found() {
        assert_eq!(
            list(
                "/members?per_page=5",
                3,
                "<https://shop.example/wp-json/>; rel=\"https://api.w.org/\""
            ),
            ["header Link rel=next: one, none found"]
        );
        assert_eq!(
            list("/members?per_page=5", 1, &link("per_page=5&page=2", "next")),
            ["header Link rel=next: none, one found"]
        );
        assert_eq!(
            list("/members?per_page=5", 3, &link("per_page=5&page=3", "next")),
            ["header Link rel=next: the adjacent page, another page found"]
        );
        assert_eq!(
            list(
                "/members?per_page=5&status=active",
                3,
                &link("per_page=5&page=2", "next")
            ),
            ["header Link rel=next: the parameters that were sent, other parameters found"]
        );
        let elsewhere = "<https://other.example/wp-json/wc/v3/memberships/members?per_page=5&page=2>; rel=\"next\"";
        assert_eq!(
            list("/members?per_page=5", 3, elsewhere),
            ["header Link rel=next: the requested site, another site found"]
        );
    }

    #[test]
    fn sound_links_are_silent() {
        let both = format!(
            "{}, {}",
            link("per_page=5&page=1", "prev"),
            link("per_page=5&page=3", "next")
        );
        assert_eq!(list("/members?per_page=5&page=2", 3, &both), [""; 0]);
        assert_eq!(
            list(
                "/members?page=999&per_page=5",
                3,
                &link("page=3&per_page=5", "prev")
            ),
            [""; 0]
        );
        let tight = both.replace(", <", ",<");
        assert_eq!(list("/members?per_page=5&page=2", 3, &tight), [""; 0]);
        let array = "include%5B0%5D=1&include%5B1%5D=2&per_page=5&page=2";
        assert_eq!(
            list(
                "/members?include[]=1&include[]=2&per_page=5",
                3,
                &link(array, "next")
            ),
            [""; 0]
        );
    }
}
