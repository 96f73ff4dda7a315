use std::future::pending;
use std::io;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::sleep;

/// How long until a connection is looked at again from which something can be read.
const AGAIN: Duration = Duration::from_millis(250);

/// The client's end of a connection: whether somebody still waits there. Nothing is read from it.
#[derive(Debug)]
pub(super) struct ClientEnd(Option<TcpStream>);

/// How a client left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// It sends nothing more. It may have gone, or wait for the answer.
    HalfClosed,
    /// It is gone.
    Reset,
}

impl ClientEnd {
    /// A second handle of the connection, beside the one that serves it.
    pub(super) fn of(stream: TcpStream) -> io::Result<(TcpStream, Self)> {
        let stream = stream.into_std()?;
        // Without one, a client that leaves is noticed when something is written to it.
        let second = stream.try_clone().and_then(TcpStream::from_std).ok();
        Ok((TcpStream::from_std(stream)?, Self(second)))
    }

    /// Waits until the client sends nothing more or is gone.
    pub(super) async fn left(&self) -> Left {
        let Some(stream) = &self.0 else {
            return pending().await;
        };
        loop {
            match stream.peek(&mut [0]).await {
                Ok(0) => return Left::HalfClosed,
                // The rest of the request, or the next one.
                Ok(_) => sleep(AGAIN).await,
                Err(_reset) => return Left::Reset,
            }
        }
    }
}
