use std::borrow::Cow;

use crate::exchange::Headers;

use super::{MASK, is_key, names, plain, strict, text};

/// A copy for a file, where a header keeps only what the API declares: its media type, its counts,
/// where its links lead. Names that look like data are masked too.
#[must_use]
pub(super) fn kept_headers(headers: &Headers) -> Headers {
    headers
        .iter()
        .map(|(name, value)| {
            let kept = match name.to_ascii_lowercase().as_str() {
                // Links mask themselves, part by part.
                "link" => kept_links(value),
                "location" | "content-location" | "referer" | "origin" => strict::link(value),
                _ => kept_value(name, &header(name, value)),
            };
            if is_known(name) {
                (name.to_owned(), kept)
            } else {
                (strict::alias(strict::class(name)), kept)
            }
        })
        .collect()
}

fn kept_value(name: &str, value: &str) -> String {
    let is_ours = ["host", "user-agent", "accept", "accept-encoding"];
    let lower = name.to_ascii_lowercase();
    if names::is_secret_header(name) || is_ours.contains(&lower.as_str()) || value.is_empty() {
        return value.to_owned();
    }
    match lower.as_str() {
        "content-type" => {
            let parts = value.split(';').map(str::trim);
            let kept: Vec<&str> = parts.filter(|part| is_media(part)).collect();
            kept.join("; ")
        }
        // WordPress acts on it instead of the method.
        "x-http-method-override" if METHODS.contains(&value) => value.to_owned(),
        "date" | "expires" | "last-modified" if value.ends_with(" GMT") && value.len() == 29 => {
            value.to_owned()
        }
        _ => {
            let parts = value.split(',').map(str::trim);
            let is_known = |part: &str| {
                plain::is_harmless_text(name, part)
                    || CACHING.contains(&part)
                    || is_key_of_api(part)
            };
            if parts.clone().all(is_known) {
                value.to_owned()
            } else {
                strict::alias(strict::class(value))
            }
        }
    }
}

const METHODS: [&str; 7] = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"];

const CACHING: [&str; 9] = [
    "no-cache",
    "must-revalidate",
    "max-age=0",
    "no-store",
    "keep-alive",
    "close",
    "chunked",
    "gzip",
    "Origin",
];

/// `X-WP-Total` in `Access-Control-Expose-Headers` and the like.
fn is_key_of_api(part: &str) -> bool {
    ["X-WP-Total", "X-WP-TotalPages", "Link", "X-WP-Nonce"].contains(&part)
}

/// Whether a header has a name that servers, WordPress and those before it use.
fn is_known(name: &str) -> bool {
    const BEGINNINGS: [&str; 21] = [
        "accept",
        "access-control-",
        "age",
        "allow",
        "authorization",
        "cache-",
        "cf-",
        "content-",
        "retry-",
        "sec-",
        "server",
        "set-cookie",
        "strict-",
        "transfer-",
        "user-agent",
        "via",
        "x-cache",
        "x-http-method",
        "x-robots",
        "x-wc-",
        "x-wp-",
    ];
    let name = name.to_ascii_lowercase();
    is_key(&name) || BEGINNINGS.iter().any(|begin| name.starts_with(begin)) && name.len() <= 40
}

/// `application/json`, `charset=UTF-8`.
fn is_media(part: &str) -> bool {
    const KINDS: [&str; 12] = [
        "json",
        "problem+json",
        "hal+json",
        "html",
        "plain",
        "xml",
        "javascript",
        "css",
        "csv",
        "x-www-form-urlencoded",
        "form-data",
        "octet-stream",
    ];
    const SETS: [&str; 5] = [
        "utf-8",
        "iso-8859-1",
        "iso-8859-15",
        "us-ascii",
        "windows-1252",
    ];
    let lower = part.to_ascii_lowercase();
    match lower.split_once('/') {
        Some((_, kind)) => KINDS.contains(&kind),
        None => lower
            .strip_prefix("charset=")
            .is_some_and(|set| SETS.contains(&set.trim_matches('"'))),
    }
}

/// The targets of a `Link` field, each with its relation.
fn kept_links(value: &str) -> String {
    // Targets that were redacted before hold angle brackets of their own.
    let value = value.replace(",<", ", <");
    let links = value.split(", <").filter_map(|link| {
        let link = link.trim_start().trim_start_matches('<');
        let (target, rest) = link.split_once(">;").or_else(|| link.split_once('>'))?;
        let relation = rest.split_once("rel=").map_or("", |(_, relation)| relation);
        let relation = relation.trim_start_matches('"');
        let end = relation
            .find(['"', ';', ',', ' '])
            .unwrap_or(relation.len());
        let relation = relation.get(..end).unwrap_or_default();
        let relation = match relation {
            "https://api.w.org/" => Cow::Borrowed(relation),
            _ => strict::string("rel", relation, false),
        };
        Some(format!("<{}>; rel=\"{relation}\"", strict::link(target)))
    });
    let links: Vec<String> = links.collect();
    links.join(", ")
}

/// One header value as it may be shown.
#[must_use]
pub(crate) fn header<'a>(name: &str, value: &'a str) -> Cow<'a, str> {
    if name.eq_ignore_ascii_case("host") || value.is_empty() {
        return Cow::Borrowed(value);
    }
    if !names::is_secret_header(name) {
        return Cow::Owned(text(value));
    }
    let scheme = value
        .split_once(' ')
        .map(|(scheme, _)| scheme)
        .filter(|_| name.to_ascii_lowercase().ends_with("authorization"));
    Cow::Owned(match scheme {
        Some(scheme) => format!("{scheme} {MASK}"),
        None => MASK.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_stays_and_the_credentials_go() {
        assert_eq!(
            header("authorization", "Basic Y2s6Y3M="),
            "Basic <redacted>"
        );
        assert_eq!(
            header(
                "Authorization",
                "OAuth oauth_nonce=\"a\", oauth_signature=\"b\""
            ),
            "OAuth <redacted>"
        );
        assert_eq!(
            header("Set-Cookie", "wordpress_sec=abc; Path=/"),
            "<redacted>"
        );
        assert_eq!(header("X-WP-Nonce", "0123456789"), "<redacted>");
        assert_eq!(header("X-WC-Webhook-Signature", "c8iPD8="), "<redacted>");
    }

    #[test]
    fn link_loses_the_echoed_secret_and_keeps_its_arithmetic() {
        assert_eq!(
            header(
                "Link",
                "<https://shop.example/wp-json/wc/v3/memberships/members?consumer_key=ck_1&consumer_secret=cs_2&page=2>; rel=\"next\""
            ),
            "<https://shop.example/wp-json/wc/v3/memberships/members?consumer_key=<redacted>&consumer_secret=<redacted>&page=2>; rel=\"next\""
        );
        assert_eq!(
            header(
                "Link",
                "<https://shop.example/?search=Smith&customer=ann&billing%5Bcity%5D=Rome&page=2>; rel=\"next\""
            ),
            "<https://shop.example/?search=<redacted>&customer=<redacted>&billing%5Bcity%5D=<redacted>&page=2>; rel=\"next\""
        );
        assert_eq!(
            header("Link", "<https://shop.example/?customer=7>"),
            "<https://shop.example/?customer=7>"
        );
        assert_eq!(header("Host", "127.0.0.1:8099"), "127.0.0.1:8099");
        assert_eq!(
            header("X-Forwarded-For", "203.0.113.7, 2001:db8::1"),
            "<redacted>, <redacted>"
        );
    }
}
