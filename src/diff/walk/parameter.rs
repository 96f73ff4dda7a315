use std::collections::{BTreeSet, VecDeque};

use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};

use super::lifecycle::{Sunset, is_unstable, sunset};
use super::record::Said;
use super::site::Site;
use super::view::{items, member, resolved};
use super::walker::Walk;
use crate::diff::change::Verdict;
use crate::diff::load::{Document, Node, Place};
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
        // What one side alone has may be what a reference of the other stands for.
        let [old_open, new_open] = [
            unresolved(self.old, [old_item, old]),
            unresolved(self.new, [new_item, new]),
        ];
        let may_be_new = old_open.is_subset(&new_open);
        let may_be_gone = new_open.is_subset(&old_open);
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
                    let (rule, members) = (&rules::DOCUMENTATION_CHANGED, (Some(parameter), None));
                    self.record
                        .add_member(rule, &site, (parameter, new), members, what.to_owned());
                }
                None if may_be_gone => self.parameter_removed(parameter, new, site),
                None => {}
            }
        }
        for (identity, parameter) in &after {
            let known = before.contains_key(identity) || moved.contains(identity);
            if !known && may_be_new {
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
        if sent && self.parameter_default(old, new, &site) {
            self.schemas.default_is_told();
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
        let [before, after] = [(Edition::Old, old), (Edition::New, new)]
            .map(|(edition, place)| self.spelling(place, edition, site));
        if before.style != after.style {
            let what = format!("its style changed from {} to {}", before.style, after.style);
            self.say(rule, site, Some(old), Some(new), what);
        } else if before.explode != after.explode && (before.counts || after.counts) {
            let what = format!(
                "explode changed from {} to {}",
                before.explode, after.explode
            );
            self.say(rule, site, Some(old), Some(new), what);
        }
        match (before.reserved, after.reserved) {
            (true, false) => {
                let what = "reserved characters may no longer be sent as they are";
                self.say(rule, site, Some(old), Some(new), what);
            }
            (false, true) => {
                let rule = &rules::PARAMETER_BECAME_OPTIONAL;
                let what = "reserved characters may now be sent as they are";
                self.say(rule, site, Some(old), Some(new), what);
            }
            _ => {}
        }
        match (before.empty, after.empty) {
            (true, false) => {
                let what = "it may no longer be empty";
                self.say(rule, site, Some(old), Some(new), what);
            }
            (false, true) => {
                let rule = &rules::PARAMETER_BECAME_OPTIONAL;
                self.say(rule, site, Some(old), Some(new), "it may now be empty");
            }
            _ => {}
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

    /// How the values of a parameter or header are written: what is given where it has no meaning
    /// does not count (OpenAPI 3.1, Parameter Object, Style Values).
    fn spelling(&mut self, place: &Place<'d>, edition: Edition, site: &Site) -> Spelling<'d> {
        let text = |name| place.node.text(name);
        let within = text("in").unwrap_or("header");
        let is_document = place.node.get("content").is_some();
        let schema = member(place, "schema").filter(|_| !is_document);
        let judge = &mut self.schemas.judge;
        let id = schema.map(|schema| judge.lower(edition, &schema, site.direction));
        let mut admits = |kind| id.is_none_or(|id| judge.admits(id, kind));
        let is_object = id.is_some() && admits(JsonType::Object);
        let is_list = id.is_some() && admits(JsonType::Array);
        let style = match (within, text("style")) {
            _ if is_document => default_style(within),
            ("query", Some("deepObject")) if is_object => "deepObject",
            ("query", Some(style @ ("spaceDelimited" | "pipeDelimited")))
                if is_object || is_list =>
            {
                style
            }
            ("path", Some(style @ ("label" | "matrix"))) => style,
            ("cookie", Some("cookie")) => "cookie",
            _ => default_style(within),
        };
        let explode = (place.node.get("explode").and_then(Node::bool))
            .unwrap_or(matches!(style, "form" | "cookie"));
        let is_percent_encoded = match within {
            "query" => true,
            "header" => false,
            _ => self.is_newest(edition),
        };
        let judge = &mut self.schemas.judge;
        let reserved = place.node.flag("allowReserved") && is_percent_encoded && !is_document;
        let reserved =
            reserved && (is_object || is_list || id.is_none_or(|id| judge.admits_reserved(id)));
        Spelling {
            style,
            explode,
            // A list that is separated by commas looks the same either way.
            counts: match style {
                "deepObject" => false,
                "simple" => is_object,
                _ => is_object || is_list,
            },
            reserved,
            empty: place.node.flag("allowEmptyValue") && within == "query",
        }
    }

    /// Since 3.2 reserved characters may be allowed outside queries.
    fn is_newest(&self, edition: Edition) -> bool {
        let document = match edition {
            Edition::Old => self.old,
            Edition::New => self.new,
        };
        let root = document.root().node;
        root.text("openapi")
            .is_some_and(|text| text.starts_with("3.2"))
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

    /// Says whether the default changed.
    fn parameter_default(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site) -> bool {
        if is_required(old) && is_required(new) {
            return false;
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
            _ => return false,
        };
        self.say(
            rule,
            site,
            before.as_ref().or(Some(old)),
            after.as_ref().or(Some(new)),
            what,
        );
        true
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

fn default_style(within: &str) -> &'static str {
    match within {
        "query" | "querystring" | "cookie" => "form",
        _ => "simple",
    }
}

/// How values of a parameter or header are written.
struct Spelling<'d> {
    style: &'d str,
    explode: bool,
    /// Whether `explode` makes a difference.
    counts: bool,
    /// Whether reserved characters are sent as they are.
    reserved: bool,
    /// Whether an empty value is allowed besides.
    empty: bool,
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

/// The references among the parameters in force that do not exist.
fn unresolved<'d>(document: &'d Document, owners: [&Place<'d>; 2]) -> BTreeSet<&'d str> {
    let lists = owners
        .into_iter()
        .filter_map(|owner| member(owner, "parameters"));
    let all = lists.flat_map(|list| items(&list));
    all.filter(|place| document.is_unresolved(place))
        .filter_map(|place| place.node.text("$ref"))
        .collect()
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
