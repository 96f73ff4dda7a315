use url::{Host, Url};

use crate::exchange::Exchange;
use crate::interpret::asks_the_same;
use crate::redact::is_secret_name;

/// How many redirects in a row are followed.
pub(super) const LIMIT: usize = 10;

/// What a response says about where to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Next {
    /// Nowhere: the response stands.
    Stay,
    /// On to another address of the same site; credentials may come along.
    Follow(Url),
    /// To another site, where no credentials may go.
    Elsewhere(Url),
}

/// Reads the redirect in an exchange. Only what cannot change a site is sent on, and only to the same
/// question: what leads from the API to a login page or to another list is itself what there is to
/// judge.
///
/// The same site is the same scheme, host and port, or https in place of http on the default
/// ports.
pub(super) fn next(exchange: &Exchange) -> Next {
    let from = &exchange.request.url;
    if !matches!(exchange.response.status, 301 | 302 | 303 | 307 | 308)
        || !exchange.request.is_safe()
    {
        return Next::Stay;
    }
    let Some(to) = exchange
        .response
        .headers
        .get("Location")
        .and_then(|location| from.join(location).ok())
    else {
        return Next::Stay;
    };
    let to = without_credentials(to);
    if is_same_site(from, &to) {
        if !asks_the_same(from, &to) {
            return Next::Stay;
        }
        Next::Follow(to)
    } else {
        Next::Elsewhere(to)
    }
}

/// Whether what is meant for one address may be sent to another: the origin is the same, or it is the
/// encrypted one of the same host.
pub(super) fn is_same_site(from: &Url, to: &Url) -> bool {
    from.origin() == to.origin() || is_upgrade(from, to)
}

fn is_upgrade(from: &Url, to: &Url) -> bool {
    let host = |url: &Url| url.host().map(|host: Host<&str>| host.to_owned());
    (from.scheme(), to.scheme()) == ("http", "https")
        && from.port().is_none()
        && to.port().is_none()
        && host(from) == host(to)
}

/// Sites echo the query in `Location`; the next request is signed anew.
pub(super) fn without_credentials(mut url: Url) -> Url {
    let Some(query) = url.query() else {
        return url;
    };
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| !is_secret_name(pair.split('=').next().unwrap_or(pair)))
        .collect();
    let kept = kept.join("&");
    url.set_query((!kept.is_empty()).then_some(&kept));
    url
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{Method, Request, Response};

    fn after(method: Method, from: &str, location: &str) -> Next {
        next(&Exchange {
            label: None,
            role: Default::default(),
            started: None,
            request: Request::new(method, Url::parse(from).unwrap()),
            response: Response {
                status: 301,
                headers: [("Location", location)].into_iter().collect(),
                body: "".into(),
            },
        })
    }

    fn follow(url: &str) -> Next {
        Next::Follow(Url::parse(url).unwrap())
    }

    fn elsewhere(url: &str) -> Next {
        Next::Elsewhere(Url::parse(url).unwrap())
    }

    #[test]
    fn a_site_may_send_on_within_itself_and_up_to_https() {
        let from = "http://shop.example/a?page=1";
        assert_eq!(
            after(Method::Get, from, "/b"),
            follow("http://shop.example/b")
        );
        assert_eq!(
            after(Method::Get, from, "https://SHOP.example/a/?page=1"),
            follow("https://shop.example/a/?page=1")
        );
    }

    #[test]
    fn another_host_port_or_a_weaker_scheme_is_elsewhere() {
        let from = "https://shop.example/a";
        for to in [
            "https://www.shop.example/a",
            "http://shop.example/a",
            "https://shop.example:8443/a",
            "//evil.example/a",
            "ftp://shop.example/a",
        ] {
            let url = Url::parse(from).unwrap().join(to).unwrap();
            assert_eq!(after(Method::Get, from, to), elsewhere(url.as_str()));
        }
        assert_eq!(
            after(
                Method::Get,
                "http://shop.example:8080/",
                "https://shop.example/"
            ),
            elsewhere("https://shop.example/")
        );
    }

    #[test]
    fn credentials_that_the_site_echoes_are_dropped() {
        assert_eq!(
            after(
                Method::Get,
                "https://shop.example/a",
                "/a/?consumer_key=ck_1&page=2&oauth_nonce=3"
            ),
            follow("https://shop.example/a/?page=2")
        );
    }

    #[test]
    fn what_leads_from_a_list_to_a_page_stands() {
        let list = "https://shop.example/wp-json/wc/v3/memberships/members";
        assert_eq!(after(Method::Get, list, "/my-account/"), Next::Stay);
        let slash = format!("{list}/");
        assert_eq!(after(Method::Get, list, &slash), follow(&slash));
    }

    #[test]
    fn a_write_is_never_sent_on() {
        assert_eq!(
            after(Method::Post, "https://shop.example/a", "/b"),
            Next::Stay
        );
    }
}
