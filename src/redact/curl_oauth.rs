use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::exchange::Request;

use super::curl::decode;
use super::curl_url::{self, Pair, Part};

/// What RFC 5849, section 3.6 leaves unencoded: letters, digits and these.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A command that signs a request by OAuth 1.0a (RFC 5849, HMAC-SHA256, parameters in the query)
/// with `openssl` and sends it with `curl`, the given options included.
///
/// The base string is known except for key, nonce and time, and those three need no encoding, so it
/// is written out with three variables in it.
pub(super) fn signed(request: &Request, curl: &str) -> String {
    let mut pairs: Vec<Pair> = curl_url::pairs(&request.url)
        .into_iter()
        .filter(|pair| !pair.name.starts_with("oauth_"))
        .collect();
    for (name, value) in [
        (
            "oauth_consumer_key",
            Part::Variable("MEMBERSPEC_KEY".into()),
        ),
        ("oauth_nonce", Part::Variable("nonce".into())),
        ("oauth_signature_method", Part::Plain("HMAC-SHA256".into())),
        ("oauth_timestamp", Part::Variable("now".into())),
    ] {
        pairs.push(Pair {
            name: name.to_owned(),
            value: Some(value),
        });
    }
    let base = format!(
        "{}&{}&{}",
        request.method,
        encode(&curl_url::with_query(&request.url, std::iter::empty())),
        parameters(&pairs)
    );
    let url = curl_url::with_query(
        &request.url,
        pairs
            .iter()
            .map(curl_url::written)
            .chain(std::iter::once("oauth_signature=$signature".to_owned())),
    );
    format!(
        "now=$(date +%s) && nonce=$(openssl rand -hex 8) && \
         signature=$(printf %s \"{base}\" \
         | openssl dgst -sha256 -hmac \"$MEMBERSPEC_SECRET&\" -binary | openssl base64 \
         | sed 's/+/%2B/g; s,/,%2F,g; s/=/%3D/g') && {curl} \"{url}\""
    )
}

/// The third part of the base string: sorted, encoded twice.
fn parameters(pairs: &[Pair]) -> String {
    let mut encoded: Vec<(String, String)> = pairs
        .iter()
        .map(|pair| {
            let value = match &pair.value {
                None => String::new(),
                Some(Part::Plain(value)) => encode(&encode(&decode(value))),
                Some(Part::Variable(name))
                    if name.starts_with("MEMBERSPEC_") && name != "MEMBERSPEC_KEY" =>
                {
                    format!("$(printf %s \"${name}\" | sed 's/%/%25/g')")
                }
                Some(Part::Variable(name)) => format!("${name}"),
            };
            (encode(&decode(&pair.name)), value)
        })
        .collect();
    encoded.sort();
    let joined: Vec<String> = encoded
        .iter()
        .map(|(name, value)| format!("{}%3D{value}", encode(name)))
        .collect();
    joined.join("%26")
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::exchange::Method;

    #[test]
    fn the_command_signs_with_what_is_known_written_out() {
        let url = "http://shop.example/wp-json/wc/v3/memberships/members?page=2&include=1,2&oauth_signature=x&oauth_nonce=y";
        let request = Request::new(Method::Get, Url::parse(url).unwrap());
        assert_eq!(
            super::super::curl::curl(&request),
            "now=$(date +%s) && nonce=$(openssl rand -hex 8) && signature=$(printf %s \
             \"GET&http%3A%2F%2Fshop.example%2Fwp-json%2Fwc%2Fv3%2Fmemberships%2Fmembers&\
             include%3D1%252C2%26oauth_consumer_key%3D$MEMBERSPEC_KEY%26oauth_nonce%3D$nonce%26\
             oauth_signature_method%3DHMAC-SHA256%26oauth_timestamp%3D$now%26page%3D2\" | \
             openssl dgst -sha256 -hmac \"$MEMBERSPEC_SECRET&\" -binary | openssl base64 | \
             sed 's/+/%2B/g; s,/,%2F,g; s/=/%3D/g') && curl -sSi \
             \"http://shop.example/wp-json/wc/v3/memberships/members?page=2&include=1,2&\
             oauth_consumer_key=$MEMBERSPEC_KEY&oauth_nonce=$nonce&oauth_signature_method=HMAC-SHA256&\
             oauth_timestamp=$now&oauth_signature=$signature\""
        );
    }
}
