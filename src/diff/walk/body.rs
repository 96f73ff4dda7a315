use indexmap::IndexMap;

use super::parameter::media_types;
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
        match (&before, &after) {
            (None, None) => {}
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
                    "the request body is gone",
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
        let (before, after) = (media_types(old), media_types(new));
        let mut met: Vec<&str> = Vec::new();
        for (name, media) in &before {
            let twin = find(&after, &before, name);
            let inner = site.part(format!("{} {name}", site.part));
            match twin {
                Some((other, place)) => {
                    met.push(other);
                    self.ranges(name, other, media, place, &inner);
                    self.media_type(media, place, &inner, is_json(name) && is_json(other));
                }
                None => self.media_type_removed(name, media, new, &inner, negotiation),
            }
        }
        for (name, media) in &after {
            let known = met.contains(name) || find(&before, &after, name).is_some();
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
        let what = format!("the media type {name} is gone");
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

    fn media_type(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site, json: bool) {
        if self.same(old, new) {
            return;
        }
        let wire = if json { Wire::Json } else { Wire::Text };
        self.schema(
            (old, member(old, "schema").as_ref()),
            (new, member(new, "schema").as_ref()),
            site,
            wire,
        );
        if is_form(&site.part) {
            self.encodings(old, new, site);
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
        let part_of = |document: &'d Document, media: &Place<'d>, name: &str| {
            let schema = member(media, "schema");
            let properties = schema.map(|schema| View::of(document, &schema).properties());
            properties.is_none_or(|known| known.is_empty() || known.contains_key(name))
        };
        for name in names {
            let (a, b) = (before.get(name), after.get(name));
            if !part_of(self.old, old, name) && !part_of(self.new, new, name) {
                continue;
            }
            let part = site.part(format!("{} part {name}", site.part));
            self.headers(a.unwrap_or(old), b.unwrap_or(new), &part);
            let changed: Vec<&str> = (WIRE.into_iter())
                .filter(|key| {
                    let pair = [(self.old, old, a), (self.new, new, b)];
                    let [before, after] = pair.map(|(document, media, part)| {
                        let text = spelled(part, key);
                        match (*key, text.is_empty()) {
                            ("contentType", true) => of_type(document, media, name)
                                .unwrap_or_default()
                                .to_owned(),
                            _ => text,
                        }
                    });
                    before != after
                })
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

/// The media type of that name, or the narrowest range that covers it, or one of the same name
/// with other parameters, or a narrower one that has no twin of its own in `own`.
fn find<'a, 'd>(
    among: &'a IndexMap<&'d str, Place<'d>>,
    own: &IndexMap<&'d str, Place<'d>>,
    name: &str,
) -> Option<(&'d str, &'a Place<'d>)> {
    let by = |fits: &dyn Fn(&str) -> bool| {
        let found = among.iter().find(|(other, _)| fits(other));
        found.map(|(other, place)| (*other, place))
    };
    by(&|other| other.eq_ignore_ascii_case(name))
        .or_else(|| by(&|other| essence(other) == essence(name)))
        .or_else(|| by(&|other| other != "*/*" && covers(other, name)))
        .or_else(|| by(&|other| covers(other, name)))
        .or_else(|| by(&|other| covers(name, other) && !own.contains_key(other)))
}

fn essence(name: &str) -> String {
    name.split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// Whether a range of media types takes in another. `application/problem+json` is a kind of
/// `application/json` (RFC 6838, section 4.2.8).
fn covers(range: &str, name: &str) -> bool {
    let (range, name) = (essence(range), essence(name));
    let Some((kind, sub)) = range.split_once('/') else {
        return range == name;
    };
    let Some((other_kind, other_sub)) = name.split_once('/') else {
        return false;
    };
    let structured = other_sub
        .strip_suffix(sub)
        .is_some_and(|rest| rest.ends_with('+'));
    (kind == "*" || kind == other_kind) && (sub == "*" || sub == other_sub || structured)
}

/// Whether the part of an operation that ends in a media type is about a form, in which
/// encodings count.
fn is_form(part: &str) -> bool {
    let name = essence(part.rsplit(' ').next().unwrap_or_default());
    name.contains("form-urlencoded") || name.contains("multipart")
}

/// Whether values travel as JSON, so that their types can be told apart.
fn is_json(name: &str) -> bool {
    let essence = essence(name);
    let text = essence.starts_with("text/")
        || essence.contains("form-urlencoded")
        || essence.contains("multipart")
        || essence.contains("xml");
    !text
}

#[cfg(test)]
mod tests {
    use super::{covers, is_json};

    #[test]
    fn ranges_cover_types() {
        assert!(covers("*/*", "application/json"));
        assert!(covers("application/*", "application/json; charset=utf-8"));
        assert!(!covers("application/json", "application/*"));
        assert!(!covers("text/*", "application/json"));
    }

    #[test]
    fn text_hides_types() {
        assert!(is_json("application/problem+json"));
        assert!(!is_json("application/x-www-form-urlencoded"));
        assert!(!is_json("text/plain; charset=utf-8"));
    }
}
