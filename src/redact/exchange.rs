use crate::exchange::{Body, Exchange, Request, Response};

use super::{body, headers::kept_headers, label, text, uri::kept};

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
                Body::Whole(bytes) => {
                    Body::Whole(body(bytes, response.headers.get("Content-Type")))
                }
                Body::Cut { got, why } => Body::Cut {
                    got: body(got, response.headers.get("Content-Type")),
                    why: text(why),
                },
                Body::NotRecorded => Body::NotRecorded,
            },
        },
    }
}
