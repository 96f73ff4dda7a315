use super::compare::{Pair, SchemaWalk};
use crate::diff::change::Verdict;
use crate::diff::load::{FileId, Node, Object, Place};
use crate::diff::rules;
use crate::diff::rules::Rule;
use crate::diff::walk::found::Found;
use crate::diff::walk::record::{Record, Said};

/// What an entry of a mapping leads to: a reference, or the name of a schema.
pub(in crate::diff::walk) fn schema_of(text: &str) -> String {
    if text.contains(['/', '#']) {
        text.to_owned()
    } else {
        format!("#/components/schemas/{text}")
    }
}

impl<'d> SchemaWalk<'d> {
    pub(super) fn discriminator(
        &mut self,
        record: &mut Record<'d>,
        pair: &Pair<'_, 'd>,
        found: &mut Found,
    ) {
        let (before, after) = (
            pair.old_view.keyword("discriminator"),
            pair.new_view.keyword("discriminator"),
        );
        let (rule, what): (&'static Rule, &str) = match (&before, &after) {
            (None, None) => return,
            (None, Some(_)) => (&rules::DISCRIMINATOR_ADDED, "a discriminator was added"),
            (Some(_), None) => (
                &rules::DISCRIMINATOR_REMOVED,
                "the discriminator was removed",
            ),
            (Some(old), Some(new)) => {
                let mapping = |place: &Place<'d>| place.node.get("mapping").and_then(Node::object);
                // A value without an entry is the name of a schema (OpenAPI 3.1, Discriminator
                // Object).
                let lost = mapping(old)
                    .into_iter()
                    .flat_map(Object::iter)
                    .any(|(name, target)| {
                        let other = mapping(new).and_then(|map| map.get(name));
                        let other = other.and_then(Node::str).unwrap_or(name);
                        let target = target.str().unwrap_or(name);
                        !self.is_one_schema((old.file, target), (new.file, other))
                    });
                let came = mapping(new)
                    .into_iter()
                    .flat_map(Object::iter)
                    .any(|(name, _)| mapping(old).and_then(|map| map.get(name)).is_none());
                if old.node.text("propertyName") != new.node.text("propertyName") {
                    (
                        &rules::DISCRIMINATOR_CHANGED,
                        "the discriminator uses another property",
                    )
                } else if old.node.get("defaultMapping") != new.node.get("defaultMapping") {
                    (
                        &rules::DISCRIMINATOR_CHANGED,
                        "the discriminator maps values without an entry elsewhere",
                    )
                } else if lost {
                    (
                        &rules::DISCRIMINATOR_CHANGED,
                        "the discriminator maps a value to another schema or to none",
                    )
                } else if !came {
                    return;
                } else {
                    (
                        &rules::DISCRIMINATOR_ADDED,
                        "the discriminator maps more values",
                    )
                }
            }
        };
        found.push(record.add(Said {
            rule,
            site: pair.site,
            before: before.as_ref().or(Some(pair.old)),
            after: after.as_ref().or(Some(pair.new)),
            what: what.to_owned(),
            verdict: Verdict::ByRule,
        }));
    }

    /// Whether two entries of a mapping lead to one schema, whatever it is called.
    fn is_one_schema(&mut self, old: (FileId, &str), new: (FileId, &str)) -> bool {
        let (from, to) = (schema_of(old.1), schema_of(new.1));
        let [before, after] = self.documents;
        match (before.target(old.0, &from), after.target(new.0, &to)) {
            (Some(before), Some(after)) => from == to || self.judge.same(&before, &after),
            _ => from == to,
        }
    }
}
