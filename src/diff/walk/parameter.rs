use std::collections::VecDeque;

use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};

use super::lifecycle::{Sunset, is_unstable, sunset};
use super::record::Said;
use super::site::Site;
use super::view::{items, member, resolved};
use super::walker::Walk;
use crate::diff::change::Verdict;
use crate::diff::load::{Document, Place};
use crate::diff::rules;
use crate::diff::schema::{Direction, Edition, JsonType, Keywords, TypeSet, Wire};

/// What makes two parameters one: a path parameter is known by its position, a header without
/// regard to case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Identity {
    location: String,
    name: String,
}

type Parameters<'d> = IndexMap<Identity, Place<'d>>;

impl<'d> Walk<'d> {
    pub(super) fn parameters(
        &mut self,
        (old_path, old_item, old): (&str, &Place<'d>, &Place<'d>),
        (new_path, new_item, new): (&str, &Place<'d>, &Place<'d>),
        site: &Site,
    ) {
        let before = in_force(self.old, old_path, old_item, old);
        let after = in_force(self.new, new_path, new_item, new);
        // What came, by name: one of another name is new, one of the same name has moved.
        let mut came: FxHashMap<String, VecDeque<&Identity>> = FxHashMap::default();
        for identity in after
            .keys()
            .filter(|identity| !before.contains_key(*identity))
        {
            let name = identity.name.to_ascii_lowercase();
            came.entry(name).or_default().push_back(identity);
        }
        let mut moved: FxHashSet<&Identity> = FxHashSet::default();
        for (identity, parameter) in &before {
            if let Some(other) = after.get(identity) {
                self.parameter(parameter, other, site);
                continue;
            }
            let elsewhere = came
                .get_mut(&identity.name.to_ascii_lowercase())
                .and_then(VecDeque::pop_front)
                .and_then(|other| Some((other, after.get(other)?)));
            match elsewhere {
                Some((other, place)) => {
                    moved.insert(other);
                    let what = format!(
                        "the parameter moved from {} to {}",
                        identity.location, other.location
                    );
                    let site = site.part(title(place));
                    self.say(
                        &rules::PARAMETER_MOVED,
                        &site,
                        Some(parameter),
                        Some(place),
                        what,
                    );
                }
                // The template of the path says what has to be there.
                None if identity.location == "path" => {
                    let site = site.part(title(parameter));
                    let what = "the path parameter is no longer described";
                    self.say(
                        &rules::DOCUMENTATION_CHANGED,
                        &site,
                        Some(parameter),
                        Some(new),
                        what,
                    );
                }
                None => self.parameter_removed(parameter, new, site),
            }
        }
        for (identity, parameter) in &after {
            let known = before.contains_key(identity) || moved.contains(identity);
            if !known {
                self.parameter_added(old, parameter, site);
            }
        }
    }

    fn parameter(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site) {
        if self.same(old, new) {
            return;
        }
        let site = site.part(title(new));
        let sent = site.direction == Direction::Request;
        if old.node.text("name") != new.node.text("name") && new.node.text("in") == Some("path") {
            let what = format!(
                "the path parameter {} was renamed to {}",
                old.node.text("name").unwrap_or_default(),
                new.node.text("name").unwrap_or_default()
            );
            self.say(&rules::PARAMETER_RENAMED, &site, Some(old), Some(new), what);
        }
        self.lifecycle(old, new, &site);
        match (is_required(old), is_required(new)) {
            (false, true) if sent => {
                self.say(
                    &rules::PARAMETER_BECAME_REQUIRED,
                    &site,
                    Some(old),
                    Some(new),
                    "the parameter became required",
                );
            }
            (true, false) if sent => {
                self.say(
                    &rules::PARAMETER_BECAME_OPTIONAL,
                    &site,
                    Some(old),
                    Some(new),
                    "the parameter became optional",
                );
            }
            (true, false) => {
                self.say(
                    &rules::PARAMETER_WITHDRAWN,
                    &site,
                    Some(old),
                    Some(new),
                    "the parameter is no longer always sent",
                );
            }
            _ => {}
        }
        if sent {
            self.parameter_default(old, new, &site);
        }
        self.serialization(old, new, &site, &rules::PARAMETER_SERIALIZATION_CHANGED);
        self.value_schema(old, new, &site);
        self.words(old, new, &site);
    }

