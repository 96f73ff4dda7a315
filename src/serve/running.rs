use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use url::Url;

use super::connection::accept;
use super::error::Error;
use super::keys::Keys;
use super::options::Options;
use super::site::Site;
use super::tls::{Tls, self_signed};
use super::webhooks::deliver;

/// Deliveries that may wait to be sent; what comes after them is lost.
const WAITING: usize = 1_024;

/// A reference site that is being served. Dropping it leaves the site up until the runtime ends;
/// [`Running::stop`] ends it.
#[derive(Debug)]
pub struct Running {
    /// Where it is, such as `http://127.0.0.1:49152`.
    pub url: Url,
    /// The keys that it knows.
    pub keys: Keys,
    /// The certificate that clients have to trust, in PEM; none over plain http.
    pub certificate: Option<String>,
    pub(super) site: Arc<Site>,
    stop: watch::Sender<bool>,
    accepting: JoinHandle<()>,
    delivering: JoinHandle<()>,
}

impl Running {
    /// How many requests came, by method on the wire, in the order of method names.
    #[must_use]
    pub fn requests(&self) -> BTreeMap<String, u64> {
        self.site.requests()
    }

    /// Closes the listener and the connections that wait for a request.
    pub async fn stop(self) {
        // Without receivers there is nobody left to stop.
        let _unheard = self.stop.send(true);
        // A task that panicked has stopped as well.
        let _ended = self.accepting.await;
        self.delivering.abort();
    }
}

/// Starts a site and returns once it accepts connections.
///
/// # Errors
///
/// When the address cannot be listened on, or the store file cannot be used.
pub async fn start(options: Options) -> Result<Running, Error> {
    let wanted = SocketAddr::new(options.address, options.port);
    let listen = |source| Error::Listen {
        address: wanted,
        source,
    };
    let listener = TcpListener::bind(wanted).await.map_err(listen)?;
    let address = listener.local_addr().map_err(listen)?;
    let secured = match options.tls {
        Tls::Off => None,
        Tls::SelfSigned => Some(self_signed(address.ip())?),
    };
    let scheme = if secured.is_some() { "https" } else { "http" };
    let (acceptor, certificate) = secured
        .map(|secured| (secured.acceptor, secured.certificate))
        .unzip();
    let url = Url::parse(&format!("{scheme}://{address}"))
        .map_err(|source| Error::Address { address, source })?;
    let keys = Keys::default();
    let site = Arc::new(Site::new(options, keys.clone())?);
    let (sender, ordered) = mpsc::channel(WAITING);
    site.deliver_through(sender);
    let delivering = tokio::spawn(deliver(ordered));
    let (stop, stopped) = watch::channel(false);
    let accepting = tokio::spawn(accept(listener, acceptor, Arc::clone(&site), stopped));
    Ok(Running {
        url,
        keys,
        certificate,
        site,
        stop,
        accepting,
        delivering,
    })
}
