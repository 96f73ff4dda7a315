use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::described::{Description, Descriptions, Resource};
use super::dialect;
use super::statement::{Statement, Statements};
use super::values;
use crate::exchange::{Body, Exchange, Method};
use crate::interpret::{Address, Interpreted, Route};
use crate::redact;
use crate::traffic::{Keys, Values};

/// Properties whose values are words of the plugin or of its settings and no data of a person.
const WORDS: [(Resource, &str); 6] = [
    (Resource::Member, "$.status"),
    (Resource::Member, "$.profile_fields[*].slug"),
    (Resource::Plan, "$.status"),
    (Resource::Plan, "$.access_method"),
    (Resource::Plan, "$.access_length_type"),
    (Resource::Plan, "$.subscription_access_length_type"),
];

/// More different words than this are data after all.
const VOCABULARY: usize = 200;

/// What the responses of one site show and its self-description, for one version of the API.
///
/// Holds names and types, and the values of a few properties that are words of the plugin (such as
/// `status`); never other values of rows.
#[derive(Debug, Default)]
pub(crate) struct Learned {
    /// How many exchanges taught something.
    pub exchanges: usize,
    values: BTreeMap<Resource, Values>,
    words: BTreeMap<(Resource, &'static str), BTreeSet<String>>,
    pub(super) described: Descriptions,
}

impl Learned {
    /// Learns from an exchange; traffic of other APIs teaches nothing.
    pub(crate) fn learn(&mut self, exchange: &Exchange) {
        // Looked at before the body is read: most of a shop's traffic is of other APIs.
        let Some(address) = Address::of(&exchange.request.url) else {
            return;
        };
        let resource = match address.route {
            Route::Members | Route::Member(_) | Route::Batch => Resource::Member,
            Route::Plans | Route::Plan(_) => Resource::Plan,
            _ => return,
        };
        let seen = Interpreted::new(0, exchange);
        if !seen.is_success() || seen.is_reshaped() || seen.is_error_envelope() {
            return;
        }
        if matches!(exchange.response.body, Body::NotRecorded(_)) {
            return;
        }
        self.exchanges += 1;
        if seen.method == Method::Options {
            if let Some(body) = seen.object() {
                let route = address.route.template().to_owned();
                let new = Description::of(body);
                // A recording may hold what a site said while another plugin was off: the fullest
                // description counts.
                match self.described.get_mut(&route) {
                    Some(old) if old.words() > new.words() => {}
                    _ => {
                        self.described.insert(route, new);
                    }
                }
            }
            return;
        }
        for row in seen.rows().unwrap_or_default() {
            self.learn_row(resource, row.value());
        }
        let written = || {
            let is_write = matches!(seen.method, Method::Post | Method::Put | Method::Patch);
            seen.object().filter(|_| is_write)
        };
        let item = seen.item().map(|item| item.value()).or_else(written);
        if let Some(item) = item.filter(|item| item.get(resource.mark()).is_some()) {
            self.learn_row(resource, item);
        }
    }

    fn learn_row(&mut self, resource: Resource, row: &Value) {
        let values = self.values.entry(resource).or_default();
        values.see(row, values::DEPTH, &|_| Keys::Mixed);
        for (of, path) in WORDS.iter().filter(|(of, _)| *of == resource) {
            let words = self.words.entry((*of, path)).or_default();
            for word in texts(row, path) {
                let word = if is_word(word) { word } else { DATA };
                if words.len() < VOCABULARY && !words.contains(word) {
                    words.insert(word.to_owned());
                }
            }
        }
    }

    /// Whether the site said anything of itself.
    #[must_use]
    pub(crate) fn has_description(&self) -> bool {
        !self.described.is_empty()
    }

    /// The values of a kind of item.
    pub(super) fn values(&self, resource: Resource) -> Option<&Values> {
        self.values.get(&resource)
    }

    /// What the values of a kind of item say.
    pub(super) fn of_values(&self, resource: Resource) -> Statements {
        let Some(values) = self.values.get(&resource) else {
            return Statements::default();
        };
        let mut statements = values::statements(values);
        for ((_, path), words) in self.words.iter().filter(|((of, _), _)| *of == resource) {
            if let Some(statement) = statements.get_mut(*path) {
                statement.options =
                    Some(words.clone()).filter(|words| !words.is_empty() && !words.contains(DATA));
            }
        }
        statements
    }

    /// The self-description of a kind of item.
    pub(super) fn of_site(&self, resource: Resource) -> Statements {
        let list = self.described.get(resource.list());
        let item = format!("{}/{{id}}", resource.list());
        let described = list.or_else(|| self.described.get(&item));
        let schema = described.and_then(|it| it.schema.as_ref());
        let mut statements = schema.map(dialect::statements).unwrap_or_default();
        for statement in statements.values_mut() {
            let options = statement.options.take();
            statement.options = options.filter(|words| words.iter().all(|word| is_slug(word)));
        }
        statements
    }

    /// The statuses that memberships have on the site: those that it names; where it names none,
    /// those that answers hold. What answers hold and the site does not name is a fault.
    pub(super) fn statuses(&self) -> BTreeSet<String> {
        self.named("$.status")
    }

    /// The slugs of its profile fields, in the same way.
    pub(super) fn slugs(&self) -> BTreeSet<String> {
        self.named("$.profile_fields[*].slug")
    }

    fn named(&self, path: &'static str) -> BTreeSet<String> {
        let site = self.of_site(Resource::Member);
        let named = site
            .get(path)
            .and_then(|statement: &Statement| statement.options.clone());
        named.unwrap_or_else(|| {
            let seen = self.words.get(&(Resource::Member, path));
            let words = seen.filter(|words| !words.contains(DATA));
            words.cloned().unwrap_or_default()
        })
    }
}

/// Stands among the words of a place for all that are no words: then there is no list of them.
const DATA: &str = "";

/// Whether a word that the self-description lists reads like a slug: `nick-name`.
pub(super) fn is_slug(text: &str) -> bool {
    is_word(text) || (text.len() <= 40 && text.split('-').all(redact::is_key))
}

/// Whether a text is a word that a program gave, not data.
fn is_word(text: &str) -> bool {
    // As the plugin stores them: `wcm-active`.
    let text = text.strip_prefix("wcm-").unwrap_or(text);
    redact::is_harmless("", &Value::from(text)) || (!text.is_empty() && redact::is_key(text))
}

/// The texts at a place of a row: `$.status`, or one list deep.
fn texts<'a>(row: &'a Value, path: &str) -> Vec<&'a str> {
    let tail = path.trim_start_matches("$.");
    match tail.split_once("[*].") {
        Some((list, name)) => {
            let list = row.get(list).and_then(Value::as_array);
            let texts = list.into_iter().flatten();
            texts.filter_map(|item| item.get(name)?.as_str()).collect()
        }
        None => row.get(tail).and_then(Value::as_str).into_iter().collect(),
    }
}
