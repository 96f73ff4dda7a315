use rustc_hash::FxHashMap;

use super::document::Options;
use super::record::{Record, Said};
use super::schema::{Around, SchemaWalk};
use super::site::Site;
use super::view::member;
use crate::diff::change::Verdict;
use crate::diff::load::{Document, Place};
use crate::diff::rules::Rule;
use crate::diff::schema::{Edition, SchemaId, Wire};

/// Members that are texts for people.
pub(super) const TEXTS: [&str; 10] = [
    "title",
    "summary",
    "description",
    "externalDocs",
    "example",
    "examples",
    "termsOfService",
    "contact",
    "license",
    "bearerFormat",
];

/// A walk over two documents.
#[derive(Debug)]
pub(super) struct Walk<'d> {
    pub(super) old: &'d Document,
    pub(super) new: &'d Document,
    pub(super) schemas: SchemaWalk<'d>,
    pub(super) record: Record<'d>,
    pub(super) options: Options,
    /// The part of addresses that moved between servers and paths, old and new.
    pub(super) moved: Option<[String; 2]>,
    /// The operations that are new, by their `operationId`.
    pub(super) renamed: Option<FxHashMap<String, String>>,
}

impl<'d> Walk<'d> {
    /// Writes down a change that its rule alone proves.
    pub(super) fn say(
        &mut self,
        rule: &'static Rule,
        site: &Site,
        before: Option<&Place<'d>>,
        after: Option<&Place<'d>>,
        what: impl Into<String>,
    ) {
        self.record.add(Said {
            rule,
            site,
            before,
            after,
            what: what.into(),
            verdict: Verdict::ByRule,
        });
    }

    /// Whether two places are the same word for word, references followed.
    pub(super) fn same(&mut self, old: &Place<'d>, new: &Place<'d>) -> bool {
        self.schemas.judge.same(old, new)
    }

    /// Compares two schemas either of which may be missing: what is not described may be
    /// anything.
    pub(super) fn schema(
        &mut self,
        old: (&Place<'d>, Option<&Place<'d>>),
        new: (&Place<'d>, Option<&Place<'d>>),
        site: &Site,
        wire: Wire,
    ) {
        let site = site.schema(wire);
        self.schema_at(old, new, &site);
    }

    /// The same at a place inside the value.
    pub(super) fn schema_at(
        &mut self,
        old: (&Place<'d>, Option<&Place<'d>>),
        new: (&Place<'d>, Option<&Place<'d>>),
        site: &Site,
    ) {
        let judge = &mut self.schemas.judge;
        if site.wire == Wire::Bytes {
            let mut id = |edition, place: Option<&Place<'d>>| match place {
                None => SchemaId::TRUE,
                Some(place) => judge.lower(edition, place, site.direction),
            };
            let ids = (id(Edition::Old, old.1), id(Edition::New, new.1));
            if judge.sent_alike(ids.0, ids.1, site) {
                return;
            }
        }
        match (old.1, new.1) {
            (None, None) => {}
            (Some(old), Some(new)) => {
                self.schemas
                    .walk(&mut self.record, old, new, site, Around::Open);
            }
            (before, after) => {
                let mut id = |edition, place: Option<&Place<'d>>| match place {
                    None => SchemaId::TRUE,
                    Some(place) => judge.lower(edition, place, site.direction),
                };
                let ids = (id(Edition::Old, before), id(Edition::New, after));
                let verdict = judge.verdict(ids.0, ids.1, site);
                let (rule, what) = if before.is_none() {
                    (&crate::diff::rules::SCHEMA_ADDED, "a schema was added")
                } else {
                    (
                        &crate::diff::rules::SCHEMA_REMOVED,
                        "the schema was removed",
                    )
                };
                self.record.add(Said {
                    rule,
                    site,
                    before: before.or(Some(old.0)),
                    after: after.or(Some(new.0)),
                    what: what.to_owned(),
                    verdict,
                });
            }
        }
    }

    /// Words and extensions of an object that is not a schema.
    pub(super) fn words(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site) {
        const LIVED: [&str; 2] = ["x-sunset", "x-stability-level"];
        for name in TEXTS {
            if old.node.get(name) != new.node.get(name) {
                let what = format!("the {name} changed");
                self.edited(
                    &crate::diff::rules::DOCUMENTATION_CHANGED,
                    name,
                    (old, new),
                    site,
                    what,
                );
            }
        }
        let names = |place: &Place<'d>| {
            let object = place.node.object();
            (object.into_iter().flat_map(crate::diff::load::Object::iter))
                .map(|(name, _)| name)
                .filter(|name| name.starts_with("x-") && !LIVED.contains(name))
                .collect::<Vec<_>>()
        };
        let mut all = names(old);
        all.extend(names(new));
        all.sort_unstable();
        all.dedup();
        for name in all {
            if old.node.get(name) != new.node.get(name) {
                let what = format!("the extension {name} changed");
                self.edited(
                    &crate::diff::rules::EXTENSION_CHANGED,
                    name,
                    (old, new),
                    site,
                    what,
                );
            }
        }
    }

    /// Other members that say nothing of what is sent.
    pub(super) fn other_words(
        &mut self,
        names: &[&str],
        old: &Place<'d>,
        new: &Place<'d>,
        site: &Site,
    ) {
        for name in names {
            if old.node.get(name) != new.node.get(name) {
                let what = format!("the {name} changed");
                let rule = &crate::diff::rules::DOCUMENTATION_CHANGED;
                self.edited(rule, name, (old, new), site, what);
            }
        }
    }

    /// A member is not what it was: told where it stands, or beside where it would stand.
    pub(super) fn edited(
        &mut self,
        rule: &'static Rule,
        name: &str,
        (old, new): (&Place<'d>, &Place<'d>),
        site: &Site,
        what: String,
    ) {
        let (before, after) = (member(old, name), member(new, name));
        let members = (before.as_ref(), after.as_ref());
        self.record
            .add_member(rule, site, (old, new), members, what);
    }
}

#[cfg(test)]
mod tests {
    use crate::diff::load::Document;
    use crate::diff::{Comparison, Day, Options};

    #[test]
    fn a_changed_word_or_extension_is_told_on_its_own_line() {
        let text = |members: &str| {
            format!("openapi: 3.1.0\npaths:\n  /a:\n    get:\n      responses: {{}}\n{members}")
        };
        let old = text("      description: one\n      x-gone: 1\n");
        let new = text("      description: other\n      x-come: 1\n");
        let [old, new] = [old, new].map(|text| Document::from_text("a.yaml", &text).unwrap());
        let options = Options {
            today: Day(jiff::civil::date(2026, 11, 21)),
        };
        let comparison = Comparison::of(&old, &new, options);
        let told = comparison.changes.iter().map(|change| {
            let [before, after] = [&change.before, &change.after].map(|spot| {
                let spot = spot.as_ref().unwrap();
                (spot.line, &*spot.text)
            });
            (&*change.what, before, after)
        });
        assert_eq!(
            told.collect::<Vec<_>>(),
            [
                ("the description changed", (6, "\"one\""), (6, "\"other\"")),
                ("the extension x-come changed", (4, "(not there)"), (7, "1")),
                ("the extension x-gone changed", (7, "1"), (4, "(not there)")),
            ]
        );
    }
}
