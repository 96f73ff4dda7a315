//! What stands in front of WordPress: redirects and caches.

use super::{Class, Effect, Fault, Needs};
use crate::serve::http_answer::HttpAnswer;
use crate::serve::wordpress::ApiRequest;

const fn fault(
    id: &'static str,
    imitates: &'static str,
    found_by: &'static str,
    effect: Effect,
) -> Fault {
    Fault {
        id,
        class: Class::Transport,
        imitates,
        found_by,
        apart: None,
        needs: Needs::Reads,
        effect,
    }
}

const ROUTE: &str = "stays-on-route";
const CACHE: &str = "not-cached";

pub(super) static FAULTS: &[Fault] = &[
    fault(
        "items-lead-to-the-account",
        "a members-only plugin that sends single memberships to the account page",
        ROUTE,
        Effect::Http(|answer, distortion| {
            if distortion.request.route.contains("/members/") && answer.status == 200 {
                redirect(answer, format!("{}/my-account/", distortion.request.home()));
            }
        }),
    ),
    fault(
        "filtered-lists-lead-to-the-login",
        "a security plugin that mistakes a query for an attack and shows the login",
        ROUTE,
        Effect::Http(|answer, distortion| {
            let query = &distortion.request.query;
            if query.contains_key("status") && answer.status == 200 {
                redirect(
                    answer,
                    format!("{}/wp-login.php", distortion.request.home()),
                );
            }
        }),
    ),
    fault(
        "filters-lost-in-a-redirect",
        "a rewrite rule that drops the query string",
        ROUTE,
        Effect::Http(|answer, distortion| {
            let request = distortion.request;
            if request.query.contains_key("customer") && answer.status == 200 {
                redirect(answer, request.url_of(&request.route));
            }
        }),
    ),
    fault(
        "lists-kept-by-caches",
        "an expiry rule of the web server for all JSON",
        CACHE,
        Effect::Http(|answer, distortion| {
            keep(
                answer,
                distortion.request,
                &[("Cache-Control", "public, max-age=600")],
            );
        }),
    ),
    fault(
        "answers-from-a-cache",
        "a CDN that caches every path",
        CACHE,
        Effect::Http(|answer, distortion| {
            let core = "no-cache, must-revalidate, max-age=0, no-store, private";
            keep(
                answer,
                distortion.request,
                &[("Cache-Control", core), ("Age", "86")],
            );
        }),
    ),
    fault(
        "cache-headers-removed",
        "a performance plugin that removes headers that prevent caching",
        CACHE,
        Effect::Http(|answer, distortion| keep(answer, distortion.request, &[])),
    ),
];

fn redirect(answer: &mut HttpAnswer, location: String) {
    answer.status = 302;
    answer.headers.retain(|(name, _)| name == "Cache-Control");
    answer.headers.push(("Location".to_owned(), location));
    answer.body.clear();
}

/// Puts other cache headers on a success about members and plans.
fn keep(answer: &mut HttpAnswer, request: &ApiRequest, headers: &[(&str, &str)]) {
    if answer.status != 200 || !request.route.contains("/memberships/") {
        return;
    }
    answer
        .headers
        .retain(|(name, _)| !matches!(name.as_str(), "Cache-Control" | "Expires"));
    for (name, value) in headers {
        answer
            .headers
            .push(((*name).to_owned(), (*value).to_owned()));
    }
}
