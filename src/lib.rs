//! memberspec: OpenAPI documents, contract checks, schema diffs and a reference site for the
//! REST API of WooCommerce Memberships.
//!
//! Data flows one way: annotated structs become a document, the document is compiled into a
//! contract, the contract says what to ask, answers become exchanges, checks judge exchanges and
//! reports print what they found. `ARCHITECTURE.md` shows which room imports which.

pub mod base;
pub mod catalogue;
pub mod checks;
pub mod cli;
pub mod client;
pub mod clock;
pub mod config;
pub mod contract;
pub mod diff;
pub mod document;
pub mod exchange;
pub mod finding;
pub mod har;
pub mod input;
pub mod judge;
pub mod learn;
pub mod ledger;
pub mod life;
pub mod model;
pub mod probe;
pub mod redact;
pub mod report;
pub mod runner;
pub mod seen;
pub mod selftest;
pub mod serve;
pub mod session;
pub mod traffic;
