use std::sync::Arc;

use super::compare::{Around, Pair, SchemaWalk};
use crate::diff::change::Verdict;
use crate::diff::schema::{Direction, Keywords, SchemaId, Wire};
use crate::diff::walk::edits::Field;

impl<'d> SchemaWalk<'d> {
    /// What the change of the whole schema means.
    pub(super) fn whole(&mut self, pair: &Pair<'_, 'd>) -> Verdict {
        match pair.around {
            Around::Proved => Verdict::Harmless,
            Around::Open => self.judge.whole(pair.old, pair.new, pair.site),
        }
    }

    /// What one edit means when nothing else changes.
    pub(super) fn alone(
        &mut self,
        pair: &Pair<'_, 'd>,
        edit: impl FnOnce(&mut Keywords),
    ) -> Verdict {
        let base = if pair.vacuous {
            relaxed(&pair.old_flat)
        } else {
            pair.old_flat.clone()
        };
        self.edit_of(pair, base, edit)
    }

    /// What an edit of one property means when nothing else changes. In a schema of very many
    /// properties the others are omitted: they have no say in it.
    pub(super) fn property_alone(
        &mut self,
        pair: &Pair<'_, 'd>,
        name: &str,
        edit: impl FnOnce(&mut Keywords),
    ) -> Verdict {
        const MANY: usize = 200;
        let flat = &pair.old_flat;
        if flat.properties.len().max(flat.required.len()) <= MANY || pair.around == Around::Proved {
            return self.alone(pair, edit);
        }
        let alone = |other: &Arc<str>| **other == *name;
        let base = Keywords {
            properties: (flat.properties.get_key_value(name).into_iter())
                .map(|(name, schema)| (name.clone(), *schema))
                .collect(),
            required: flat.required.get(name).into_iter().cloned().collect(),
            ignored: flat
                .ignored
                .iter()
                .filter(|other| alone(other))
                .cloned()
                .collect(),
            types: flat.types,
            additional: flat.additional,
            patterns: flat.patterns.clone(),
            ..Keywords::default()
        };
        self.edit_of(pair, base, edit)
    }

    /// What a change of one field means when nothing else changes.
    pub(super) fn field_alone(&mut self, pair: &Pair<'_, 'd>, field: &Field) -> Verdict {
        let mut base = pair.old_flat.clone();
        if pair.vacuous {
            base = relaxed(&base);
            (field.copy)(&mut base, &pair.old_flat);
        }
        let verdict = self.edit_of(pair, base, |k| (field.copy)(k, &pair.new_flat));
        let answered = pair.site.direction == Direction::Response && !pair.vacuous;
        if answered && matches!(verdict, Verdict::Witnessed { .. }) {
            let produced = self.producible(pair, field).unwrap_or(verdict);
            return self.shown_by_all(pair, produced);
        }
        verdict
    }

    /// A counter-example that the whole new schema produces: an edit on its own may be shown by a
    /// value that another edit rules out.
    fn producible(&mut self, pair: &Pair<'_, 'd>, field: &Field) -> Option<Verdict> {
        let mut reader = pair.new_flat.clone();
        (field.copy)(&mut reader, &pair.old_flat);
        let verdict = self
            .judge
            .of_keywords(reader, pair.new_flat.clone(), pair.site);
        matches!(verdict, Verdict::Witnessed { .. }).then_some(verdict)
    }

    /// What an edit of a schema means.
    pub(super) fn edit_of(
        &mut self,
        pair: &Pair<'_, 'd>,
        base: Keywords,
        edit: impl FnOnce(&mut Keywords),
    ) -> Verdict {
        if pair.around == Around::Proved {
            return Verdict::Harmless;
        }
        let mut edited = base.clone();
        edit(&mut edited);
        let verdict = self.judge.of_keywords(base, edited, pair.site);
        self.shown_by_all(pair, verdict)
    }

    /// In text one edit alone may be shown by a string that another edit lets in again: what the
    /// whole change means is said then, since such a string proves nothing.
    pub(super) fn shown_by_all(&mut self, pair: &Pair<'_, 'd>, verdict: Verdict) -> Verdict {
        if let (Verdict::Witnessed { value, .. }, false) = (&verdict, pair.site.wire == Wire::Json)
            && !pair.vacuous
            && !self.judge.tells_apart(pair.old, pair.new, pair.site, value)
        {
            return self.whole(pair);
        }
        verdict
    }
}

/// A schema without what may contradict itself: its types, and which properties it has.
pub(super) fn relaxed(k: &Keywords) -> Keywords {
    Keywords {
        types: k.types,
        properties: k
            .properties
            .keys()
            .map(|name| (name.clone(), SchemaId::TRUE))
            .collect(),
        ignored: k.ignored.clone(),
        required: k.required.clone(),
        ..Keywords::default()
    }
}
