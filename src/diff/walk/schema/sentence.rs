use serde_json::Value;

use super::compare::{Pair, SchemaWalk};
use crate::diff::change::Verdict;
use crate::diff::load::Place;
use crate::diff::rules::{self, Rule};
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
        let keyword = written(field, pair).unwrap_or(field.keywords[0]);
        if before.is_none() && after.is_none() {
            return self.said_otherwise(pair, verdict);
        }
        let what = sentence(keyword, before.as_ref(), after.as_ref());
        self.said(pair, field.rule, field.keywords, what, verdict)
    }

    /// A change that follows from keywords of another name: what is reported is what was edited.
    fn said_otherwise<'a>(&self, pair: &'a Pair<'a, 'd>, verdict: Verdict) -> Said<'a, 'd> {
        const OTHERS: [(&str, &Rule); 6] = [
            ("anyOf", &rules::ALTERNATIVES_CHANGED),
            ("oneOf", &rules::ALTERNATIVES_CHANGED),
            ("allOf", &rules::ALL_OF_CHANGED),
            ("format", &rules::FORMAT_CHANGED),
            ("nullable", &rules::NULLABLE_CHANGED),
            ("type", &rules::TYPE_CHANGED),
        ];
        for (keyword, rule) in OTHERS {
            let (old, new) = (&pair.old_view, &pair.new_view);
            if old.node(keyword) != new.node(keyword) {
                let (before, after) = (old.keyword(keyword), new.keyword(keyword));
                let what = sentence(keyword, before.as_ref(), after.as_ref());
                return self.said(pair, rule, &[keyword], what, verdict);
            }
        }
        let what = "the meaning of the schema changed".to_owned();
        self.said(pair, &rules::SCHEMA_CHANGED, &[], what, verdict)
    }

    /// A change of keywords, told where they are written: a schema that others refer to with words
    /// of their own is edited once.
    pub(super) fn said<'a>(
        &self,
        pair: &'a Pair<'a, 'd>,
        rule: &'static Rule,
        keywords: &[&str],
        what: String,
        verdict: Verdict,
    ) -> Said<'a, 'd> {
        let [before, after] = View::holders(&pair.old_view, &pair.new_view, keywords);
        Said {
            rule,
            site: pair.site,
            before: before.or(Some(pair.old)),
            after: after.or(Some(pair.new)),
            what,
            verdict,
        }
    }
}

/// The keyword of a field that stands on either side.
fn written(field: &Field, pair: &Pair<'_, '_>) -> Option<&'static str> {
    let stands = |keyword: &&&str| {
        let either = [&pair.old_view, &pair.new_view];
        either.iter().any(|view| view.node(keyword).is_some())
    };
    field.keywords.iter().find(stands).copied()
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
pub(in crate::diff::walk) fn sentence(
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
            Some(before) => format!("{keyword} {before} was removed"),
            None => format!("{keyword} was removed"),
        },
        (None, None) => format!("{keyword} changed"),
    }
}

#[cfg(test)]
mod tests {
    use crate::diff::load::Document;
    use crate::diff::{Comparison, Day, Options};

    #[test]
    fn a_schema_that_others_refer_to_with_words_of_their_own_is_edited_once() {
        let text = |values: &str| {
            format!(
                "openapi: 3.1.0\n\
                 components: {{schemas: {{S: {{enum: [{values}]}}}}}}\n\
                 paths:\n  /a:\n    post:\n      responses: {{}}\n      requestBody:\n        content:\n          \
                 application/json:\n            schema:\n              properties:\n                \
                 p: {{$ref: '#/components/schemas/S', description: one}}\n                \
                 q: {{$ref: '#/components/schemas/S', description: other}}\n                \
                 r: {{$ref: '#/components/schemas/S'}}\n"
            )
        };
        let [old, new] = ["a, b", "a"].map(|values| Document::from_text("a.yaml", &text(values)));
        let options = Options {
            today: Day(jiff::civil::date(2026, 11, 21)),
        };
        let comparison = Comparison::of(&old.unwrap(), &new.unwrap(), options);
        let told = comparison.changes.iter().map(|change| {
            let before = change.before.as_ref().unwrap();
            (change.rule.id, &*before.pointer)
        });
        let told: Vec<_> = told.collect();
        assert_eq!(told, [("enum-value-removed", "/components/schemas/S")]);
    }
}
