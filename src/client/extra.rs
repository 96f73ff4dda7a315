use http::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::Error;
use super::redirect::is_same_site;
use crate::redact::Secret;

/// Header fields that are sent to one site alone, such as the cookie that a firewall wants to see.
///
/// They are added when a request goes over the wire and stand in no exchange, so that no report,
/// recording or command can repeat their values.
#[derive(Debug, Clone, Default)]
pub struct Extra {
    /// Any address of the site; without one nothing is added.
    pub(crate) site: Option<Url>,
    /// Names and values.
    pub(crate) headers: Vec<(String, Secret)>,
    /// The value of `Authorization` for the web server itself. The key then goes elsewhere.
    pub(crate) authorization: Option<Secret>,
}

impl Extra {
    /// Whether nothing secret is sent beside the key.
    pub(crate) fn is_empty(&self) -> bool {
        self.headers.is_empty() && self.authorization.is_none()
    }

    /// Adds the fields to a request for `url`, unless that is another site.
    pub(super) fn add_to(&self, url: &Url, headers: &mut HeaderMap) -> Result<(), Error> {
        let is_for = |site: &Url| is_same_site(site, url);
        if !self.site.as_ref().is_some_and(is_for) {
            return Ok(());
        }
        let own = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value));
        let authorization = self.authorization.iter().map(|it| ("Authorization", it));
        for (name, value) in own.chain(authorization) {
            let (Ok(field), Ok(mut value)) = (
                HeaderName::from_bytes(name.as_bytes()),
                HeaderValue::from_str(value.expose()),
            ) else {
                return Err(Error::InvalidHeader { name: name.into() });
            };
            value.set_sensitive(true);
            headers.append(field, value);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_go_to_one_site_and_its_encrypted_form_alone() {
        let extra = Extra {
            site: Url::parse("http://shop.example/").ok(),
            headers: vec![("Cookie".into(), "a=1".into())],
            authorization: Some("Basic x".into()),
        };
        let sent = |url: &str| {
            let mut headers = HeaderMap::new();
            extra
                .add_to(&Url::parse(url).unwrap(), &mut headers)
                .unwrap();
            headers.len()
        };
        assert_eq!(sent("http://shop.example/wp-json/"), 2);
        assert_eq!(sent("https://shop.example/wp-json/"), 2);
        for other in [
            "http://shop.example:8080/",
            "http://www.shop.example/",
            "https://shop.example:8443/",
        ] {
            assert_eq!(sent(other), 0, "{other}");
        }
        assert!(!format!("{extra:?}").contains("a=1"));
    }
}
