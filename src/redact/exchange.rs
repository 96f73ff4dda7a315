use url::Url;

use crate::exchange::{Body, Exchange, Request, Response};

use super::{body, headers, text, url};

/// A copy of an exchange without secrets and personal data, fit to be written to a file.
///
/// The copy's request is still classified as authenticated the same way, and its answer keeps
/// its types, keys and sizes of lists.
#[must_use]
pub fn exchange(exchange: &Exchange) -> Exchange {
    let request = &exchange.request;
    let response = &exchange.response;
    Exchange {
        label: exchange.label.as_deref().map(text),
        started: exchange.started,
        request: Request {
            method: request.method.clone(),
            url: masked(&request.url),
            headers: headers(&request.headers),
            body: request
                .body
                .as_ref()
                .map(|bytes| body(bytes, request.headers.get("Content-Type"))),
        },
        response: Response {
            status: response.status,
            headers: headers(&response.headers),
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

/// The masked text parsed again; where the mask does not parse (it never stands in a host), the
/// query and the user are dropped whole.
fn masked(original: &Url) -> Url {
    Url::parse(&url(original)).unwrap_or_else(|_| {
        let mut bare = original.clone();
        bare.set_query(None);
        bare.set_fragment(None);
        // Both fail only for URLs that cannot have a user, which then have none to hide.
        let _ = bare.set_username("");
        let _ = bare.set_password(None);
        bare
    })
}
