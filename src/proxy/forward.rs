use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{Either, Full};
use hyper::body::{Body as _, Incoming};
use tokio::sync::mpsc::Sender;
use tokio::sync::mpsc::error::SendError;

use super::addressed::addressed;
use super::client_end::{ClientEnd, Left};
use super::fields::{as_text, end_to_end, for_site};
use super::passing::{Answering, Passed, Passing};
use super::refusal::{self, Refusal};
use crate::client::{AtSite, Relay};
use crate::exchange;
use crate::interpret::Credentials;

/// What goes back to the client.
pub(super) type Answer = Response<Either<Full<Bytes>, Answering>>;

/// What all connections share.
pub(super) struct Shared {
    pub(super) relay: Relay,
    pub(super) port: u16,
    /// Bytes of a body that are kept at most.
    pub(super) limit: usize,
    /// From when on a site that sends nothing is silent. A client that sends nothing more gets its
    /// answer until then.
    pub(super) grace: Duration,
}

/// Sends one request on, and the answer back.
///
/// A place in the queue is taken first: whoever judges is never more than the queue behind, and a
/// client that is faster waits.
pub(super) async fn forward(
    request: Request<Incoming>,
    shared: &Shared,
    client: Arc<ClientEnd>,
    sender: Sender<Passed>,
) -> Answer {
    let permit = match sender.reserve_owned().await {
        Ok(permit) => permit,
        Err(SendError(())) => return Refusal::Stopping.answer().map(Either::Left),
    };
    let (head, body) = request.into_parts();
    let (at, headers) = match accepted(&head, shared) {
        Ok(accepted) => accepted,
        Err(why) => {
            let method = exchange::Method::parse(head.method.as_str());
            permit.send(Passed::Refused { method, why });
            return why.answer().map(Either::Left);
        }
    };
    let passing = Passing::new(permit, &head, at.url(), (shared.limit, shared.grace));
    let body = (!body.is_end_stream()).then(|| passing.sending(body));
    let answer = tokio::select! {
        answer = shared.relay.send(head.method, &at, headers, body) => answer,
        // What became of it is told when it is dropped.
        () = given_up(&client, shared.grace) => return refusal::silent(shared.grace).map(Either::Left),
    };
    match answer {
        Ok(answer) if answer.status() == StatusCode::SWITCHING_PROTOCOLS => {
            passing.unusable("switching-protocols", refusal::SWITCHED);
            refusal::switched().map(Either::Left)
        }
        Ok(answer) => {
            let (mut head, body) = answer.into_parts();
            let (status, patience) = (head.status.as_u16(), shared.relay.patience());
            let limits = (shared.limit, patience);
            let body = passing.answering(status, &head.headers, body, limits, client);
            end_to_end(&mut head.headers);
            let mut answer = Response::new(Either::Right(body));
            *answer.status_mut() = head.status;
            *answer.headers_mut() = head.headers;
            answer
        }
        Err(error) => {
            let answer = refusal::no_response(&error);
            passing.unanswered(error);
            answer.map(Either::Left)
        }
    }
}

/// Waits until the client is gone, or has sent nothing more for so long.
async fn given_up(client: &ClientEnd, grace: Duration) {
    if client.left().await == Left::HalfClosed {
        tokio::time::sleep(grace).await;
    }
}

/// The address and the fields that go out, unless the request is not sent on.
fn accepted(
    head: &http::request::Parts,
    shared: &Shared,
) -> Result<(AtSite, http::HeaderMap), Refusal> {
    let at = addressed(head, shared.port, &shared.relay)?;
    let is_for_proxy = head.uri.authority().is_none();
    let asked = exchange::Request {
        headers: as_text(&head.headers),
        ..exchange::Request::new(exchange::Method::Get, at.url().clone())
    };
    // One that names the site itself is signed for the site.
    if is_for_proxy && Credentials::of(&asked) == Credentials::OAuth {
        return Err(Refusal::Signed);
    }
    let headers = for_site(&head.method, &head.headers, shared.port)?;
    Ok((at, headers))
}
