use http::header::{
    CONNECTION, CONTENT_LENGTH, EXPECT, HOST, HeaderName, HeaderValue, TE, TRANSFER_ENCODING,
    UPGRADE, VIA,
};
use http::{HeaderMap, Method};

use super::Refusal;
use crate::exchange::Headers;

/// The fields of one connection that no list of `Connection` names (RFC 9110, section 7.6.1).
const OF_CONNECTION: [HeaderName; 6] = [
    CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    TE,
    TRANSFER_ENCODING,
    UPGRADE,
];

/// Takes away what is about one connection alone.
pub(super) fn end_to_end(headers: &mut HeaderMap) {
    let listed: Vec<HeaderName> = (headers.get_all(CONNECTION).iter())
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| HeaderName::from_bytes(name.trim().as_bytes()).ok())
        .collect();
    // Framed by chunks, a body has no other length (RFC 9112, section 6.1).
    if headers.contains_key(TRANSFER_ENCODING) {
        headers.remove(CONTENT_LENGTH);
    }
    for name in listed.iter().chain(&OF_CONNECTION) {
        headers.remove(name);
    }
}

/// The fields of a request as the site gets them: with a `Via`, as any intermediary has to add it
/// (RFC 9110, section 7.6.3), and without what is for the proxy itself.
pub(super) fn for_site(
    method: &Method,
    headers: &HeaderMap,
    port: u16,
) -> Result<HeaderMap, Refusal> {
    let mut headers = headers.clone();
    let own = format!("1.1 memberspec-{port}");
    let is_own = |value: &HeaderValue| {
        let value = value.to_str().unwrap_or_default();
        value.split(',').any(|hop| hop.trim() == own)
    };
    if headers.get_all(VIA).iter().any(is_own) {
        return Err(Refusal::Loop);
    }
    if matches!(*method, Method::OPTIONS | Method::TRACE) {
        let left = headers.get("max-forwards").and_then(|it| it.to_str().ok());
        match left.map(str::parse::<u64>) {
            Some(Ok(0)) => return Err(Refusal::LastHop),
            Some(Ok(left)) => {
                headers.insert("max-forwards", HeaderValue::from(left - 1));
            }
            _ => {}
        }
    }
    end_to_end(&mut headers);
    // The host is the site's, and the client was told to go on by this server.
    for name in [HOST, EXPECT, HeaderName::from_static("proxy-authorization")] {
        headers.remove(name);
    }
    if let Ok(own) = HeaderValue::from_str(&own) {
        headers.append(VIA, own);
    }
    Ok(headers)
}

/// The fields as they are judged and recorded.
pub(super) fn as_text(headers: &HeaderMap) -> Headers {
    headers
        .iter()
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str(), value)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(fields: &[(&'static str, &'static str)]) -> HeaderMap {
        let fields = fields.iter();
        fields
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    #[test]
    fn what_is_of_one_connection_stays_there_and_the_rest_goes_on() {
        let sent = headers(&[
            ("host", "127.0.0.1:8090"),
            ("connection", "keep-alive, X-Hop"),
            ("x-hop", "1"),
            ("keep-alive", "timeout=5"),
            ("te", "trailers"),
            ("transfer-encoding", "chunked"),
            ("content-length", "5"),
            ("expect", "100-continue"),
            ("authorization", "Basic eA=="),
            ("x-http-method-override", "DELETE"),
        ]);
        let out = for_site(&Method::POST, &sent, 8090).unwrap();
        let names: Vec<&str> = out.keys().map(HeaderName::as_str).collect();
        assert_eq!(names, ["authorization", "x-http-method-override", "via"]);
        assert_eq!(out[VIA], "1.1 memberspec-8090");
    }

    #[test]
    fn a_request_that_came_through_this_proxy_is_a_loop_and_one_of_another_is_not() {
        let via = headers(&[("via", "1.0 fred, 1.1 memberspec-8090")]);
        assert_eq!(for_site(&Method::GET, &via, 8090), Err(Refusal::Loop));
        assert!(for_site(&Method::GET, &via, 8091).is_ok());
    }

    #[test]
    fn max_forwards_is_counted_down() {
        let of = |left| for_site(&Method::OPTIONS, &headers(&[("max-forwards", left)]), 1);
        assert_eq!(of("2").unwrap()["max-forwards"], "1");
        assert_eq!(of("0"), Err(Refusal::LastHop));
    }
}
