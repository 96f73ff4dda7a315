use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;

use super::nonces::Staleness;
use super::{Access, Identity, Nonces, oauth};
use crate::serve::keys::Keys;
use crate::serve::options::AuthPolicy;
use crate::serve::wordpress::{ApiRequest, Problem, Scheme};

/// Finds out who is asking. Over https Basic or query keys, then OAuth; over http OAuth alone,
/// unless the site is one for development. `now` is in Unix seconds.
pub(crate) fn authenticate(
    request: &ApiRequest,
    policy: AuthPolicy,
    keys: &Keys,
    nonces: &mut Nonces,
    now: i64,
) -> Result<Identity, Problem> {
    // WooCommerce authenticates only addresses with this in them, so `?rest_route=` stays
    // anonymous (`docs/observed.md#1`).
    if !request.raw_path.contains("wp-json/wc/") {
        return Ok(Identity::Anonymous);
    }
    let mut refused = None;
    if request.scheme == Scheme::Https || policy == AuthPolicy::Development {
        match by_secret(request, keys) {
            Ok(Some(identity)) => return Ok(identity),
            Ok(None) => {}
            Err(problem) => refused = Some(problem),
        }
    }
    // A wrong secret is remembered, and OAuth is still tried after it.
    match by_oauth(request, keys, nonces, now)? {
        Some(identity) => Ok(identity),
        None => refused.map_or(Ok(Identity::Anonymous), Err),
    }
}

/// The secret and the rights of a consumer key.
fn look_up<'k>(keys: &'k Keys, consumer_key: &str) -> Option<(&'k str, Identity)> {
    [
        (&keys.read, Identity::Manager(Access::Read)),
        (&keys.write, Identity::Manager(Access::Write)),
        (&keys.read_write, Identity::Manager(Access::ReadWrite)),
        (&keys.customer, Identity::Customer),
    ]
    .into_iter()
    .find(|(key, _)| key.consumer_key == consumer_key)
    .map(|(key, identity)| (key.consumer_secret.as_str(), identity))
}

/// Query keys, else Basic (RFC 7617). An unknown key counts as no key.
fn by_secret(request: &ApiRequest, keys: &Keys) -> Result<Option<Identity>, Problem> {
    let query = |name: &str| {
        request
            .query
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    let given = query("consumer_key")
        .zip(query("consumer_secret"))
        .or_else(|| basic(request.header("authorization")?));
    let Some((key, secret)) = given else {
        return Ok(None);
    };
    match look_up(keys, &key) {
        Some((expected, identity)) if expected == secret => Ok(Some(identity)),
        Some(_) => Err(oauth::refusal("Consumer secret is invalid.")),
        None => Ok(None),
    }
}

fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(BASE64.decode(encoded.trim()).ok()?).ok()?;
    let (user, password) = decoded.split_once(':')?;
    (!user.is_empty() && !password.is_empty()).then(|| (user.to_owned(), password.to_owned()))
}

fn by_oauth(
    request: &ApiRequest,
    keys: &Keys,
    nonces: &mut Nonces,
    now: i64,
) -> Result<Option<Identity>, Problem> {
    let Some(parameters) = oauth::parameters(request)? else {
        return Ok(None);
    };
    let text = |name: &str| {
        parameters
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let key = text("oauth_consumer_key");
    let nonce = text("oauth_nonce");
    let timestamp = text("oauth_timestamp").parse().unwrap_or_default();
    let Some((secret, identity)) = look_up(keys, &key) else {
        return Err(oauth::refusal("Consumer key is invalid."));
    };
    oauth::check_signature(request, parameters, secret)?;
    nonces
        .accept(&key, &nonce, timestamp, now)
        .map_err(|stale| {
            oauth::refusal(match stale {
                Staleness::Timestamp => "Invalid timestamp.",
                Staleness::Nonce => "Invalid nonce - nonce has already been used.",
            })
        })?;
    Ok(Some(identity))
}
