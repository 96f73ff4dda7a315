use std::collections::HashSet;

use super::media::{Carrier, MediaTypes, carrier, covers, is_form, is_stream};
use super::site::Site;
use super::view::{View, member, members, resolved};
use super::walker::Walk;
use crate::diff::load::{Document, Place};
use crate::diff::rules;
use crate::diff::schema::{Direction, Wire};

/// Who chooses among media types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Negotiation {
    /// The writer takes one of those that the reader accepts.
    Accepted,
    /// The reader asks for one of those that the writer offers.
    Offered,
    /// Nobody: there is one.
    None,
}

impl<'d> Walk<'d> {
    pub(super) fn body(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site) {
        let site = site.part("request body");
        let before = resolved(self.old, old, "requestBody");
        let after = resolved(self.new, new, "requestBody");
        let required = |place: &Place<'d>| place.node.flag("required");
        let sent = site.direction == Direction::Request;
        let is_open = |document: &Document, place: &Place<'d>| {
            member(place, "requestBody").is_some_and(|body| document.is_unresolved(&body))
        };
        match (&before, &after) {
            (None, None) => {}
            _ if is_open(self.old, old) || is_open(self.new, new) => {}
            (None, Some(body)) => {
                let (rule, what) = if sent && required(body) {
                    (
                        &rules::REQUIRED_BODY_ADDED,
                        "a required request body was added",
                    )
                } else {
                    (&rules::BODY_ADDED, "a request body was added")
                };
                self.say(rule, &site, Some(old), Some(body), what);
            }
            (Some(body), None) => {
                self.say(
                    &rules::BODY_REMOVED,
                    &site,
                    Some(body),
                    Some(new),
                    "the request body was removed",
                );
            }
            (Some(before), Some(after)) => {
                if self.same(before, after) {
                    return;
                }
                match (required(before), required(after)) {
                    (false, true) if sent => {
                        self.say(
                            &rules::BODY_BECAME_REQUIRED,
                            &site,
                            Some(before),
                            Some(after),
                            "the request body became required",
                        );
                    }
                    (true, false) => {
                        let rule = if sent {
                            &rules::BODY_BECAME_OPTIONAL
                        } else {
                            &rules::BODY_REMOVED
                        };
                        self.say(
                            rule,
                            &site,
                            Some(before),
                            Some(after),
                            "the request body became optional",
                        );
                    }
                    _ => {}
                }
                self.content(before, after, &site, Negotiation::Accepted);
                self.words(before, after, &site);
            }
        }
    }

    /// Pairs media types and compares what they hold.
    pub(super) fn content(
        &mut self,
        old: &Place<'d>,
        new: &Place<'d>,
        site: &Site,
        negotiation: Negotiation,
    ) {
        let (before, after) = (MediaTypes::of(old), MediaTypes::of(new));
        let (gone, added) = (before.beside(&after), after.beside(&before));
        let mut met: HashSet<&str> = HashSet::new();
        for (name, media) in before.iter() {
            let twin = after.find(name, &added);
            let inner = site.part(format!("{} {name}", site.part));
            match twin {
                Some((other, place)) => {
                    met.insert(other);
                    self.ranges(name, other, media, place, &inner);
                    let wire = match (carrier(name), carrier(other)) {
                        (Carrier::Json, Carrier::Json) => Wire::Json,
                        (Carrier::Bytes, Carrier::Bytes) => Wire::Bytes,
                        _ => Wire::Text,
                    };
                    self.media_type(name, (media, place), &inner, wire);
                }
                None => self.media_type_removed(name, media, new, &inner, negotiation),
            }
        }
        for (name, media) in after.iter() {
            let known = met.contains(name) || before.find(name, &gone).is_some();
            if !known {
                let inner = site.part(format!("{} {name}", site.part));
                self.media_type_added(name, old, media, &inner, negotiation);
            }
        }
    }

    /// A range of media types where there was one type, or the other way round.
    fn ranges(&mut self, old: &str, new: &str, before: &Place<'d>, after: &Place<'d>, site: &Site) {
        if site.direction == Direction::Request {
            if covers(old, new) && !covers(new, old) {
                let what = format!("the media type {old} became {new}");
                self.say(
                    &rules::REQUEST_MEDIA_TYPE_REMOVED,
                    site,
                    Some(before),
                    Some(after),
                    what,
                );
            }
            return;
        }
        let what = format!("the media type {old} became {new}");
        match (covers(new, old), covers(old, new)) {
            (true, false) => {
                self.say(
                    &rules::RESPONSE_MEDIA_TYPE_GENERALIZED,
                    site,
                    Some(before),
                    Some(after),
                    what,
                );
            }
            (false, true) => {
                self.say(
                    &rules::RESPONSE_MEDIA_TYPE_SPECIALIZED,
                    site,
                    Some(before),
                    Some(after),
                    what,
                );
            }
            _ => {}
        }
    }

    fn media_type_removed(
        &mut self,
        name: &str,
        media: &Place<'d>,
        new: &Place<'d>,
        site: &Site,
        negotiation: Negotiation,
    ) {
        let rule = match (negotiation, site.direction) {
            (Negotiation::Accepted, Direction::Request) => &rules::REQUEST_MEDIA_TYPE_REMOVED,
            (Negotiation::None, _) => &rules::PARAMETER_SERIALIZATION_CHANGED,
            _ => &rules::RESPONSE_MEDIA_TYPE_REMOVED,
        };
        let what = format!("the media type {name} was removed");
        self.say(rule, site, Some(media), Some(new), what);
    }

    fn media_type_added(
        &mut self,
        name: &str,
        old: &Place<'d>,
        media: &Place<'d>,
        site: &Site,
        negotiation: Negotiation,
    ) {
        let rule = match (negotiation, site.direction) {
            (Negotiation::Accepted, Direction::Request) => &rules::REQUEST_MEDIA_TYPE_ADDED,
            (Negotiation::None, _) => return,
            _ => &rules::RESPONSE_MEDIA_TYPE_ADDED,
        };
        let what = format!("the media type {name} was added");
        self.say(rule, site, Some(old), Some(media), what);
    }

    fn media_type(
        &mut self,
        name: &str,
        (old, new): (&Place<'d>, &Place<'d>),
        site: &Site,
        wire: Wire,
    ) {
        if self.same(old, new) {
            return;
        }
        // Since 3.2 a media type may be a reference to one of the components.
        let (Some(old), Some(new)) = (self.old.resolve(old), self.new.resolve(new)) else {
            return;
        };
        let (old, new) = (&old, &new);
        let (before, after) = (member(old, "schema"), member(new, "schema"));
        let items = [old, new].map(|media| member(media, "itemSchema"));
        let each = |document, media, item: &Option<Place<'d>>| match item {
            None if is_stream(name) => of_each(document, media),
            item => item.clone(),
        };
        let is_row = items.iter().any(Option::is_some);
        if is_row {
            let [before, after] = &items;
            let (before, after) = (each(self.old, old, before), each(self.new, new, after));
            let site = site.schema(wire).step("[*]", wire);
            self.schema_at((old, before.as_ref()), (new, after.as_ref()), &site);
        }
        // Where one side describes each value and the other all of them, that is all there is.
        if !is_row || items.iter().all(Option::is_some) {
            self.schema((old, before.as_ref()), (new, after.as_ref()), site, wire);
        }
        if is_form(name) {
            self.encodings(old, new, site);
        }
        for key in ["prefixEncoding", "itemEncoding"] {
            if old.node.get(key) != new.node.get(key) {
                let what = format!("the {key} changed");
                self.say(&rules::ENCODING_CHANGED, site, Some(old), Some(new), what);
            }
        }
        self.words(old, new, site);
    }

    /// How the parts of a form are spelled, with their defaults (OpenAPI 3.1, Encoding Object).
    fn encodings(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site) {
        const WIRE: [&str; 4] = ["contentType", "style", "explode", "allowReserved"];
        let spelled = |part: Option<&Place<'d>>, key: &str| {
            let text = |key| part.and_then(|part| part.node.text(key));
            let flag = |key| part.and_then(|part| part.node.get(key)?.bool());
            let style = text("style").unwrap_or("form");
            match key {
                "style" => style.to_owned(),
                "explode" => flag(key).unwrap_or(style == "form").to_string(),
                "allowReserved" => flag(key).unwrap_or(false).to_string(),
                _ => text(key).map(str::to_owned).unwrap_or_default(),
            }
        };
        let of_type = |document: &'d Document, media: &Place<'d>, name: &str| {
            let schema = resolved(document, media, "schema")?;
            let schema = resolved(document, &member(&schema, "properties")?, name)?;
            let kind = schema.node.text("type")?;
            Some(match (kind, schema.node.text("format")) {
                ("object" | "array", _) => "application/json",
                ("string", Some("binary")) => "application/octet-stream",
                _ => "text/plain",
            })
        };
        let list = |place: &Place<'d>| {
            member(place, "encoding")
                .map(|all| members(&all))
                .unwrap_or_default()
        };
        let (before, after) = (list(old), list(new));
        let mut names: Vec<&str> = before.keys().chain(after.keys()).copied().collect();
        names.sort_unstable();
        names.dedup();
        // The name must be one of the schema's properties; else the encoding says nothing.
        let properties = |document: &'d Document, media: &Place<'d>| {
            let schema = member(media, "schema")?;
            Some(View::of(document, &schema).properties())
        };
        let known = [properties(self.old, old), properties(self.new, new)];
        let is_part = |name: &str| {
            let mut either = known.iter();
            either.any(|known| {
                (known.as_ref()).is_none_or(|known| known.is_empty() || known.contains_key(name))
            })
        };
        for name in names {
            let (a, b) = (before.get(name), after.get(name));
            if !is_part(name) {
                continue;
            }
            let part = site.part(format!("{} part {name}", site.part));
            self.headers(a.unwrap_or(old), b.unwrap_or(new), &part);
            let inner = ["encoding", "prefixEncoding", "itemEncoding"];
            let get = |part: Option<&Place<'d>>, key| part.and_then(|part| part.node.get(key));
            let inner = inner.into_iter().filter(|key| get(a, key) != get(b, key));
            // Another type of the part is said of its schema.
            let is_stated = [a, b]
                .into_iter()
                .any(|part| get(part, "contentType").is_some());
            let changed: Vec<&str> = (WIRE.into_iter())
                .filter(|key| {
                    let pair = [(self.old, old, a), (self.new, new, b)];
                    let [before, after] = pair.map(|(document, media, part)| {
                        let text = spelled(part, key);
                        match (*key, text.is_empty()) {
                            ("contentType", true) if is_stated => of_type(document, media, name)
                                .unwrap_or_default()
                                .to_owned(),
                            _ => text,
                        }
                    });
                    before != after
                })
                .chain(inner)
                .collect();
            if !changed.is_empty() {
                let what = format!("the {} of the part {name} changed", changed.join(", "));
                self.say(
                    &rules::ENCODING_CHANGED,
                    site,
                    a.or(Some(old)),
                    b.or(Some(new)),
                    what,
                );
            }
        }
    }
}

/// What the schema of a whole stream says of each value in it: streams were described by a list
/// of all values, or as one of them, before there was `itemSchema`.
fn of_each<'d>(document: &'d Document, media: &Place<'d>) -> Option<Place<'d>> {
    let schema = resolved(document, media, "schema")?;
    match schema.node.text("type") {
        Some("array") => member(&schema, "items"),
        _ => Some(schema),
    }
}
