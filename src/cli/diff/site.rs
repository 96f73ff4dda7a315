use serde_json::Value;

use super::arguments::Diff;
use super::learned::Keep;
use crate::cli::check::{self, Check, Heard, hear};
use crate::cli::{Context, Error, fetch};
use crate::client::LocateError;
use crate::diff::load::{Document, Source};
use crate::diff::operations;
use crate::document::{self, Edition};
use crate::interpret::{Address, Api};
use crate::learn::Learned;
use crate::session;
use crate::traffic::{Learner, Told};

/// The prefix of the name or the address of a site that is to be asked.
const PREFIX: &str = "site:";

/// A document that is learned from a live site.
#[derive(Debug)]
pub(super) struct Site {
    /// The name or the address of the site, as typed.
    pub(super) typed: String,
    /// Whether a document may stand at that address as well.
    asked_for: bool,
}

impl Site {
    /// The site that was typed: what says so, and an address that answers no OpenAPI document.
    pub(super) fn of(text: &str, source: &Source, headers: &fetch::Extra) -> Option<Self> {
        if let Some(typed) = text.strip_prefix(PREFIX) {
            return Some(Self {
                typed: typed.to_owned(),
                asked_for: true,
            });
        }
        let Source::Url(url) = source else {
            return None;
        };
        let answered = fetch::document(url, headers);
        let is_document = answered.is_ok_and(|bytes| looks_like_a_document(&bytes));
        (!is_document).then(|| Self {
            typed: text.to_owned(),
            asked_for: false,
        })
    }

    /// Asks the site everything once and learns its document over the observed one. Nothing where
    /// the address leads to no WordPress at all: then it is one of a document that is not there.
    pub(super) fn document(
        &self,
        arguments: &Diff,
        other: Option<&Document>,
        context: &mut Context,
    ) -> Result<Option<(Document, String)>, Error> {
        let api = (arguments.api)
            .or_else(|| other.and_then(described))
            .unwrap_or(Api::V3);
        let check = Check::for_site(&self.typed, |check| {
            check.api = vec![api];
            check.access.clone_from(&arguments.access);
            check.config.clone_from(&arguments.config);
        });
        let heard = match hear(&check, context) {
            Err(Error::Check(check::Error::Session(session::Error::Locate(
                LocateError::NotWordPress { .. }
                | LocateError::Failing { .. }
                | LocateError::Client(_),
            )))) if !self.asked_for => return Ok(None),
            heard => heard?,
        };
        let (document, note) = learn(&self.typed, api, &heard, arguments.told())?;
        let keep = Keep {
            path: arguments.learned.as_deref(),
            redactor: &context.redactor,
        };
        let text = keep.document(&document, &context.directory)?;
        let name = format!("{} (learned)", self.typed);
        Ok(Some((Document::from_text(&name, &text)?, note)))
    }
}

/// The observed document with the site's self-description, loosened by what its responses hold.
fn learn(typed: &str, api: Api, heard: &Heard, told: Told) -> Result<(Value, String), Error> {
    let mut learned = Learned::default();
    let of_api = |url: &url::Url| Address::of(url).is_some_and(|address| address.api == api);
    let exchanges = (heard.exchanges.iter()).filter(|exchange| of_api(&exchange.request.url));
    for exchange in exchanges.clone() {
        learned.learn(exchange);
    }
    if learned.exchanges == 0 {
        return Err(check::Error::NothingToLearn(api).into());
    }
    let base = document::openapi(api, Edition::Observed).unwrap_or_default();
    let mut joined = learned.extend(&base, api).map_err(check::Error::Learned)?;
    loosen(&base, &mut joined);
    // What the catalogue knows of is in every site; what is of another form for no known reason
    // is this site's.
    let astray =
        |label: &Option<String>| label.as_ref().is_some_and(|it| heard.astray.contains(it));
    let mut learner = Learner::over(joined).telling(told);
    let odd = exchanges.filter(|exchange| astray(&exchange.label));
    learner.see_all(odd.cloned().collect());
    let document = learner.finish().document;
    let note = format!(
        "{typed} is a site: its document is the observed contract of {api}, extended by the site's \
         self-description and by {} of its responses ({}); everything else is as observed on other \
         sites",
        learned.exchanges, heard.by
    );
    Ok((document, note))
}

/// Takes out what only lists the values of one site where the document leaves them open: that
/// others were not seen proves nothing.
fn loosen(base: &Value, joined: &mut Value) {
    match joined {
        Value::Object(members) => {
            if base.is_object() && base.get("enum").is_none() {
                members.shift_remove("enum");
            }
            for (name, value) in members.iter_mut() {
                if let Some(base) = base.get(name) {
                    loosen(base, value);
                }
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter_mut().enumerate() {
                if let Some(base) = base.get(at) {
                    loosen(base, item);
                }
            }
        }
        _ => {}
    }
}

/// The version of the API that a document describes.
pub(super) fn described(document: &Document) -> Option<Api> {
    let operations = operations(document);
    let paths = |api: &Api| {
        let start = format!("/wc/{api}/memberships");
        operations.iter().filter(|it| it.contains(&start)).count()
    };
    [Api::V2, Api::V3, Api::V4]
        .into_iter()
        .filter(|api| paths(api) > 0)
        .max_by_key(paths)
}

/// Whether a text has the member that every description of an API starts with. A page or the
/// index of a site has not.
fn looks_like_a_document(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    ["openapi", "swagger"].iter().any(|word| {
        let quoted = format!("\"{word}\"");
        let plain = format!("{word}:");
        (text.starts_with('{') && text.contains(&quoted))
            || (text.lines()).any(|line| line.starts_with(&plain) || line.starts_with(&quoted))
    })
}
