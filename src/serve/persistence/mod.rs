//! A site that outlives its process: what was answered is on the disk before it is answered.

mod database;

pub use database::StoreError;

pub(super) use database::Database;
