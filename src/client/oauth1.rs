//! OAuth 1.0a signatures (RFC 5849) as WooCommerce checks them over plain http: one-legged (no
//! token), parameters in the query (`docs/observed.md#3`).
//!
//! Written on the `hmac`, `sha1` and `sha2` crates because no signing crate serves:
//! `oauth1-request` 0.6.1 knows no HMAC-SHA256 and stands on the `hmac` generation of 2021, its
//! fork `oauth1-request-ios` has had one release (0.0.1, 2024), `reqwest-oauth1` 0.3.0 is tied to
//! `reqwest` 0.12 and to `oauth1-request` 0.3, and `oauth1` 1.0.0 and `oauth1-header` 0.1.0 have
//! stood still since the crates of 2019 (`ring` 0.16, `time` 0.2, `hmac` 0.7).

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;
use sha2::Sha256;
use url::Url;

use crate::exchange::Method;

/// The hash of an OAuth 1.0a signature. WooCommerce takes both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    /// HMAC-SHA1, which RFC 5849 defines.
    Sha1,
    /// HMAC-SHA256, the same with a better hash.
    Sha256,
}

/// What makes one signature differ from the next.
pub(super) struct Moment<'a> {
    /// Seconds since the epoch.
    pub(super) timestamp: i64,
    /// Never used twice within the timestamp's window.
    pub(super) nonce: &'a str,
}

/// Section 3.6: everything but letters, digits and these is encoded.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

impl Hash {
    fn method(self) -> &'static str {
        match self {
            Self::Sha1 => "HMAC-SHA1",
            Self::Sha256 => "HMAC-SHA256",
        }
    }

    /// Section 3.4.2. `key` is the consumer secret and the token secret, each encoded, with `&`.
    fn sign(self, base: &str, key: &str) -> String {
        STANDARD.encode(match self {
            Self::Sha1 => digest::<Hmac<Sha1>>(base, key),
            Self::Sha256 => digest::<Hmac<Sha256>>(base, key),
        })
    }
}

fn digest<M: Mac + KeyInit>(base: &str, key: &str) -> Vec<u8> {
    // HMAC takes a key of any length (RFC 2104), so there is no other case.
    let Ok(mac) = <M as KeyInit>::new_from_slice(key.as_bytes()) else {
        return Vec::new();
    };
    mac.chain_update(base).finalize().into_bytes().to_vec()
}

/// Adds the OAuth parameters and the signature to the query of `url`.
pub(super) fn sign(
    hash: Hash,
    method: &Method,
    url: &mut Url,
    key: &str,
    secret: &str,
    moment: &Moment<'_>,
) {
    let mut parameters: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let own = [
        ("oauth_consumer_key", key.to_owned()),
        ("oauth_nonce", moment.nonce.to_owned()),
        ("oauth_signature_method", hash.method().to_owned()),
        ("oauth_timestamp", moment.timestamp.to_string()),
        ("oauth_version", "1.0".to_owned()),
    ];
    parameters.extend(
        own.iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone())),
    );
    let base = base_string(method, url, &parameters);
    let signature = hash.sign(&base, &format!("{}&", encode(secret)));
    let mut query = url.query().unwrap_or_default().to_owned();
    for (name, value) in own
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .chain([("oauth_signature", signature.as_str())])
    {
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(name);
        query.push('=');
        query.push_str(&encode(value));
    }
    url.set_query(Some(&query));
}

/// Section 3.4.1: method, address and sorted parameters, each encoded.
fn base_string(method: &Method, url: &Url, parameters: &[(String, String)]) -> String {
    let mut address = url.clone();
    address.set_query(None);
    address.set_fragment(None);
    let mut encoded: Vec<(String, String)> = parameters
        .iter()
        .map(|(name, value)| (encode(name), encode(value)))
        .collect();
    encoded.sort();
    let joined: Vec<String> = encoded
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    format!(
        "{}&{}&{}",
        method.as_str().to_ascii_uppercase(),
        encode(address.as_str()),
        encode(&joined.join("&"))
    )
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn the_base_string_of_the_rfc_comes_out() {
        // RFC 5849, section 3.4.1.1, the form parameters of its body included.
        let url =
            Url::parse("http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b").unwrap();
        let mut parameters: Vec<_> = url.query_pairs().into_owned().collect();
        parameters.extend(owned(&[
            ("c2", ""),
            ("a3", "2 q"),
            ("oauth_consumer_key", "9djdj82h48djs9d2"),
            ("oauth_token", "kkk9d7dh3k39sjv7"),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "137131201"),
            ("oauth_nonce", "7d8f3e4a"),
        ]));
        assert_eq!(
            base_string(&Method::Post, &url, &parameters),
            "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
        );
    }

    #[test]
    fn the_signature_of_the_rfc_comes_out() {
        // RFC 5849, section 1.2, the request for the photograph.
        let url =
            Url::parse("http://photos.example.net/photos?file=vacation.jpg&size=original").unwrap();
        let mut parameters: Vec<_> = url.query_pairs().into_owned().collect();
        parameters.extend(owned(&[
            ("oauth_consumer_key", "dpf43f3p2l4k3l03"),
            ("oauth_token", "nnch734d00sl2jdk"),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "137131202"),
            ("oauth_nonce", "chapoH"),
        ]));
        let base = base_string(&Method::Get, &url, &parameters);
        assert_eq!(
            Hash::Sha1.sign(&base, "kd94hf93k423kf44&pfkkdhi9sl3r4s00"),
            "MdpQcU8iPSUjWoN/UDMsK2sui9I="
        );
    }

    #[test]
    fn the_parameters_stand_behind_the_query() {
        let mut url = Url::parse("http://shop.example/wp-json/?include=1,2").unwrap();
        let moment = Moment {
            timestamp: 1_700_000_000,
            nonce: "abc",
        };
        sign(
            Hash::Sha256,
            &Method::Get,
            &mut url,
            "ck_1",
            "cs_2",
            &moment,
        );
        let names: Vec<String> = url
            .query_pairs()
            .map(|(name, _)| name.into_owned())
            .collect();
        assert_eq!(
            names,
            [
                "include",
                "oauth_consumer_key",
                "oauth_nonce",
                "oauth_signature_method",
                "oauth_timestamp",
                "oauth_version",
                "oauth_signature"
            ]
        );
        assert!(
            url.as_str()
                .starts_with("http://shop.example/wp-json/?include=1,2&oauth_")
        );
    }
}
