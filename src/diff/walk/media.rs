use std::collections::{BTreeMap, HashMap};

use indexmap::IndexMap;

use super::view::{member, members};
use crate::diff::load::Place;

/// A media type taken apart: its essence in lower case (RFC 9110, section 8.3.1), and its
/// parameters in the order of their names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Media {
    essence: String,
    parameters: BTreeMap<String, String>,
}

impl Media {
    fn parse(name: &str) -> Self {
        let mut parts = split(name).into_iter();
        let essence = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let mut parameters: BTreeMap<String, String> = parts
            .filter_map(|part| {
                let (name, value) = part.split_once('=')?;
                let name = name.trim().to_ascii_lowercase();
                let mut value = unquoted(value.trim());
                if name == "charset" {
                    value = value.to_ascii_lowercase();
                }
                // A boundary is another for each body.
                let says_nothing = matches!(&*name, "boundary" | "q");
                (!says_nothing).then_some((name, value))
            })
            .collect();
        // What is text without a word about it is UTF-8.
        if !essence.contains('*') {
            let charset = parameters.entry("charset".to_owned());
            let charset = charset.or_insert_with(|| "utf-8".to_owned());
            if charset == "utf8" {
                charset.insert(3, '-');
            }
        }
        Self {
            essence,
            parameters,
        }
    }

    /// Whether each of its parameters is one of the other.
    fn is_wider(&self, other: &Self) -> bool {
        (self.parameters.iter()).all(|(name, value)| other.parameters.get(name) == Some(value))
    }
}

