use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use thiserror::Error as ThisError;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::client_end::ClientEnd;
use super::forward::{Shared, forward};
use super::passing::Passed;
use crate::client::Relay;

/// Connections at once; later ones wait to be accepted.
const CONNECTIONS: usize = 256;
/// Exchanges under way or waiting to be judged: with the limit of a body, they bound the memory.
const EXCHANGES: usize = 32;
/// How long a connection may be idle, or take for the head of a request: longer than clients keep one
/// for the next request.
const IDLE: Duration = Duration::from_secs(75);
/// Header fields of a request at most, and bytes of its head.
const MAX_HEADERS: usize = 250;
const MAX_HEAD: usize = 256 * 1024;
/// From when on a site that sends nothing is silent: what a client waits for that gives up.
const SILENCE: Duration = Duration::from_secs(10);
/// How long exchanges that are under way get once the proxy is to end.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why a proxy does not come about.
#[derive(Debug, ThisError)]
pub(crate) enum Error {
    /// The address is taken, or not allowed.
    #[error("cannot listen on {address}: {source}; choose another port with --port")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// It has no usable address.
    #[error("the proxy has no usable address: {0}")]
    Address(#[from] url::ParseError),
}

/// A proxy that listens on this machine alone. Dropping it ends it.
#[derive(Debug)]
pub(crate) struct Front {
    /// Where it listens: `http://127.0.0.1:8090/`.
    pub(crate) url: Url,
    /// The home of the site.
    pub(crate) home: Url,
    taken: mpsc::Receiver<Passed>,
    accepting: JoinHandle<()>,
    end: Option<Instant>,
}

impl Front {
    /// Listens; port 0 takes any that is free. `limit` is how many bytes of a body are kept at most.
    ///
    /// # Errors
    ///
    /// When the port cannot be listened on.
    pub(crate) async fn listen(port: u16, relay: Relay, limit: usize) -> Result<Self, Error> {
        let wanted = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listen = |source| Error::Listen {
            address: wanted,
            source,
        };
        let listener = TcpListener::bind(wanted).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let (sender, taken) = mpsc::channel(EXCHANGES);
        let home = relay.home().clone();
        let shared = Arc::new(Shared {
            grace: SILENCE.min(relay.patience() * 9 / 10),
            relay,
            port: address.port(),
            limit,
        });
        Ok(Self {
            url: Url::parse(&format!("http://{address}/"))?,
            home,
            taken,
            accepting: tokio::spawn(accept(listener, shared, sender)),
            end: None,
        })
    }

    /// The outcome of the next request; none after the proxy was closed and all outcomes were taken.
    pub(crate) async fn next(&mut self) -> Option<Passed> {
        match self.end {
            None => self.taken.recv().await,
            Some(end) => timeout_at(end, self.taken.recv()).await.ok().flatten(),
        }
    }

    /// Takes no more requests. Those under way are waited for, but not for long.
    pub(crate) fn close(&mut self) {
        self.accepting.abort();
        self.taken.close();
        self.end = Instant::now().checked_add(PATIENCE);
    }

    /// How many requests are under way whose end was not waited for.
    #[must_use]
    pub(crate) fn under_way(&self) -> usize {
        self.taken.max_capacity() - self.taken.capacity() - self.taken.len()
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>, sender: mpsc::Sender<Passed>) {
    let slots = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        // It fails only when closed, and nothing closes it.
        let slot = Arc::clone(&slots).acquire_owned().await.ok();
        let Ok((stream, _)) = listener.accept().await else {
            // Out of descriptors, or gone before it was accepted: the next one may do.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        // Without it small answers wait for the client's acknowledgement; failing changes only speed.
        let _unset = stream.set_nodelay(true);
        let Ok((stream, client)) = ClientEnd::of(stream) else {
            continue;
        };
        let (shared, sender, client) = (Arc::clone(&shared), sender.clone(), Arc::new(client));
        tokio::spawn(async move {
            let _slot = slot;
            let service = service_fn(move |request| {
                let (shared, sender) = (Arc::clone(&shared), sender.clone());
                let client = Arc::clone(&client);
                async move { Ok::<_, Infallible>(forward(request, &shared, client, sender).await) }
            });
            // A client that breaks off or sends nonsense has been answered or is gone.
            let _ended = http1::Builder::new()
                .timer(TokioTimer::new())
                .auto_date_header(false)
                // A client that sends nothing more may wait for its answer.
                .half_close(true)
                .header_read_timeout(IDLE)
                .max_headers(MAX_HEADERS)
                .max_buf_size(MAX_HEAD)
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}