    /// `style`, `explode`, `allowReserved` and the choice between `schema` and `content`, with
    /// their defaults (OpenAPI 3.1, Parameter Object).
    pub(super) fn serialization(
        &mut self,
        old: &Place<'d>,
        new: &Place<'d>,
        site: &Site,
        rule: &'static rules::Rule,
    ) {
        let style = |place: &Place<'d>| match place.node.text("style") {
            Some(style) => style.to_owned(),
            None => default_style(place).to_owned(),
        };
        let explode = |place: &Place<'d>| {
            let given = place
                .node
                .get("explode")
                .and_then(crate::diff::load::Node::bool);
            given.unwrap_or_else(|| matches!(&*style(place), "form" | "cookie"))
        };
        let (before, after) = (style(old), style(new));
        if before != after {
            let what = format!("its style changed from {before} to {after}");
            self.say(rule, site, Some(old), Some(new), what);
        } else if explode(old) != explode(new)
            && (self.is_structured(old, Edition::Old, site)
                || self.is_structured(new, Edition::New, site))
        {
            let what = format!("explode changed from {} to {}", explode(old), explode(new));
            self.say(rule, site, Some(old), Some(new), what);
        } else {
            for name in ["style", "explode"] {
                if old.node.get(name) != new.node.get(name) {
                    let what = format!("{name} is written in another way and means the same");
                    let rule = &rules::EDIT_WITHOUT_EFFECT;
                    self.say(rule, site, Some(old), Some(new), what);
                }
            }
        }
        if old.node.flag("allowReserved") != new.node.flag("allowReserved") {
            let what = format!("allowReserved became {}", new.node.flag("allowReserved"));
            self.say(rule, site, Some(old), Some(new), what);
        }
        if old.node.flag("allowEmptyValue") && !new.node.flag("allowEmptyValue") {
            self.say(
                rule,
                site,
                Some(old),
                Some(new),
                "it may no longer be empty",
            );
        }
        if !old.node.flag("allowEmptyValue") && new.node.flag("allowEmptyValue") {
            self.say(
                &rules::PARAMETER_BECAME_OPTIONAL,
                site,
                Some(old),
                Some(new),
                "it may now be empty",
            );
        }
        let content = |place: &Place<'d>| place.node.get("content").is_some();
        if content(old) != content(new) {
            let what = if content(new) {
                "its value is now a document"
            } else {
                "its value is no longer a document"
            };
            self.say(rule, site, Some(old), Some(new), what);
        }
    }

    /// Whether a value of it can be a list or an object: for others `explode` says nothing.
    fn is_structured(&mut self, place: &Place<'d>, edition: Edition, site: &Site) -> bool {
        let Some(schema) = member(place, "schema") else {
            return false;
        };
        let judge = &mut self.schemas.judge;
        let id = judge.lower(edition, &schema, site.direction);
        judge.admits(id, JsonType::Array) || judge.admits(id, JsonType::Object)
    }

    /// The schema of a parameter or header, or the media types of its content.
    pub(super) fn value_schema(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site) {
        let content = |place: &Place<'d>| place.node.get("content").is_some();
        if content(old) && content(new) {
            self.content(old, new, site, super::body::Negotiation::None);
            return;
        }
        if content(old) != content(new) {
            return;
        }
        let exploded = |place: &Place<'d>| {
            place.node.text("in") == Some("query")
                && matches!(place.node.text("style"), None | Some("form"))
                && place
                    .node
                    .get("explode")
                    .and_then(crate::diff::load::Node::bool)
                    != Some(false)
        };
        let in_path = |place: &Place<'d>| place.node.text("in") == Some("path");
        let wire = if in_path(old) && in_path(new) {
            Wire::Segment
        } else if exploded(old) && exploded(new) {
            Wire::Form
        } else {
            Wire::Text
        };
        self.schema(
            (old, member(old, "schema").as_ref()),
            (new, member(new, "schema").as_ref()),
            site,
            wire,
        );
    }

    fn parameter_default(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site) {
        if is_required(old) && is_required(new) {
            return;
        }
        let default = |document, place: &Place<'d>| {
            resolved(document, place, "schema").and_then(|schema| member(&schema, "default"))
        };
        let (before, after) = (default(self.old, old), default(self.new, new));
        let (rule, what) = match (&before, &after) {
            (Some(a), Some(b)) if a.node != b.node => {
                let what = format!(
                    "its default changed from {} to {}",
                    a.node.to_json(),
                    b.node.to_json()
                );
                (&rules::PARAMETER_DEFAULT_CHANGED, what)
            }
            (Some(a), None) => (
                &rules::PARAMETER_DEFAULT_REMOVED,
                format!("its default {} was removed", a.node.to_json()),
            ),
            (None, Some(b)) => (
                &rules::PARAMETER_DEFAULT_ADDED,
                format!("the default {} was added", b.node.to_json()),
            ),
            _ => return,
        };
        self.say(
            rule,
            site,
            before.as_ref().or(Some(old)),
            after.as_ref().or(Some(new)),
            what,
        );
    }

    fn parameter_removed(&mut self, parameter: &Place<'d>, new: &Place<'d>, site: &Site) {
        let deprecated = parameter.node.flag("deprecated");
        let site = site.part(title(parameter));
        let (rule, what) = match (site.direction, sunset(parameter.node)) {
            (Direction::Response, _) if is_required(parameter) => (
                &rules::PARAMETER_WITHDRAWN,
                "the parameter is no longer sent",
            ),
            _ if is_unstable(parameter.node) => (
                &rules::PARAMETER_REMOVED_AS_ANNOUNCED,
                "the parameter was removed; it was never stable",
            ),
            (_, Sunset::On(day)) if deprecated && day > self.options.today.0 => (
                &rules::PARAMETER_REMOVED_BEFORE_SUNSET,
                "the parameter was removed before its sunset date",
            ),
            (_, Sunset::Unreadable) if deprecated => (
                &rules::SUNSET_INVALID,
                "the parameter was removed and its sunset date is invalid",
            ),
            _ if deprecated => (
                &rules::PARAMETER_REMOVED_AS_ANNOUNCED,
                "the deprecated parameter was removed",
            ),
            _ => (&rules::PARAMETER_REMOVED, "the parameter was removed"),
        };
        self.say(rule, &site, Some(parameter), Some(new), what);
    }

    /// A parameter of the path that stood in its template only: any word passed there.
    fn described_now(&mut self, old: &Place<'d>, parameter: &Place<'d>, site: &Site) {
        let Some(schema) = member(parameter, "schema") else {
            return;
        };
        let site = site.schema(Wire::Segment);
        let judge = &mut self.schemas.judge;
        let words = judge.intern(Keywords {
            types: Some(TypeSet::NONE.with("string")),
            ..Keywords::default()
        });
        let now = judge.lower(Edition::New, &schema, site.direction);
        let verdict = judge.verdict(words, now, &site);
        if verdict != Verdict::Harmless {
            self.record.add(Said {
                rule: &rules::SCHEMA_ADDED,
                site: &site,
                before: Some(old),
                after: Some(&schema),
                what: "a schema was added".to_owned(),
                verdict,
            });
        }
    }

    fn parameter_added(&mut self, old: &Place<'d>, parameter: &Place<'d>, site: &Site) {
        let site = site.part(title(parameter));
        let in_path = parameter.node.text("in") == Some("path");
        if in_path && site.direction == Direction::Request {
            self.described_now(old, parameter, &site);
        }
        if site.direction == Direction::Request && is_required(parameter) && !in_path {
            self.say(
                &rules::REQUIRED_PARAMETER_ADDED,
                &site,
                Some(old),
                Some(parameter),
                "the required parameter was added",
            );
        } else {
            self.say(
                &rules::PARAMETER_ADDED,
                &site,
                Some(old),
                Some(parameter),
                "the parameter was added",
            );
        }
    }
}

