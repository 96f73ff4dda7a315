use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Response};
use hyper::body::Body;
use percent_encoding::percent_decode_str;
use tokio::time::{Instant, timeout_at};
use url::{Position, Url};

use super::classify::{Limits, classify};
use super::tls::{self, Http};
use super::{Error, Settings};
use crate::redact;

/// A clock cannot add more.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// The body of an answer while it arrives.
pub(crate) type Arriving = reqwest::Body;

/// Sends the requests of somebody else's client on to one site: the way out of `memberspec proxy`.
///
/// It does not pass the gate. The gate keeps memberspec from changing a site; what goes out here is
/// a client's own, its writes included, and the client is responsible for it. For the same reason
/// it adds nothing and repeats nothing: no credentials, no header field, no second attempt, no
/// redirect that is followed. It can address no other site than the one that it was made for.
pub(crate) struct Relay {
    http: Http,
    home: Url,
    settings: Settings,
}

/// An address at the site of a [`Relay`].
#[derive(Debug, Clone)]
pub(crate) struct AtSite(Url);

impl AtSite {
    /// The address.
    #[must_use]
    pub(crate) fn url(&self) -> &Url {
        let Self(url) = self;
        url
    }
}

impl Relay {
    /// Sets up connections to the site with that home; sends nothing yet.
    ///
    /// # Errors
    ///
    /// [`Error::Certificates`] or [`Error::Setup`].
    pub(crate) fn new(home: Url, settings: Settings) -> Result<Self, Error> {
        Ok(Self {
            http: tls::http(&settings)?,
            home,
            settings,
        })
    }

    /// The home of the site.
    #[must_use]
    pub(crate) fn home(&self) -> &Url {
        &self.home
    }

    /// How long the site may be silent, before an answer and within its body.
    #[must_use]
    pub(crate) fn patience(&self) -> Duration {
        self.settings.timeout.min(LONGEST)
    }

    /// The address of a path and query below the home of the site; none where it cannot be sent as
    /// it is written, such as a path with `..`.
    #[must_use]
    pub(crate) fn at_home(&self, target: &str) -> Option<AtSite> {
        let home = self.home.path().trim_end_matches('/');
        self.at_origin(&format!("{home}{target}"))
    }

    /// The same for a path from the root of the site's host, which must be below the home.
    #[must_use]
    pub(crate) fn at_origin(&self, target: &str) -> Option<AtSite> {
        let origin = &self.home[..Position::BeforePath];
        let url = Url::parse(&format!("{origin}{target}")).ok()?;
        // What the URL standard escapes means the same; what it takes away does not.
        let decoded = |text| percent_decode_str(text).collect::<Vec<u8>>();
        let is_same = decoded(&url[Position::BeforePath..]) == decoded(target);
        let home = self.home.path().trim_end_matches('/');
        let below = url.path().strip_prefix(home);
        let is_below = below.is_some_and(|it| it.is_empty() || it.starts_with('/'));
        (is_same && is_below && url.origin() == self.home.origin()).then_some(AtSite(url))
    }

    /// Sends one request, as it is, and gives back the answer while its body arrives.
    ///
    /// # Errors
    ///
    /// [`Error`] where no answer came.
    pub(crate) async fn send<B>(
        &self,
        method: Method,
        AtSite(url): &AtSite,
        headers: HeaderMap,
        body: Option<B>,
    ) -> Result<Response<Arriving>, Error>
    where
        B: Body<Data = Bytes> + Send + Sync + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let mut request = reqwest::Request::new(method, url.clone());
        *request.headers_mut() = headers;
        *request.body_mut() = body.map(reqwest::Body::wrap);
        let now = Instant::now();
        let end = now.checked_add(self.patience()).unwrap_or(now);
        match timeout_at(end, self.http.client.execute(request)).await {
            Ok(Ok(answer)) => Ok(answer.into()),
            Ok(Err(error)) => Err(classify(error, url, &self.limits())),
            Err(_elapsed) => Err(Error::Timeout {
                url: redact::url(url),
                after: self.settings.timeout,
            }),
        }
    }

    fn limits(&self) -> Limits {
        Limits {
            connect_timeout: self.settings.connect_timeout,
            timeout: self.settings.timeout,
            headers: self.settings.header_cap,
            authorities: self.http.authorities,
            has_identity: self.settings.identity.is_some(),
        }
    }
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Relay")
            .field("home", &self.home.as_str())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relay(home: &str) -> Relay {
        Relay::new(home.parse().unwrap(), Settings::default()).unwrap()
    }

    #[test]
    fn a_target_is_sent_below_the_home_of_the_site_as_it_is_written() {
        let shop = relay("https://shop.example/de/");
        let at = |target| shop.at_home(target).map(|it| it.url().to_string());
        assert_eq!(
            at("/wp-json/wc/v3/x?a[]=1&b=%2F+%20&c=o'b").unwrap(),
            "https://shop.example/de/wp-json/wc/v3/x?a[]=1&b=%2F+%20&c=o%27b"
        );
        for changed in [
            "/../x",
            "/a/%2e%2e/x",
            "/a\\b",
            "x",
            "@evil.example/",
            ":1/",
        ] {
            assert_eq!(at(changed), None, "{changed}");
        }
    }

    #[test]
    fn a_target_of_the_host_must_be_below_the_home() {
        let shop = relay("https://shop.example/de/");
        assert!(shop.at_origin("/de/wp-json/").is_some());
        assert!(shop.at_origin("/wp-json/").is_none());
        assert!(shop.at_origin("/dex/wp-json/").is_none());
        let at = relay("http://a.example:81/").at_origin("/x").unwrap();
        assert_eq!(at.url().as_str(), "http://a.example:81/x");
    }
}
