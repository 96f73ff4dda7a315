//! Judges a site or a recording by the contract: what it answers against what the OpenAPI document
//! promises, and by checks of what no schema can say.
//!
//! A [`Session`] takes a [`Target`] and a [`Policy`] and ends in an [`Outcome`], whose
//! [`Outcome::verdict`] says whether the target conforms, and whether all was judged that was
//! requested. A fault of the target is a [`Finding`], never an [`Error`].
//!
//! # Check a recording
//!
//! A HAR file, from a browser, a proxy or `memberspec check --record`. It is judged entry by entry,
//! so that its size does not matter.
//!
//! ```
//! use memberspec::check::{Alone, Policy, Session, Target, Verdict};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("shop.har");
//! # let header = serde_json::json!({ "name": "Content-Type", "value": "application/json" });
//! # let error = serde_json::json!({ "code": "woocommerce_rest_cannot_view", "message": "Sorry.",
//! #     "data": { "status": 401 } });
//! # std::fs::write(&path, serde_json::json!({ "log": { "version": "1.2",
//! #     "creator": { "name": "browser", "version": "1" }, "entries": [{
//! #         "startedDateTime": "2026-11-20T12:00:00Z", "time": 1,
//! #         "request": { "method": "GET", "httpVersion": "HTTP/1.1", "headers": [],
//! #             "url": "https://shop.example/wp-json/wc/v3/memberships/members" },
//! #         "response": { "status": 401, "statusText": "", "httpVersion": "HTTP/1.1",
//! #             "headers": [header], "content": { "mimeType": "application/json",
//! #                 "size": 1, "text": error.to_string() } } }] } }).to_string())?;
//! let session = Session::new(Target::Recording(path), Policy::default());
//! let outcome = session.run_blocking(&mut Alone)?;
//!
//! assert_eq!(outcome.exchanges, 1);
//! for finding in outcome.findings.iter().filter(|finding| finding.counts) {
//!     println!("{} at {}", finding.rule.id, finding.operation);
//! }
//! # let _: Verdict = outcome.verdict();
//! # Ok(())
//! # }
//! ```
//!
//! # Check a site in a test of your own
//!
//! Only `GET`, `HEAD` and `OPTIONS` are sent unless [`Policy::write`] allows more. The future of
//! [`Session::run`] can be given to `tokio::spawn` together with the session.
//!
//! ```
//! use memberspec::check::{Alone, Credentials, Policy, Secret, Session, Target, Verdict};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! // In a test: #[tokio::test]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     // Any site that you may ask. Here the reference site, which runs in this process.
//!     let site = memberspec::site::start(memberspec::site::Options::default()).await?;
//!     let key = site.keys.read.clone();
//!
//!     let policy = Policy {
//!         credentials: Some(Credentials {
//!             key: Secret::new(key.consumer_key),
//!             secret: Secret::new(key.consumer_secret),
//!         }),
//!         ..Policy::default()
//!     };
//!     let session = Session::new(Target::Site(site.url.to_string()), policy);
//!     let outcome = session.run(&mut Alone).await?;
//!     assert_eq!(outcome.verdict(), Verdict::Conforms, "{:#?}", outcome.findings);
//!
//!     site.stop().await;
//!     Ok(())
//! }
//! ```

pub use crate::checks::Extension;
pub use crate::client::{Credentials, Deadline, Event as Delay};
pub use crate::config::Auth;
pub use crate::exchange::Exchange;
pub use crate::finding::{
    Accepted, Also, BaselineEntry, BaselineUse, Case, Cause, Class, Confirmation, Disagreement,
    EntryState, Example, Excerpt, Fact, Finding, Incomplete, JudgedRelease, Known, Latency, Level,
    Location, Notified, Outcome, Reason, Rule, RuleTally, SelfDescription, Subject, SubjectKind,
    Unexercised, Unjudged, UsedProfile, Verdict,
};
pub use crate::judge::{Selection, Strictness, UnknownCheck};
pub use crate::probe::Scope;
pub use crate::redact::{Redactor, RunTrust as Trust, Secret};
pub use crate::report::{Detail, Page, Style};
pub use crate::runner::{Event as Request, Stop, Stopper};
pub use crate::session::{
    Alone, Attendant, Error, Event, Intended, Listener, Policy, Session, SiteAccess, SiteHeader,
    Target, Writing,
};

/// Writes an [`Outcome`], for people and for machines. The same outcome gives the same bytes.
pub mod report {
    pub use crate::report::json::write as json;
    pub use crate::report::junit::write as junit;
    pub use crate::report::terminal::write as terminal;
}
