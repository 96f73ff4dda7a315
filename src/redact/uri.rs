use std::borrow::Cow;

use url::Url;

use super::{MASK, curl::decode, names, plain, strict, text};

/// A URL for people and files: parameter names are kept, secret and personal values become
/// [`MASK`], a password before the host too. Everything else stays as it was written.
#[must_use]
pub(crate) fn url(url: &Url) -> String {
    let whole = url.as_str();
    let without_fragment = whole.split('#').next().unwrap_or(whole);
    let (address, query) = without_fragment
        .split_once('?')
        .map_or((without_fragment, None), |(address, query)| {
            (address, Some(query))
        });
    let mut shown = text(address);
    if let Some(query) = query {
        shown.push('?');
        shown.push_str(&pairs(query));
    }
    if let Some(fragment) = url.fragment() {
        shown.push('#');
        shown.push_str(&text(fragment));
    }
    shown
}

/// The value of a query or form parameter as it may be shown: [`MASK`] if the name or the value
/// says that it is a credential or personal, else the value. Name and value are decoded.
///
/// `customer` takes an id, an e-mail address or a login (`docs/observed.md#4`): only an id is shown.
#[must_use]
pub(crate) fn query_value<'a>(name: &str, value: &'a str) -> Cow<'a, str> {
    if value.is_empty() || is_harmless(name, value) {
        Cow::Borrowed(value)
    } else {
        Cow::Borrowed(MASK)
    }
}

/// Whether every part of a value is an id, a date, a word of a list, the name of a field or a path.
fn is_harmless(name: &str, value: &str) -> bool {
    if names::is_secret_path(name) || names::is_personal_path(name) || text(value) != value {
        return false;
    }
    let names_fields = matches!(name, "_fields" | "_embed" | "orderby" | "context");
    let is_path = |text: &str| text.contains('/') && text.split('/').all(plain::is_segment);
    value.split(',').all(|part| {
        plain::is_harmless_text(name, part)
            || is_path(part)
            || (names_fields && part.split('.').all(plain::is_key))
    })
}

/// A URL for a file: like [`url`], but equal values stay equal, so that it can be judged.
pub(super) fn kept(original: &Url) -> Url {
    let mut kept = parsed(original);
    let path = kept.path();
    let (before, after) = path.split_once("/wp-json").unwrap_or(("", path));
    let segments: Vec<Cow<'_, str>> = after.split('/').map(strict::segment).collect();
    let prefix = if before.is_empty() && !path.starts_with("/wp-json") {
        String::new()
    } else {
        format!("{before}/wp-json")
    };
    let path = format!("{prefix}{}", segments.join("/"));
    kept.set_path(&path);
    if let Some(query) = original.query() {
        let query = pairs_with(query, |name, value| {
            let is_hidden = names::is_secret_path(name) || names::is_personal_path(name);
            if is_hidden || text(value) != value {
                MASK.to_owned()
            } else {
                strict::alias(strict::class(value))
            }
        });
        kept.set_query(Some(&query));
    }
    kept
}

/// The masked text parsed again; where the mask does not parse (it never stands in a host), the
/// query and the user are dropped whole.
fn parsed(original: &Url) -> Url {
    Url::parse(&url(original)).unwrap_or_else(|_| {
        let mut bare = original.clone();
        bare.set_query(None);
        bare.set_fragment(None);
        // Both fail only for URLs that cannot have a user, which then have none to hide.
        let _ = bare.set_username("");
        let _ = bare.set_password(None);
        bare
    })
}

/// A query or form body with the values masked and the rest as written.
pub(super) fn pairs(raw: &str) -> String {
    pairs_with(raw, |_, _| MASK.to_owned())
}

fn pairs_with(raw: &str, hide: impl Fn(&str, &str) -> String) -> String {
    let mut shown = String::with_capacity(raw.len());
    for (index, pair) in raw.split('&').enumerate() {
        if index > 0 {
            shown.push('&');
        }
        let Some((name, value)) = pair.split_once('=') else {
            shown.push_str(&parameter(pair));
            continue;
        };
        shown.push_str(&parameter(name));
        shown.push('=');
        let name = decode(name);
        let decoded = decode(value);
        if query_value(&name, &decoded) == decoded {
            shown.push_str(value);
        } else {
            shown.push_str(&hide(&name, &decoded));
        }
    }
    shown
}

/// The name of a parameter as it was written, unless it looks like data.
pub(super) fn parameter(name: &str) -> Cow<'_, str> {
    let decoded = decode(name);
    let mut parts = decoded.split(['[', ']']).filter(|part| !part.is_empty());
    if parts.all(|part| plain::is_key(part) || plain::is_id(part)) {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(strict::alias(strict::class(&decoded)))
    }
}

/// Whether the parameter takes an id, an e-mail address or a login.
pub(super) fn is_customer(name: &str) -> bool {
    name.split('[').next() == Some("customer")
}

/// Whether it is a number, which names nobody by itself.
pub(super) fn is_id(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        url(&Url::parse(text).unwrap())
    }

    #[test]
    fn names_stay_and_credentials_go() {
        assert_eq!(
            shown("https://shop.example/wp-json/?consumer_key=ck_1&consumer_secret=cs_2&page=3"),
            "https://shop.example/wp-json/?consumer_key=<redacted>&consumer_secret=<redacted>&page=3"
        );
        assert_eq!(
            shown("http://shop.example/?oauth_signature=a%2Bb%3D&oauth_nonce=n&include=1,2"),
            "http://shop.example/?oauth_signature=<redacted>&oauth_nonce=<redacted>&include=1,2"
        );
        assert_eq!(
            shown("https://ann:pass@shop.example/a"),
            "https://<redacted>@shop.example/a"
        );
    }

    #[test]
    fn a_customer_is_shown_as_an_id_only() {
        assert_eq!(
            shown("https://a.example/?customer=-3"),
            "https://a.example/?customer=-3"
        );
        assert_eq!(
            shown("https://a.example/?customer=ann&search=Smith&x=ann%40b.example&customer="),
            "https://a.example/?customer=<redacted>&search=<redacted>&x=<redacted>&customer="
        );
        assert_eq!(
            shown(
                "https://a.example/?billing%5Bcity%5D=Rome&meta_data[0][value]=1&meta_data[0][key]=k&plan=gold&ann%20s=1"
            ),
            "https://a.example/?billing%5Bcity%5D=<redacted>&meta_data[0][value]=<redacted>&meta_data[0][key]=<redacted>&plan=<redacted>&redacted-c2=<redacted>"
        );
    }

    #[test]
    fn a_host_that_is_an_ip_address_stays() {
        assert_eq!(
            shown("http://127.0.0.1:8080/a?page=1"),
            "http://127.0.0.1:8080/a?page=1"
        );
    }
}
