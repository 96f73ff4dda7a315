use url::Url;

use crate::client::{Client, Settings};
use crate::exchange::{Body, PlannedRequest};

/// Headers that are sent to one site alone.
#[derive(Debug, Clone, Default)]
pub(super) struct Extra {
    /// Names and values.
    pub(super) headers: Vec<(String, String)>,
    /// The sites that the user named.
    pub(super) sites: Vec<Url>,
}

/// Fetches a document within the client's limits, without credentials but the headers for the
/// sites that the user named.
pub(super) fn document(url: &Url, extra: &Extra) -> Result<Vec<u8>, String> {
    let mut planned = PlannedRequest::get("fetch a document", url.clone());
    if extra.sites.iter().any(|site| site.origin() == url.origin()) {
        for (name, value) in &extra.headers {
            planned.request.headers.push(name, value);
        }
    }
    let settings = Settings::default();
    let most = settings.body_cap;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    let client = Client::new(settings).map_err(|error| error.to_string())?;
    let exchange = runtime
        .block_on(client.send(&planned))
        .map_err(|error| error.to_string())?;
    match (exchange.response.status, exchange.response.body) {
        (200, Body::Whole(bytes)) => Ok(bytes.to_vec()),
        (200, Body::Cut { why, .. }) => Err(format!("the response is incomplete: {why}")),
        (200, Body::NotRecorded(_)) => Err(format!(
            "the response is larger than {most} bytes: save the document as a file, and name that"
        )),
        (status, _) => Err(format!("the server returned {status}; check the address")),
    }
}
