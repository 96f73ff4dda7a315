use url::Url;

use crate::client::{Ask, Client, Settings};
use crate::exchange::Body;

/// Fetches a document, without credentials and within the client's limits.
pub(super) fn document(url: &Url) -> Result<Vec<u8>, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    let client = Client::new(Settings::default()).map_err(|error| error.to_string())?;
    let exchange = runtime
        .block_on(client.send(&Ask::get(url.clone())))
        .map_err(|error| error.to_string())?;
    match (exchange.response.status, exchange.response.body) {
        (200, Body::Whole(bytes)) => Ok(bytes.to_vec()),
        (200, _) => {
            Err("the answer was cut off; it is too long or the connection broke".to_owned())
        }
        (status, _) => Err(format!("the server answered {status}; check the address")),
    }
}
