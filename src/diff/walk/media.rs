use std::collections::HashMap;

use indexmap::IndexMap;

use super::view::{member, members};
use crate::diff::load::Place;

/// The media types that a body is offered or accepted in, found by name however many there are.
pub(super) struct MediaTypes<'d> {
    all: IndexMap<&'d str, Place<'d>>,
    /// Numbers by the whole name in lower case, and by its essence; the first of each.
    by_name: HashMap<String, usize>,
    by_essence: HashMap<String, usize>,
}

/// Those of one side, each by the ranges that take it in: to find a narrower one for a range.
pub(super) struct Narrower(HashMap<String, usize>);

impl<'d> MediaTypes<'d> {
    /// Those of an object with `content`.
    pub(super) fn of(place: &Place<'d>) -> Self {
        let all: IndexMap<&'d str, Place<'d>> = member(place, "content")
            .map(|content| members(&content))
            .unwrap_or_default();
        let (mut by_name, mut by_essence) = (HashMap::new(), HashMap::new());
        for (at, name) in all.keys().enumerate() {
            by_name.entry(name.to_ascii_lowercase()).or_insert(at);
            by_essence.entry(essence(name)).or_insert(at);
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
        self.all.iter().map(|(name, place)| (*name, place))
    }

    /// Those without a namesake on the other side, by what takes them in.
    pub(super) fn beside(&self, other: &Self) -> Narrower {
        let mut narrower = HashMap::new();
        for (at, name) in self.all.keys().enumerate() {
            if !other.all.contains_key(name) {
                for range in ranges(&essence(name)) {
                    narrower.entry(range).or_insert(at);
                }
            }
        }
        Narrower(narrower)
    }

    /// The media type of that name, or one of the same name with other parameters, or a range that
    /// covers it, all of them last, or a narrower one.
    pub(super) fn find(&self, name: &str, narrower: &Narrower) -> Option<(&'d str, &Place<'d>)> {
        let essence = essence(name);
        let range = || {
            let wider = ranges(&essence);
            let found = wider.iter().filter(|range| *range != "*/*");
            found
                .filter_map(|range| self.by_essence.get(range))
                .min()
                .or_else(|| self.by_essence.get("*/*"))
        };
        let at = (self.by_name.get(&name.to_ascii_lowercase()))
            .or_else(|| self.by_essence.get(&essence))
            .or_else(range)
            .or_else(|| narrower.0.get(&essence))?;
        self.all.get_index(*at).map(|(name, place)| (*name, place))
    }
}

/// The essence of a media type: without parameters, in lower case (RFC 9110, section 8.3.1).
pub(super) fn essence(name: &str) -> String {
    name.split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
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

/// Whether a range of media types takes in another.
pub(super) fn covers(range: &str, name: &str) -> bool {
    ranges(&essence(name)).contains(&essence(range))
}

/// Whether a media type is that of a form, in which encodings count.
pub(super) fn is_form(name: &str) -> bool {
    let essence = essence(name);
    essence.contains("form-urlencoded") || essence.contains("multipart")
}

/// Whether values travel as JSON, so that their types can be told apart.
pub(super) fn is_json(name: &str) -> bool {
    let essence = essence(name);
    !(is_form(name) || essence.starts_with("text/") || essence.contains("xml"))
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
    fn text_hides_types() {
        assert!(is_json("application/problem+json"));
        assert!(!is_json("application/x-www-form-urlencoded"));
        assert!(!is_json("text/plain; charset=utf-8"));
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
