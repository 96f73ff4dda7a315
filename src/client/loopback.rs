//! A server on this machine that answers what a test tells it to, byte by byte, and counts.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use url::Url;

/// What the server does about one request.
pub(super) enum Reply {
    /// Writes these bytes and closes.
    Bytes(Vec<u8>),
    /// Writes these bytes and then nothing more, the connection open.
    Hang(Vec<u8>),
}

pub(super) struct Loopback {
    port: u16,
    hits: Arc<AtomicUsize>,
    scheme: &'static str,
    task: tokio::task::JoinHandle<()>,
}

impl Loopback {
    /// Returns each request, given as its head and body, by `reply`.
    pub(super) async fn start(reply: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Self {
        Self::listen(reply, None).await
    }

    /// The same over TLS.
    pub(super) async fn start_tls(
        acceptor: TlsAcceptor,
        reply: impl Fn(&str) -> Reply + Send + Sync + 'static,
    ) -> Self {
        Self::listen(reply, Some(acceptor)).await
    }

    async fn listen(
        reply: impl Fn(&str) -> Reply + Send + Sync + 'static,
        acceptor: Option<TlsAcceptor>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let hits = Arc::new(AtomicUsize::new(0));
        let reply = Arc::new(reply);
        let scheme = if acceptor.is_some() { "https" } else { "http" };
        let counter = Arc::clone(&hits);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (reply, hits, acceptor) =
                    (Arc::clone(&reply), Arc::clone(&counter), acceptor.clone());
                tokio::spawn(async move {
                    match acceptor {
                        None => serve(stream, &*reply, &hits).await,
                        Some(acceptor) => {
                            if let Ok(stream) = acceptor.accept(stream).await {
                                serve(stream, &*reply, &hits).await;
                            }
                        }
                    }
                });
            }
        });
        Self {
            port,
            hits,
            scheme,
            task,
        }
    }

    /// How many requests came in.
    pub(super) fn hits(&self) -> usize {
        self.hits.load(Ordering::SeqCst)
    }

    pub(super) fn url(&self, path: &str) -> Url {
        Url::parse(&format!("{}://127.0.0.1:{}{path}", self.scheme, self.port)).unwrap()
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    reply: &(dyn Fn(&str) -> Reply + Send + Sync),
    hits: &AtomicUsize,
) {
    let mut request = Vec::new();
    let mut chunk = [0; 4096];
    while !request.windows(4).any(|window| window == b"\r\n\r\n") {
        match stream.read(&mut chunk).await {
            Ok(count) if count > 0 => request.extend_from_slice(&chunk[..count]),
            _ => return,
        }
        // A TLS greeting at a port without TLS gets what a web server says to it.
        if request.first() == Some(&0x16) {
            let refusal = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
            let _ = stream.write_all(refusal).await;
            return;
        }
    }
    hits.fetch_add(1, Ordering::SeqCst);
    // A client that has read enough hangs up, and then writing fails.
    match reply(&String::from_utf8_lossy(&request)) {
        Reply::Bytes(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Reply::Hang(bytes) => {
            let _ = stream.write_all(&bytes).await;
            tokio::time::sleep(Duration::from_secs(30)).await;
        }
    }
}

/// A whole response.
pub(super) fn answer(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    let mut bytes = format!("HTTP/1.1 {status} X\r\nConnection: close\r\n").into_bytes();
    if !headers.iter().any(|(name, _)| *name == "Content-Length") {
        bytes.extend_from_slice(format!("Content-Length: {}\r\n", body.len()).as_bytes());
    }
    for (name, value) in headers {
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    Reply::Bytes(bytes)
}

/// A whole response with a JSON body.
pub(super) fn json(status: u16, body: &str) -> Reply {
    answer(
        status,
        &[("Content-Type", "application/json")],
        body.as_bytes(),
    )
}
