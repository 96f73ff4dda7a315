use http::Uri;
use http::header::{HOST, HeaderName, ORIGIN};
use http::request::Parts;
use url::Url;

use super::Refusal;
use crate::client::{AtSite, Relay};

/// The address at the site that a request is for.
///
/// It comes in two forms: a path, sent to the proxy as if it were the site; or the whole address of
/// the site, from a client that has the proxy set as its http proxy. Whoever names another host
/// does not mean the proxy: a page in a browser whose name was made to lead to this machine, or a
/// client with a wrong setting.
pub(super) fn addressed(head: &Parts, port: u16, relay: &Relay) -> Result<AtSite, Refusal> {
    if head.method == http::Method::CONNECT {
        return Err(Refusal::Tunnel);
    }
    let target = (head.uri.path_and_query()).map_or("/", http::uri::PathAndQuery::as_str);
    if !target.starts_with('/') {
        return Err(Refusal::Target);
    }
    if comes_from_foreign_page(head, relay) {
        return Err(Refusal::ForeignPage);
    }
    let at = match authority_of(&head.uri) {
        Some(origin)
            if Url::parse(&origin).is_ok_and(|it| it.origin() == relay.home().origin()) =>
        {
            relay.at_origin(target)
        }
        Some(_) => return Err(Refusal::ForeignHost),
        None if names_proxy(head, port) => relay.at_home(target),
        None => return Err(Refusal::ForeignHost),
    };
    at.ok_or(Refusal::Target)
}

/// `http://shop.example` of a whole address.
fn authority_of(uri: &Uri) -> Option<String> {
    Some(format!("{}://{}", uri.scheme_str()?, uri.authority()?))
}

/// Whether the `Host` field is the proxy's own, on this machine.
fn names_proxy(head: &Parts, port: u16) -> bool {
    let mut hosts = head.headers.get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return false;
    };
    let host = host.to_str().unwrap_or_default().to_ascii_lowercase();
    ["127.0.0.1", "localhost"]
        .iter()
        .any(|own| host == format!("{own}:{port}") || (host == *own && port == 80))
}

/// Whether a browser says that a page of another site sent it. Pages of this machine are a client
/// under development.
fn comes_from_foreign_page(head: &Parts, relay: &Relay) -> bool {
    let text = |name: &HeaderName| {
        let values = head.headers.get_all(name).iter();
        values.map(|it| it.to_str().unwrap_or_default().to_owned())
    };
    let is_own = |origin: String| {
        Url::parse(&origin).is_ok_and(|it| {
            let local = [Some("127.0.0.1"), Some("localhost"), Some("[::1]")];
            it.origin() == relay.home().origin() || local.contains(&it.host_str())
        })
    };
    let mut origins = text(&ORIGIN).peekable();
    if origins.peek().is_some() {
        return !origins.all(is_own);
    }
    // A link, an image or a form without a field for the origin.
    text(&HeaderName::from_static("sec-fetch-site")).any(|it| it == "cross-site")
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;
    use crate::client::Settings;

    fn of(uri: &str, hosts: &[&str]) -> Result<String, Refusal> {
        let relay = Relay::new(
            "http://shop.example/de/".parse().unwrap(),
            Settings::default(),
        );
        let mut request = Request::builder().uri(uri);
        for host in hosts {
            request = request.header(HOST, *host);
        }
        let (head, ()) = request.body(()).unwrap().into_parts();
        addressed(&head, 8090, &relay.unwrap()).map(|at| at.url().to_string())
    }

    #[test]
    fn a_path_sent_to_the_proxy_and_a_whole_address_of_the_site_are_for_the_site() {
        let site = "http://shop.example/de/wp-json/";
        for host in ["127.0.0.1:8090", "LocalHost:8090"] {
            assert_eq!(of("/wp-json/", &[host]).unwrap(), site);
        }
        assert_eq!(of(site, &["shop.example"]).unwrap(), site);
        assert_eq!(
            of("http://shop.example:80/de/x", &[]).unwrap(),
            "http://shop.example/de/x"
        );
    }

    #[test]
    fn a_page_of_another_site_is_refused_and_one_of_this_machine_is_not() {
        let relay = Relay::new("https://shop.example".parse().unwrap(), Settings::default());
        let relay = relay.unwrap();
        let of = |name: &str, value: &str| {
            let request = Request::builder().uri("/x").header(HOST, "127.0.0.1:8090");
            let (head, ()) = request.header(name, value).body(()).unwrap().into_parts();
            addressed(&head, 8090, &relay).map(|_| ())
        };
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
        ] {
            assert_eq!(
                of(name, value),
                Err(Refusal::ForeignPage),
                "{name}: {value}"
            );
        }
        for (name, value) in [
            ("origin", "https://shop.example"),
            ("origin", "http://localhost:5173"),
            ("sec-fetch-site", "same-origin"),
            ("accept", "*/*"),
        ] {
            assert_eq!(of(name, value), Ok(()), "{name}: {value}");
        }
    }

    #[test]
    fn another_host_is_refused_however_it_is_named() {
        for hosts in [
            &["evil.example:8090"][..],
            &["127.0.0.1"],
            &["127.0.0.1:8091"],
            &["127.0.0.1:8090.evil.example"],
            &["127.0.0.1:8090", "evil.example"],
            &[],
        ] {
            assert_eq!(of("/x", hosts), Err(Refusal::ForeignHost), "{hosts:?}");
        }
        for uri in ["http://evil.example/x", "https://shop.example/de/x"] {
            assert_eq!(of(uri, &["127.0.0.1:8090"]), Err(Refusal::ForeignHost));
        }
        assert_eq!(of("http://shop.example/x", &[]), Err(Refusal::Target));
        assert_eq!(of("/a/../b", &["127.0.0.1:8090"]), Err(Refusal::Target));
    }
}
