//! OpenAPI documents, contract checks, schema diffs and a reference site for the REST API of
//! WooCommerce Memberships.
//!
//! | module | what it is for |
//! |---|---|
//! | [`model`] | the structs of the API: what sites answer and what they take |
//! | [`openapi`] | the OpenAPI documents: of each version of the API, of each release of the plugin |
//! | [`check`] | judge a site or a recording by a document |
//! | [`diff`] | compare two OpenAPI documents: what changed, and whom it breaks |
//! | [`site`] | the reference site: the plugin's REST API without WordPress |
//!
//! Nothing here panics on input. What comes from a site, a recording or a document is bounded in
//! size and depth, and deep input takes its stack from the heap, so that any thread may call.
//! Secrets and personal data are masked in all that is reported.

pub mod check;
#[doc(hidden)]
pub mod cli;
pub mod diff;
#[doc(hidden)]
pub mod internals;
pub mod model;
pub mod openapi;
pub mod site;

pub(crate) mod base;
pub(crate) mod baseline;
pub(crate) mod catalogue;
pub(crate) mod checks;
pub(crate) mod client;
pub(crate) mod clock;
pub(crate) mod compare;
pub(crate) mod config;
pub(crate) mod contract;
pub(crate) mod document;
pub(crate) mod exchange;
pub(crate) mod finding;
pub(crate) mod fleet;
pub(crate) mod har;
pub(crate) mod input;
pub(crate) mod interpret;
pub(crate) mod judge;
pub(crate) mod learn;
pub(crate) mod ledger;
pub(crate) mod manual;
pub(crate) mod probe;
pub(crate) mod proxy;
pub(crate) mod redact;
pub(crate) mod releases;
pub(crate) mod report;
pub(crate) mod runner;
pub(crate) mod runs;
pub(crate) mod scenario;
pub(crate) mod selftest;
pub(crate) mod serve;
pub(crate) mod session;
pub(crate) mod traffic;