fn is_required(place: &Place<'_>) -> bool {
    place.node.flag("required") || place.node.text("in") == Some("path")
}

fn default_style(place: &Place<'_>) -> &'static str {
    match place.node.text("in") {
        Some("query" | "cookie") => "form",
        _ => "simple",
    }
}

fn title(place: &Place<'_>) -> String {
    let text = |name| place.node.text(name).unwrap_or_default();
    format!("{} parameter {}", text("in"), text("name"))
}

/// The parameters of an operation and those of its path item that it does not replace.
fn in_force<'d>(
    document: &'d Document,
    path: &str,
    item: &Place<'d>,
    operation: &Place<'d>,
) -> Parameters<'d> {
    let mut found = Parameters::new();
    for owner in [item, operation] {
        let list = member(owner, "parameters")
            .map(|all| items(&all))
            .unwrap_or_default();
        for parameter in list {
            if let Some(parameter) = document.resolve(&parameter)
                && !is_of_http(&parameter)
            {
                found.insert(identity(path, &parameter), parameter);
            }
        }
    }
    found
}

/// Header parameters that say nothing: media types and security describe what they carry
/// (OpenAPI 3.1, Parameter Object, `name`).
fn is_of_http(parameter: &Place<'_>) -> bool {
    const NAMES: [&str; 3] = ["accept", "content-type", "authorization"];
    let name = parameter.node.text("name").unwrap_or_default();
    parameter.node.text("in") == Some("header")
        && NAMES.iter().any(|known| known.eq_ignore_ascii_case(name))
}

fn identity(path: &str, parameter: &Place<'_>) -> Identity {
    let location = parameter.node.text("in").unwrap_or_default().to_owned();
    let name = parameter.node.text("name").unwrap_or_default();
    let name = match &*location {
        "path" => match path
            .split('{')
            .skip(1)
            .position(|rest| rest.split('}').next() == Some(name))
        {
            Some(position) => format!("#{position}"),
            None => name.to_owned(),
        },
        "header" => name.to_ascii_lowercase(),
        _ => name.to_owned(),
    };
    Identity { location, name }
}
