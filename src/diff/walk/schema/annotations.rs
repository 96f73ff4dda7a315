use super::compare::{Pair, SchemaWalk};
use super::sentence::sentence;
use crate::diff::change::Verdict;
use crate::diff::rules;
use crate::diff::rules::Rule;
use crate::diff::walk::found::Found;
use crate::diff::walk::record::{Record, Said};

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
        if changed("default") {
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
        for keyword in [
            "title",
            "description",
            "example",
            "examples",
            "externalDocs",
            "xml",
            "$comment",
        ] {
            let (before, after) = (pair.old.node.get(keyword), pair.new.node.get(keyword));
            if before != after {
                found.push(record.add(Said {
                    rule: &rules::DOCUMENTATION_CHANGED,
                    site: pair.site,
                    before: Some(pair.old),
                    after: Some(pair.new),
                    what: format!("the {keyword} changed"),
                    verdict: Verdict::ByRule,
                }));
            }
        }
    }

    /// Deprecation, sunset and stability of a property.
    fn lifecycle(&mut self, record: &mut Record<'d>, pair: &Pair<'_, 'd>, found: &mut Found) {
        for (rule, what) in crate::diff::walk::lifecycle::changes(pair.old.node, pair.new.node) {
            found.push(record.add(Said {
                rule,
                site: pair.site,
                before: Some(pair.old),
                after: Some(pair.new),
                what: what.to_owned(),
                verdict: Verdict::ByRule,
            }));
        }
    }
}
