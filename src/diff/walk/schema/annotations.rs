use super::compare::{Pair, SchemaWalk};
use super::sentence::sentence;
use crate::diff::change::Verdict;
use crate::diff::load::Object;
use crate::diff::rules::{self, Rule};
use crate::diff::walk::found::Found;
use crate::diff::walk::lifecycle::{MEMBERS, changes};
use crate::diff::walk::record::{Record, Said};
use crate::diff::walk::view::{View, member};

impl<'d> SchemaWalk<'d> {
    /// What is not an assertion: defaults, discriminators, deprecation, words.
    pub(super) fn annotations(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        found: &mut Found,
    ) {
        let mut add = |rule: &'static Rule, keyword: &str, what: String| {
            let (before, after) = (
                pair.old_view.keyword(keyword),
                pair.new_view.keyword(keyword),
            );
            found.push(record.add(Said {
                rule,
                site: pair.site,
                before: before.as_ref().or(Some(pair.old)),
                after: after.as_ref().or(Some(pair.new)),
                what,
                verdict: Verdict::ByRule,
            }));
        };
        let changed = |keyword: &str| pair.old_view.node(keyword) != pair.new_view.node(keyword);
        let flags = |name: &str| (pair.old_view.flag(name), pair.new_view.flag(name));
        for (keyword, rule) in [
            ("readOnly", &rules::READ_ONLY_CHANGED),
            ("writeOnly", &rules::WRITE_ONLY_CHANGED),
        ] {
            match flags(keyword) {
                (false, true) => add(rule, keyword, format!("it became {keyword}")),
                (true, false) => add(rule, keyword, format!("it is no longer {keyword}")),
                _ => {}
            }
        }
        self.lifecycle(record, pair, found);
        let mut add = |rule: &'static Rule, keyword: &str, what: String| {
            let (before, after) = (
                pair.old_view.keyword(keyword),
                pair.new_view.keyword(keyword),
            );
            found.push(record.add(Said {
                rule,
                site: pair.site,
                before: before.as_ref().or(Some(pair.old)),
                after: after.as_ref().or(Some(pair.new)),
                what,
                verdict: Verdict::ByRule,
            }));
        };
        if !std::mem::take(&mut self.default_told) && changed("default") {
            let (before, after) = (
                pair.old_view.keyword("default"),
                pair.new_view.keyword("default"),
            );
            let what = sentence("default", before.as_ref(), after.as_ref());
            add(&rules::DEFAULT_CHANGED, "default", what);
        }
        self.content(record, pair, found);
        self.discriminator(record, pair, found);
        self.extensible(record, pair, found);
        self.content_schema(record, pair, found);
        self.words(record, pair, found);
    }

    /// Texts and extensions, wherever in the schema they are written.
    fn words(&mut self, record: &mut Record<'d>, pair: &Pair<'_, 'd>, found: &mut Found) {
        for (old, new) in View::parts(&pair.old_view, &pair.new_view) {
            let extensions = [old, new].into_iter().flat_map(|part| {
                let object = part.node.object().into_iter();
                object.flat_map(Object::iter).map(|(name, _)| name)
            });
            let extensions = extensions.filter(|name| name.starts_with("x-"));
            let mut names: Vec<&str> = WORDS.into_iter().chain(extensions).collect();
            names.retain(|name| !MEMBERS.contains(name) && *name != "x-extensible-enum");
            names.sort_unstable();
            names.dedup();
            for name in names {
                if old.node.get(name) == new.node.get(name) {
                    continue;
                }
                let (rule, what) = if name.starts_with("x-") {
                    let what = format!("the extension {name} changed");
                    (&rules::EXTENSION_CHANGED, what)
                } else {
                    (&rules::DOCUMENTATION_CHANGED, format!("the {name} changed"))
                };
                let (before, after) = (member(old, name), member(new, name));
                let members = (before.as_ref(), after.as_ref());
                found.push(record.add_member(rule, pair.site, (old, new), members, what));
            }
        }
    }

    /// Deprecation, sunset and stability of a property.
    fn lifecycle(&mut self, record: &mut Record<'d>, pair: &Pair<'_, 'd>, found: &mut Found) {
        let (old, new) = (&pair.old_view, &pair.new_view);
        for (rule, member, what) in changes(&|name| old.node(name), &|name| new.node(name)) {
            let said = self.said(pair, rule, &[member], what.to_owned(), Verdict::ByRule);
            found.push(record.add(said));
        }
    }
}

/// Keywords that are texts for people.
const WORDS: [&str; 7] = [
    "title",
    "description",
    "example",
    "examples",
    "externalDocs",
    "xml",
    "$comment",
];
