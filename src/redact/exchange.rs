use bytes::Bytes;

use crate::exchange::{Body, Exchange, Request, Response, Unrecorded};

use super::{body, headers::kept_headers, label, text, uri::kept};

/// Bytes of a body that is masked value by value, which takes about a hundred times the memory. A
/// page of 100 memberships has less than one MiB.
const LARGEST: usize = 8 << 20;

/// Bytes that are kept of a body that is cut: enough to say what it was.
const CUT: usize = 64 << 10;

/// A copy of an exchange without secrets and personal data, fit to be written to a file.
///
/// The copy's request is still classified as authenticated the same way, and its response keeps its
/// types, keys and sizes of lists.
#[must_use]
pub(crate) fn exchange(exchange: &Exchange) -> Exchange {
    let request = &exchange.request;
    let response = &exchange.response;
    Exchange {
        label: exchange.label.as_deref().and_then(label),
        role: exchange.role,
        started: exchange.started,
        request: Request {
            method: request.method.clone(),
            url: kept(&request.url),
            headers: kept_headers(&request.headers),
            body: request
                .body
                .as_ref()
                .map(|bytes| body(bytes, request.headers.get("Content-Type"))),
        },
        response: Response {
            status: response.status,
            headers: kept_headers(&response.headers),
            body: match &response.body {
                Body::Whole(bytes) if bytes.len() > LARGEST => {
                    Body::NotRecorded(Unrecorded::Omitted)
                }
                Body::Whole(bytes) => {
                    Body::Whole(body(bytes, response.headers.get("Content-Type")))
                }
                Body::Cut { got, why } => Body::Cut {
                    got: body(&start(got), response.headers.get("Content-Type")),
                    why: text(why),
                },
                Body::NotRecorded(why) => Body::NotRecorded(*why),
            },
        },
    }
}

/// The start of a body that is cut, without a part of a character at its end.
fn start(got: &Bytes) -> Bytes {
    let is_inside = |at: usize| got.get(at).is_some_and(|byte| byte & 0xC0 == 0x80);
    let end = (0..=got.len().min(CUT)).rev().find(|at| !is_inside(*at));
    got.slice(..end.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::exchange::{Headers, Method, Role};

    fn recorded(body: Body) -> Body {
        let request = Request {
            method: Method::Get,
            url: Url::parse("https://shop.example/wp-json/").unwrap(),
            headers: Headers::default(),
            body: None,
        };
        let response = Response {
            status: 200,
            headers: Headers::default(),
            body,
        };
        let role = Role::default();
        exchange(&Exchange {
            label: None,
            role,
            started: None,
            request,
            response,
        })
        .response
        .body
    }

    #[test]
    fn bodies_that_are_too_large_to_be_masked_are_not_recorded() {
        let bytes = |length| Bytes::from("[1,".repeat(length / 3));
        assert_eq!(
            recorded(Body::Whole(bytes(LARGEST + 9))),
            Body::NotRecorded(Unrecorded::Omitted)
        );
        let why = "too long".to_owned();
        let Body::Cut { got, .. } = recorded(Body::Cut {
            got: bytes(4 * CUT),
            why,
        }) else {
            panic!("it is cut");
        };
        assert!(got.len() <= 2 * CUT, "{}", got.len());
    }
}
