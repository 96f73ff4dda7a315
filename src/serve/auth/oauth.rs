//! OAuth 1.0a with one leg (RFC 5849) as WooCommerce checks it over plain http.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use sha1::Sha1;
use sha2::Sha256;

use crate::exchange::Request;
use crate::serve::keys::Key;
use crate::serve::php::rawurlencode;
use crate::serve::wordpress::{ApiRequest, Problem, Scheme};

/// The parameters that must all be there once one is, in the order in which WooCommerce names
/// those that are missing.
const REQUIRED: [&str; 5] = [
    "oauth_consumer_key",
    "oauth_timestamp",
    "oauth_nonce",
    "oauth_signature",
    "oauth_signature_method",
];

/// A rejection of credentials.
pub(super) fn refusal(message: &str) -> Problem {
    Problem::new(401, "woocommerce_rest_authentication_error", message)
}

/// Query and `Authorization` parameters together, or none when the request does not use OAuth.
pub(super) fn parameters(request: &ApiRequest) -> Result<Option<Map<String, Value>>, Problem> {
    let mut parameters = request.query.clone();
    parameters.extend(header_parameters(
        request.header("authorization").unwrap_or_default(),
    ));
    let is_empty = |name: &&str| {
        parameters
            .get(*name)
            .and_then(Value::as_str)
            .is_none_or(|text| text.is_empty() || text == "0")
    };
    let missing: Vec<&str> = REQUIRED.iter().copied().filter(is_empty).collect();
    if missing.len() == REQUIRED.len() {
        return Ok(None);
    }
    if missing.is_empty() {
        return Ok(Some(parameters));
    }
    let noun = if missing.len() == 1 {
        "parameter"
    } else {
        "parameters"
    };
    Err(Problem::new(
        401,
        "woocommerce_rest_authentication_missing_parameter",
        format!("Missing OAuth {noun} {}", missing.join(", ")),
    ))
}

/// `OAuth a="b", c="d"` (RFC 5849, section 3.5.1); the realm is not a parameter.
fn header_parameters(header: &str) -> Map<String, Value> {
    let Some(list) = header
        .get(..5)
        .filter(|scheme| scheme.eq_ignore_ascii_case("oauth"))
        .and_then(|_| header.get(5..))
    else {
        return Map::new();
    };
    list.split(',')
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, _)| *name != "realm")
        .map(|(name, value)| {
            let text = percent_decode_str(value.trim_matches('"')).decode_utf8_lossy();
            (name.to_owned(), text.into_owned().into())
        })
        .collect()
}

/// Checks the signature over method, address and parameters. The body is never part of it.
pub(super) fn check_signature(
    request: &ApiRequest,
    mut parameters: Map<String, Value>,
    secret: &str,
) -> Result<(), Problem> {
    let text = |map: &Map<String, Value>, name: &str| {
        map.get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let given = text(&parameters, "oauth_signature").replace(' ', "+");
    let given = percent_decode_str(&given).decode_utf8_lossy().into_owned();
    parameters.shift_remove("oauth_signature");
    let method = text(&parameters, "oauth_signature_method");

    let base = base_string(request, &parameters);
    let key = format!("{secret}&");
    let computed = match method.as_str() {
        "HMAC-SHA1" => mac::<Hmac<Sha1>>(&key, &base),
        "HMAC-SHA256" => mac::<Hmac<Sha256>>(&key, &base),
        _ => return Err(refusal("Invalid signature - signature method is invalid.")),
    };
    if BASE64.encode(computed) == given {
        Ok(())
    } else {
        Err(refusal(
            "Invalid signature - provided signature does not match.",
        ))
    }
}

/// An `Authorization` header that signs a recorded request anew with another key.
pub(crate) fn authorization(request: &Request, target: &str, key: &Key) -> String {
    let uri = target.parse::<http::Uri>().unwrap_or_default();
    let host = match (request.url.host_str(), request.url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (host, _) => host.unwrap_or_default().to_owned(),
    };
    let method = request.method.as_str().parse().unwrap_or_default();
    let signed = ApiRequest::new(
        &method,
        Scheme::Http,
        &host,
        &uri,
        uri.path(),
        http::HeaderMap::new(),
        bytes::Bytes::new(),
    );
    let timestamp = crate::clock::now_or_epoch().as_second().to_string();
    let own = [
        ("oauth_consumer_key", key.consumer_key.as_str()),
        ("oauth_nonce", timestamp.as_str()),
        ("oauth_signature_method", "HMAC-SHA256"),
        ("oauth_timestamp", timestamp.as_str()),
    ];
    let mut parameters = signed.query.clone();
    parameters.extend(own.map(|(name, value)| (name.to_owned(), Value::from(value))));
    let base = base_string(&signed, &parameters);
    let signature = mac::<Hmac<Sha256>>(&format!("{}&", key.consumer_secret), &base);
    let mut header = format!(
        "OAuth oauth_signature=\"{}\"",
        rawurlencode(&BASE64.encode(signature))
    );
    for (name, value) in own {
        header.push_str(&format!(", {name}=\"{value}\""));
    }
    header
}

fn base_string(request: &ApiRequest, parameters: &Map<String, Value>) -> String {
    let mut sorted: Vec<(String, &Value)> = parameters
        .iter()
        .map(|(name, value)| (rawurlencode(name), value))
        .collect();
    sorted.sort_by(|(one, _), (other, _)| one.cmp(other));
    let mut pairs = Vec::new();
    for (name, value) in sorted {
        join(&mut pairs, &name, value);
    }
    let address = rawurlencode(&format!("{}{}", request.home(), request.raw_path));
    format!(
        "{}&{address}&{}",
        request.wire_method.as_str(),
        pairs.join("%26")
    )
}

/// `name=value`, encoded once more; array elements as `name%5Bkey%5D=value`.
fn join(pairs: &mut Vec<String>, name: &str, value: &Value) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                join(pairs, &format!("{name}%5B{index}%5D"), item);
            }
        }
        Value::Object(map) => {
            for (key, item) in map {
                join(pairs, &format!("{name}%5B{key}%5D"), item);
            }
        }
        scalar => {
            let text = rawurlencode(scalar.as_str().unwrap_or_default());
            pairs.push(rawurlencode(&format!("{name}={text}")));
        }
    }
}

fn mac<M: Mac + KeyInit>(key: &str, message: &str) -> Vec<u8> {
    // HMAC takes a key of any length.
    match <M as KeyInit>::new_from_slice(key.as_bytes()) {
        Ok(mut mac) => {
            mac.update(message.as_bytes());
            mac.finalize().into_bytes().to_vec()
        }
        Err(_) => Vec::new(),
    }
}
