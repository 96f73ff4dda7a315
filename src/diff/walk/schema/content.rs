use super::compare::{Around, Pair, SchemaWalk};
use super::sentence::sentence;
use crate::diff::load::{Node, Place};
use crate::diff::rules;
use crate::diff::rules::Rule;
use crate::diff::schema::{Edition, SchemaId, Wire};
use crate::diff::walk::found::Found;
use crate::diff::walk::record::{Record, Said};
use crate::diff::walk::view::View;

/// The keywords that say what a string holds, and the formats of OpenAPI 3.0 that say the same.
const CONTENT: [(&str, &str, &str); 2] = [
    ("contentEncoding", "byte", "base64"),
    ("contentMediaType", "binary", "application/octet-stream"),
];

impl<'d> SchemaWalk<'d> {
    /// What a string holds, and how it is written.
    pub(super) fn content(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        found: &mut Found,
    ) {
        for (keyword, format, meaning) in CONTENT {
            let said = |view: &View<'d>| {
                let text = view.node(keyword).and_then(Node::str);
                let by_format = view.node("format").and_then(Node::str) == Some(format);
                text.or(by_format.then_some(meaning))
                    .map(str::to_ascii_lowercase)
            };
            let (old, new) = (said(&pair.old_view), said(&pair.new_view));
            let (before, after) = (
                pair.old_view.keyword(keyword),
                pair.new_view.keyword(keyword),
            );
            if old == new || (before.is_none() && after.is_none()) {
                continue;
            }
            let rule: &'static Rule = match (old, new) {
                (Some(_), Some(_)) => &rules::CONTENT_ENCODING_CHANGED,
                // A type of content says nothing of the string; an encoding may.
                _ if keyword == "contentMediaType" => &rules::DOCUMENTATION_CHANGED,
                _ => &rules::CONTENT_ENCODING_DECLARED,
            };
            let members = (before.as_ref(), after.as_ref());
            let what = sentence(keyword, before.as_ref(), after.as_ref());
            found.push(record.add_member(rule, pair.site, (pair.old, pair.new), members, what));
        }
    }

    pub(super) fn content_schema(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        found: &mut Found,
    ) {
        let keyword = "contentSchema";
        let (before, after) = (
            pair.old_view.keyword(keyword),
            pair.new_view.keyword(keyword),
        );
        let site = pair.site.step("(content)", Wire::Json);
        match (&before, &after) {
            (Some(old), Some(new)) => {
                found.join(self.walk(record, old, new, &site, Around::Open));
            }
            (None, None) => {}
            _ => {
                let mut id = |edition, place: &Option<Place<'d>>| match place {
                    None => SchemaId::TRUE,
                    Some(place) => self.judge.lower(edition, place, site.direction),
                };
                let (old, new) = (id(Edition::Old, &before), id(Edition::New, &after));
                let verdict = self.judge.verdict(old, new, &site);
                found.push(record.add(Said {
                    rule: &rules::CONTENT_SCHEMA_CHANGED,
                    site: &site,
                    before: before.as_ref().or(Some(pair.old)),
                    after: after.as_ref().or(Some(pair.new)),
                    what: sentence(keyword, before.as_ref(), after.as_ref()),
                    verdict,
                }));
            }
        }
    }
}
