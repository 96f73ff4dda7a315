use serde_json::{Map, Value, json};

use super::{Class, Effect, Fault, Needs, Row};
use crate::serve::http_answer::HttpAnswer;

const fn fault(
    id: &'static str,
    imitates: &'static str,
    found_by: &'static str,
    effect: Effect,
) -> Fault {
    Fault {
        id,
        class: Class::Links,
        imitates,
        found_by,
        apart: None,
        needs: Needs::Reads,
        effect,
    }
}

const HEADER: &str = "link-header";
const ITEM: &str = "item-links";

pub(super) static FAULTS: &[Fault] = &[
    fault(
        "link-lost",
        "a proxy that drops Link headers because preloading filled them",
        HEADER,
        Effect::Http(|answer, _| answer.headers.retain(|(name, _)| name != "Link")),
    ),
    fault(
        "link-to-another-host",
        "a site behind a proxy that does not forward the Host header",
        HEADER,
        Effect::Http(|answer, distortion| {
            let host = distortion.request.host.clone();
            with_link(answer, |link| link.replace(&host, "internal-web-1:8080"));
        }),
    ),
    fault(
        "link-skips-a-page",
        "a paging plugin that counts from zero",
        HEADER,
        Effect::Http(|answer, _| {
            with_link(answer, |link| {
                link.replace("page=2>; rel=\"next\"", "page=3>; rel=\"next\"")
            });
        }),
    ),
    fault(
        "link-loses-filters",
        "a plugin that rebuilds paging links from the page number alone",
        HEADER,
        Effect::Http(|answer, _| {
            with_link(answer, |link| {
                let parts = link.split(", ").map(|part| match part.split_once('?') {
                    Some((base, rest)) => {
                        let page = rest.rsplit("page=").next().unwrap_or_default();
                        format!("{base}?page={page}")
                    }
                    None => part.to_owned(),
                });
                parts.collect::<Vec<_>>().join(", ")
            });
        }),
    ),
    fault(
        "link-next-for-ever",
        "an infinite-scroll plugin that always offers a next page",
        HEADER,
        Effect::Http(|answer, distortion| {
            let request = distortion.request;
            let is_list = answer.headers.iter().any(|(name, _)| name == "X-WP-Total");
            if is_list {
                let url = request.url_of(&request.route);
                answer.headers.retain(|(name, _)| name != "Link");
                answer
                    .headers
                    .push(("Link".to_owned(), format!("<{url}?page=2>; rel=\"next\"")));
            }
        }),
    )
    .shown_apart(
        "one old header is wrong in another way on each page: too late, too early, without filters",
    ),
    fault(
        "self-link-of-a-neighbour",
        "an object cache that returns the previous row",
        ITEM,
        Effect::Row(|row, kind, _, _| {
            let id = row.get("id").and_then(Value::as_u64).unwrap_or_default();
            if kind == Row::Member {
                relink(row, "self", |href| {
                    href.replace(&format!("/{id}"), &format!("/{}", id + 1))
                });
            }
        }),
    ),
    fault(
        "links-to-staging",
        "a database copied from staging with its site URL",
        ITEM,
        Effect::Row(|row, _, _, distortion| {
            let host = distortion.request.host.clone();
            for name in ["self", "collection"] {
                relink(row, name, |href| href.replace(&host, "staging.example"));
            }
        }),
    ),
    fault(
        "collection-link-of-plans",
        "a filter that copies the links of another controller",
        ITEM,
        Effect::Row(|row, kind, _, _| {
            if kind == Row::Member {
                relink(row, "collection", |href| href.replace("/members", "/plans"));
            }
        }),
    ),
    fault(
        "customer-link-of-the-administrator",
        "a filter that links to the user who created the membership",
        ITEM,
        Effect::Row(|row, kind, _, _| {
            if kind == Row::Member {
                relink(row, "customer", |href| {
                    let base = href.rsplit_once('/').map_or(href, |(base, _)| base);
                    format!("{base}/1")
                });
            }
        }),
    ),
    fault(
        "order-link-without-order",
        "a filter that links an order of number 0",
        ITEM,
        Effect::Row(|row, kind, _, distortion| {
            if kind == Row::Member && row.get("order_id") == Some(&Value::Null) {
                let href = distortion.request.url_of("/wc/v3/orders/0");
                if let Some(Value::Object(links)) = row.get_mut("_links") {
                    links.insert("order".to_owned(), json!([{"href": href}]));
                }
            }
        }),
    ),
    fault(
        "view-url-relative",
        "a plugin that makes every URL relative",
        ITEM,
        Effect::Row(|row, _, _, distortion| {
            let home = distortion.request.home();
            if let Some(Value::String(url)) = row.get_mut("view_url") {
                *url = url.replace(&home, "");
            }
        }),
    ),
    fault(
        "view-url-on-staging",
        "a cached permalink of the staging site",
        ITEM,
        Effect::Row(|row, _, _, distortion| {
            let host = distortion.request.host.clone();
            if let Some(Value::String(url)) = row.get_mut("view_url") {
                *url = url.replace(&host, "staging.example");
            }
        }),
    ),
];

fn with_link(answer: &mut HttpAnswer, change: impl Fn(&str) -> String) {
    let is_list = answer.headers.iter().any(|(name, _)| name == "X-WP-Total");
    for (name, value) in &mut answer.headers {
        if is_list && name == "Link" && value.contains("rel=\"next\"") {
            *value = change(value);
        }
    }
}

fn relink(row: &mut Map<String, Value>, relation: &str, change: impl Fn(&str) -> String) {
    let Some(Value::Array(targets)) = row
        .get_mut("_links")
        .and_then(|links| links.get_mut(relation))
    else {
        return;
    };
    for target in targets {
        if let Some(Value::String(href)) = target.get_mut("href") {
            *href = change(href);
        }
    }
}
