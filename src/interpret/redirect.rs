use url::Url;

use super::{Address, Interpreted, Query};

/// Whether the target of a redirect asks the same question as the URL before it: the same route and
/// at least the same parameters. Scheme, host, slashes and added parameters (`lang`) do not count.
/// A URL that is none of this API may lead anywhere.
#[must_use]
pub(crate) fn asks_the_same(from: &Url, to: &Url) -> bool {
    let Some(asked) = Address::of(from) else {
        return true;
    };
    let Some(target) = Address::of(to) else {
        return false;
    };
    let (asked_for, kept) = (Query::of(from), Query::of(to));
    let has = |name: &str, value: &str| {
        name == "rest_route" || is_credential(name) || kept.iter().any(|pair| pair == (name, value))
    };
    (asked.api, &asked.route) == (target.api, &target.route)
        && asked_for.iter().all(|(name, value)| has(name, value))
}

/// Whether two URLs have the same host, `www.` aside.
#[must_use]
pub(crate) fn is_same_site(one: &Url, other: &Url) -> bool {
    let host = |url: &Url| {
        url.host_str()
            .map(|host| host.trim_start_matches("www.").to_owned())
    };
    host(one) == host(other)
}

/// The parameters by which WooCommerce knows a caller: a redirect need not repeat them.
fn is_credential(name: &str) -> bool {
    name.starts_with("oauth_") || matches!(name, "consumer_key" | "consumer_secret")
}

impl Interpreted<'_> {
    /// Where a redirect leads, if the response is one.
    #[must_use]
    pub fn redirect(&self) -> Option<Url> {
        if !matches!(self.status(), 301 | 302 | 303 | 307 | 308) {
            return None;
        }
        let location = self.exchange.response.headers.get("Location")?;
        self.exchange.request.url.join(location).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "https://shop.example/wp-json/wc/v3/memberships/members?page=2";

    fn same(from: &str, to: &str) -> bool {
        asks_the_same(&Url::parse(from).unwrap(), &Url::parse(to).unwrap())
    }

    #[test]
    fn a_slash_a_host_and_an_added_parameter_keep_the_question() {
        for to in [
            "https://shop.example/wp-json/wc/v3/memberships/members/?page=2",
            "https://www.shop.example/wp-json/wc/v3/memberships/members?page=2&lang=en",
        ] {
            assert!(same(LIST, to), "{to}");
        }
        assert!(same("https://shop.example/", "https://shop.example/login/"));
    }

    #[test]
    fn a_page_another_route_and_a_lost_parameter_are_another_question() {
        for to in [
            "https://shop.example/my-account/",
            "https://shop.example/wp-json/wc/v3/memberships/plans?page=2",
            "https://shop.example/wp-json/wc/v3/memberships/members",
        ] {
            assert!(!same(LIST, to), "{to}");
        }
    }
}
