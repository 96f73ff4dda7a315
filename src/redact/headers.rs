use std::borrow::Cow;

use crate::exchange::Headers;

use super::{MASK, names, text};

/// A copy with credentials masked: of `Authorization` the scheme stays. Other fields lose what [`text`] finds in them: WordPress echoes the query
/// in `Link`, credentials included (`docs/observed.md#3`).
#[must_use]
pub fn headers(headers: &Headers) -> Headers {
    headers
        .iter()
        .map(|(name, value)| (name, header(name, value)))
        .collect()
}

/// One header value as it may be shown.
#[must_use]
pub fn header<'a>(name: &str, value: &'a str) -> Cow<'a, str> {
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
