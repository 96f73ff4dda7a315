//! The reference site: WooCommerce Memberships without WordPress, over real sockets. It answers as
//! the plugin does, with WordPress's paging, errors and authentication, and can be told to do one
//! thing wrong at a time.
//!
//! # In a test of your own
//!
//! It listens on a free port of loopback, holds the same fictitious memberships on every start, and
//! its clock stands still at [`default_instant`]; tests may run side by side, each with a site of
//! its own.
//!
//! ```
//! use tokio::io::{AsyncReadExt, AsyncWriteExt};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! // In a test: #[tokio::test]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let site = memberspec::site::start(memberspec::site::Options::default()).await?;
//!
//!     // Point the client that you test at `site.url`, with `site.keys.read`. Here a bare request:
//!     let address = site.url.socket_addrs(|| None)?[0];
//!     let mut stream = tokio::net::TcpStream::connect(address).await?;
//!     let request = "GET /wp-json/wc/v3/memberships/members HTTP/1.1\r\n\
//!                    Host: localhost\r\nConnection: close\r\n\r\n";
//!     stream.write_all(request.as_bytes()).await?;
//!     let mut answer = String::new();
//!     stream.read_to_string(&mut answer).await?;
//!     assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
//!
//!     assert_eq!(site.requests()["GET"], 1);
//!     site.stop().await;
//!     Ok(())
//! }
//! ```

pub use crate::base::{NoRelease, Release};
pub use crate::serve::{
    AccessLength, AccessMethod, AuthPolicy, Class, Clock, Customer, Data, Error, FAULTS, Fault,
    Key, Keys, Membership, Meta, Needs, Options, Order, Plan, PostStatus, Product, ProductKind,
    ProfileField, ProfileKind, ProfileValue, Receiver, Running, Served, Status, StoreError,
    Subscription, SubscriptionLength, Subscriptions, Tls, TlsError, Topic, Unit, UnknownTopic,
    Webhook, default_instant, fault, start,
};