/// The parts between semicolons, those in quotes left together.
fn split(name: &str) -> Vec<&str> {
    let (mut parts, mut start, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, character) in name.char_indices() {
        match character {
            _ if std::mem::take(&mut escaped) => {}
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => {
                parts.extend(name.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(name.get(start..));
    parts
}

/// The value of a parameter without its quotes and what escapes inside them.
fn unquoted(value: &str) -> String {
    let Some(inside) = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    else {
        return value.to_owned();
    };
    let mut plain = String::new();
    let mut characters = inside.chars();
    while let Some(character) = characters.next() {
        plain.extend(if character == '\\' {
            characters.next()
        } else {
            Some(character)
        });
    }
    plain
}

/// Media types of one essence with other parameters that are looked at one by one.
const PARAMETERS: usize = 32;

/// The media types that a body is offered or accepted in, found by name however many there are.
pub(super) struct MediaTypes<'d> {
    all: IndexMap<&'d str, (Media, Place<'d>)>,
    /// Numbers by the whole name however it is spelled, and by the essence.
    by_name: HashMap<Media, usize>,
    by_essence: HashMap<String, Vec<usize>>,
}

/// Those of one side, each by the ranges that take it in: to find a narrower one for a range.
pub(super) struct Narrower(HashMap<String, Vec<usize>>);

impl<'d> MediaTypes<'d> {
    /// Those of an object with `content`.
    pub(super) fn of(place: &Place<'d>) -> Self {
        let all: IndexMap<&'d str, (Media, Place<'d>)> = member(place, "content")
            .map(|content| members(&content))
            .unwrap_or_default()
            .into_iter()
            .map(|(name, place)| (name, (Media::parse(name), place)))
            .collect();
        let mut by_name = HashMap::new();
        let mut by_essence: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, (media, _)) in all.values().enumerate() {
            by_name.entry(media.clone()).or_insert(at);
            note(&mut by_essence, media.essence.clone(), at);
        }
        Self {
            all,
            by_name,
            by_essence,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&'d str, &Place<'d>)> {
        self.all.iter().map(|(name, (_, place))| (*name, place))
    }

    /// Those without a namesake on the other side, by what takes them in.
    pub(super) fn beside(&self, other: &Self) -> Narrower {
        let mut narrower = HashMap::new();
        for (at, (media, _)) in self.all.values().enumerate() {
            if !other.by_name.contains_key(media) {
                for range in ranges(&media.essence) {
                    note(&mut narrower, range, at);
                }
            }
        }
        Narrower(narrower)
    }

    /// The media type of that name, or one that leaves parameters open, or a range that covers
    /// it, all of them last, or a narrower one.
    pub(super) fn find(&self, name: &str, narrower: &Narrower) -> Option<(&'d str, &Place<'d>)> {
        let media = Media::parse(name);
        let of = |at: usize| self.all.get_index(at).map(|(_, (media, _))| media);
        let wider = |essence: &String| {
            let found = self.by_essence.get(essence)?.iter().copied();
            found
                .filter(|at| of(*at).is_some_and(|other| other.is_wider(&media)))
                .min()
        };
        let range = || {
            let wide = ranges(&media.essence);
            let found = wide.iter().filter(|range| *range != "*/*");
            found
                .filter_map(wider)
                .min()
                .or_else(|| wider(&"*/*".to_owned()))
        };
        let narrower = || {
            let mut found = narrower.0.get(&media.essence)?.iter().copied();
            found.find(|at| of(*at).is_some_and(|other| media.is_wider(other)))
        };
        let at = (self.by_name.get(&media).copied())
            .or_else(|| wider(&media.essence))
            .or_else(range)
            .or_else(narrower)?;
        self.all
            .get_index(at)
            .map(|(name, (_, place))| (*name, place))
    }
}

fn note(numbers: &mut HashMap<String, Vec<usize>>, name: String, at: usize) {
    let known = numbers.entry(name).or_default();
    if known.len() < PARAMETERS {
        known.push(at);
    }
}

/// The essence of a media type: without parameters, in lower case.
pub(super) fn essence(name: &str) -> String {
    Media::parse(name).essence
}

/// The essences that take in another one, itself among them. `application/problem+json` is a kind
/// of `application/json` (RFC 6838, section 4.2.8).
fn ranges(essence: &str) -> Vec<String> {
    let Some((kind, sub)) = essence.split_once('/') else {
        return vec![essence.to_owned()];
    };
    let suffix = sub.rsplit_once('+').map(|(_, suffix)| suffix);
    let subs = [Some(sub), suffix, Some("*")];
    let mut ranges: Vec<String> = Vec::new();
    for kind in [kind, "*"] {
        for sub in subs.into_iter().flatten() {
            let range = format!("{kind}/{sub}");
            if !ranges.contains(&range) {
                ranges.push(range);
            }
        }
    }
    ranges
}

/// Whether a range of media types takes in another: a name that leaves parameters open is one.
pub(super) fn covers(range: &str, name: &str) -> bool {
    let (range, media) = (Media::parse(range), Media::parse(name));
    ranges(&media.essence).contains(&range.essence) && range.is_wider(&media)
}

/// Whether a media type is that of a form, in which encodings count.
pub(super) fn is_form(name: &str) -> bool {
    let essence = essence(name);
    essence.contains("form-urlencoded") || essence.contains("multipart")
}

/// How the values of a body travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carrier {
    /// As JSON, or as something that tells the same types apart.
    Json,
    /// As text: a form, XML, plain text.
    Text,
    /// As bytes.
    Bytes,
}

/// How the values of a body of that media type travel.
pub(super) fn carrier(name: &str) -> Carrier {
    let essence = essence(name);
    let (kind, sub) = essence.split_once('/').unwrap_or(("", &essence));
    let suffix = sub.rsplit_once('+').map_or(sub, |(_, suffix)| suffix);
    if is_form(name) || kind == "text" && !is_stream(name) || suffix == "xml" {
        return Carrier::Text;
    }
    let is_structured = matches!(suffix, "json" | "yaml" | "cbor" | "msgpack")
        || matches!(&*essence, "*/*" | "application/*");
    if is_structured || is_stream(name) || sub.contains("json") || sub.contains("yaml") {
        return Carrier::Json;
    }
    Carrier::Bytes
}

