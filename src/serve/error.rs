use std::io;
use std::net::SocketAddr;

use thiserror::Error;

use super::persistence::StoreError;
use super::tls::TlsError;

/// Why a reference site could not start.
#[derive(Debug, Error)]
pub enum Error {
    /// The address is taken or may not be used.
    #[error("cannot listen on {address}: {source}. Choose another port, or 0 for a free one")]
    Listen {
        /// Where it was to listen.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The store file cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no certificate.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The address that the system gave is not a URL.
    #[error("the address {address} cannot be written as a URL: {source}")]
    Address {
        /// Where it listens.
        address: SocketAddr,
        /// What is wrong.
        source: url::ParseError,
    },
}
