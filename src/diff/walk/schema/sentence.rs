use serde_json::Value;

use super::compare::{Pair, SchemaWalk};
use crate::diff::change::Verdict;
use crate::diff::load::Place;
use crate::diff::rules::Rule;
use crate::diff::walk::edits::Field;
use crate::diff::walk::record::Said;
use crate::diff::walk::view::View;

impl<'d> SchemaWalk<'d> {
    pub(super) fn say<'a>(
        &self,
        pair: &'a Pair<'a, 'd>,
        field: &Field,
        verdict: Verdict,
    ) -> Said<'a, 'd> {
        let at = |view: &View<'d>| {
            field
                .keywords
                .iter()
                .find_map(|keyword| view.keyword(keyword))
        };
        let (before, after) = (at(&pair.old_view), at(&pair.new_view));
        let what = sentence(field.keywords[0], before.as_ref(), after.as_ref());
        self.said(pair, field.rule, what, verdict)
    }

    pub(super) fn said<'a>(
        &self,
        pair: &'a Pair<'a, 'd>,
        rule: &'static Rule,
        what: String,
        verdict: Verdict,
    ) -> Said<'a, 'd> {
        Said {
            rule,
            site: pair.site,
            before: Some(pair.old),
            after: Some(pair.new),
            what,
            verdict,
        }
    }
}

/// Characters of a value that a sentence may hold.
const SHORT: usize = 60;

/// A value for a sentence, cut where it is long.
pub(super) fn cut(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(SHORT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// What happened to a keyword, with its values where they are short.
pub(super) fn sentence(
    keyword: &str,
    before: Option<&Place<'_>>,
    after: Option<&Place<'_>>,
) -> String {
    let short = |place: &Place<'_>| place.node.short(SHORT);
    match (before, after) {
        (Some(before), Some(after)) => match (short(before), short(after)) {
            (Some(before), Some(after)) if before != after => {
                format!("{keyword} changed from {before} to {after}")
            }
            _ => format!("{keyword} changed"),
        },
        (None, Some(after)) => match short(after) {
            Some(after) => format!("{keyword} {after} was added"),
            None => format!("{keyword} was added"),
        },
        (Some(before), None) => match short(before) {
            Some(before) => format!("{keyword} {before} is gone"),
            None => format!("{keyword} is gone"),
        },
        (None, None) => format!("{keyword} changed"),
    }
}