/// Whether a body is a row of values, one after the other (OpenAPI 3.2, "Sequential Media Types").
pub(super) fn is_stream(name: &str) -> bool {
    let essence = essence(name);
    let sub = essence.split_once('/').map_or("", |(_, sub)| sub);
    matches!(
        sub,
        "jsonl"
            | "x-jsonl"
            | "ndjson"
            | "x-ndjson"
            | "jsonlines"
            | "x-jsonlines"
            | "json-seq"
            | "event-stream"
            | "stream+json"
            | "x-json-stream"
    ) || sub.ends_with("+json-seq")
        || sub.ends_with("+jsonl")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::load::Document;

    #[test]
    fn ranges_cover_types() {
        assert!(covers("*/*", "application/json"));
        assert!(covers("application/*", "application/json; charset=utf-8"));
        assert!(covers("application/json", "application/problem+json"));
        assert!(!covers("application/json", "application/*"));
        assert!(!covers("text/*", "application/json"));
    }

    #[test]
    fn a_media_type_says_how_values_travel() {
        for (name, travels) in [
            ("application/problem+json", Carrier::Json),
            ("*/*", Carrier::Json),
            ("application/x-ndjson", Carrier::Json),
            ("application/x-www-form-urlencoded", Carrier::Text),
            ("text/plain; charset=utf-8", Carrier::Text),
            ("image/svg+xml", Carrier::Text),
            ("application/octet-stream", Carrier::Bytes),
            ("image/png", Carrier::Bytes),
            ("application/pdf", Carrier::Bytes),
        ] {
            assert_eq!(carrier(name), travels, "{name}");
        }
    }

    #[test]
    fn parameters_tell_media_types_apart_in_whatever_order_and_case() {
        let same = |a: &str, b: &str| covers(a, b) && covers(b, a);
        assert!(same("a/b; x=1; Y=\"2;3\"", "A/B;y=\"2;3\";X=1"));
        assert!(same("application/json", "application/json; charset=UTF-8"));
        assert!(same(
            "text/plain; CharSet=UTF-16",
            "text/plain;charset=utf-16"
        ));
        assert!(!covers("a/b; version=1", "a/b; version=2"));
        assert!(covers("a/b", "a/b; version=2") && !covers("a/b; version=2", "a/b"));
    }

    #[test]
    fn the_nearest_media_type_is_the_twin() {
        let found = |old: &[&str], new: &[&str], name: &str| {
            let written = |names: &[&str]| {
                let media: Vec<String> =
                    names.iter().map(|name| format!("{name:?}: {{}}")).collect();
                let text = format!(
                    r#"{{"openapi": "3.1.0", "info": {{"title": "t", "version": "1"}}, "paths": {{}},
                        "x-body": {{"content": {{{}}}}}}}"#,
                    media.join(", ")
                );
                Document::from_text("a.json", &text).unwrap()
            };
            let (old, new) = (written(old), written(new));
            let of =
                |document| MediaTypes::of(&member(&Document::root(document), "x-body").unwrap());
            let (old, new) = (of(&old), of(&new));
            let twin = new.find(name, &new.beside(&old));
            twin.map(|(name, _)| name.to_owned())
        };
        let all = ["*/*", "application/*", "application/json", "Text/HTML"];
        assert_eq!(found(&[], &all, "text/html").as_deref(), Some("Text/HTML"));
        let json = found(&[], &all, "application/json; charset=utf-8");
        assert_eq!(json.as_deref(), Some("application/json"));
        let problem = found(&[], &all, "application/problem+json");
        assert_eq!(problem.as_deref(), Some("application/*"));
        assert_eq!(found(&[], &all, "image/png").as_deref(), Some("*/*"));
        let narrow = found(&["image/*"], &["text/css", "image/png"], "image/*");
        assert_eq!(narrow.as_deref(), Some("image/png"));
        let taken = ["image/*", "image/png"];
        assert_eq!(found(&taken, &["image/png"], "image/*"), None);
    }
}
