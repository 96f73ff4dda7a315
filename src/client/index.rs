use serde::Deserialize;
use url::Url;

use crate::exchange::Exchange;
use crate::interpret::Api;

/// What the index of a WordPress REST API says about the plugins behind it.
#[derive(Debug, Deserialize)]
pub(super) struct Index {
    namespaces: Vec<String>,
}

impl Index {
    /// Reads the index in a response; `None` if it is none. A message of PHP before it does not
    /// hide it: the checks will speak of that.
    pub(super) fn of(exchange: &Exchange) -> Option<Self> {
        if exchange.response.status != 200 {
            return None;
        }
        let bytes = exchange.response.body.bytes();
        serde_json::from_slice(bytes).ok().or_else(|| {
            let start = bytes.windows(2).position(|pair| pair == b"{\"")?;
            serde_json::from_slice(&bytes[start..]).ok()
        })
    }

    pub(super) fn has_woocommerce(&self) -> bool {
        self.namespaces.iter().any(|name| name.starts_with("wc/"))
    }

    /// The versions of the memberships API, oldest first.
    pub(super) fn apis(&self) -> Vec<Api> {
        Api::ALL
            .into_iter()
            .filter(|api| {
                let namespace = format!("wc/{api}/memberships");
                self.namespaces.contains(&namespace)
            })
            .collect()
    }
}

/// Where a page says that the REST API is: `Link` with `rel="https://api.w.org/"`, or the same
/// in a `<link>` of the page, for servers that drop the header.
pub(super) fn announced(page: &Exchange) -> Option<Url> {
    const RELATION: &str = "https://api.w.org/";
    let base = &page.request.url;
    let in_header = page.response.headers.get_all("Link").find_map(|value| {
        value.split('<').find_map(|link| {
            let (href, parameters) = link.split_once('>')?;
            parameters.contains(RELATION).then(|| href.to_owned())
        })
    });
    let in_page = || {
        let text = String::from_utf8_lossy(page.response.body.bytes());
        text.split("<link").skip(1).find_map(|rest| {
            let tag = rest.split('>').next()?;
            let (_, href) = tag.split_once("href=")?;
            let quote = href
                .chars()
                .next()
                .filter(|quote| matches!(quote, '"' | '\''))?;
            tag.contains(RELATION).then(|| {
                href[1..]
                    .split(quote)
                    .next()
                    .unwrap_or_default()
                    .replace("&amp;", "&")
            })
        })
    };
    base.join(&in_header.or_else(in_page)?).ok()
}
