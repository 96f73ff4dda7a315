//! A site that outlives its process: what was answered is on the disk before it is answered.

#[cfg(feature = "site-store")]
mod database;
#[cfg(not(feature = "site-store"))]
#[path = "no_database.rs"]
mod database;
mod error;

pub use error::StoreError;

pub(super) use database::Database;
