use std::sync::Arc;

use serde_json::Value;

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
        // A schema may be large, and is copied only for a question.
        if pair.around == Around::Proved {
            return Verdict::Harmless;
        }
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
        let base = Keywords {
            properties: (flat.properties.get_key_value(name).into_iter())
                .map(|(name, schema)| (name.clone(), *schema))
                .collect(),
            required: flat.required.get(name).into_iter().cloned().collect(),
            ignored: flat.ignored.get(name).into_iter().cloned().collect(),
            types: flat.types,
            additional: flat.additional,
            patterns: flat.patterns.clone(),
            ..Keywords::default()
        };
        // Where no pattern asks for its name, one name is as good as another.
        if flat.patterns.is_empty() && pair.site.wire == Wire::Json {
            return self.of_any_name(pair, name, base, edit);
        }
        self.edit_of(pair, base, edit)
    }

    /// What an edit of one property means, whatever its name: many properties that are edited alike
    /// are one question.
    fn of_any_name(
        &mut self,
        pair: &Pair<'_, 'd>,
        name: &str,
        base: Keywords,
        edit: impl FnOnce(&mut Keywords),
    ) -> Verdict {
        let mut edited = base.clone();
        edit(&mut edited);
        let [before, after] = [&base, &edited].map(|keywords| renamed(keywords, name, ANY));
        let key = [before.clone(), after.clone()].map(|keywords| self.judge.intern(keywords));
        let key = (key, pair.site.direction);
        let known = match self.any_name.get(&key) {
            Some(known) => known.clone(),
            None => {
                let verdict = self.edit_of(pair, before, |keywords| *keywords = after);
                self.any_name.insert(key, verdict.clone());
                verdict
            }
        };
        match known {
            Verdict::Witnessed {
                value: Value::Object(mut value),
                described: None,
                at: _,
            } if !value.contains_key(name) => {
                if let Some(member) = value.remove(ANY) {
                    value.insert(name.to_owned(), member);
                }
                Verdict::Witnessed {
                    value: Value::Object(value),
                    described: None,
                    at: pair.site.place(),
                }
            }
            Verdict::Harmless => Verdict::Harmless,
            _ => self.edit_of(pair, base, |keywords| *keywords = edited),
        }
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

/// The name that stands for any.
const ANY: &str = "property";

/// A schema that says of one name what another says of another.
fn renamed(keywords: &Keywords, from: &str, to: &str) -> Keywords {
    let rename = |name: &Arc<str>| match **name == *from {
        true => Arc::from(to),
        false => name.clone(),
    };
    Keywords {
        properties: (keywords.properties.iter())
            .map(|(name, schema)| (rename(name), *schema))
            .collect(),
        required: keywords.required.iter().map(rename).collect(),
        ignored: keywords.ignored.iter().map(rename).collect(),
        ..keywords.clone()
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::diff::load::Document;
    use crate::diff::schema::Direction;
    use crate::diff::{Comparison, Day, Options, Verdict};

    #[test]
    fn each_of_very_many_properties_is_shown_by_its_own_name() {
        let document = |letter: char| {
            let properties: serde_json::Map<_, _> = (0..250)
                .map(|at| (format!("{letter}{at}"), json!({"type": "string"})))
                .collect();
            let schema = json!({"properties": properties, "additionalProperties": false});
            let text = json!({"openapi": "3.1.0", "info": {}, "paths": {"/a": {"post": {
                "requestBody": {"content": {"application/json": {"schema": schema}}},
                "responses": {},
            }}}});
            Document::from_text("a.json", &text.to_string()).unwrap()
        };
        let today = Day(jiff::civil::date(2026, 11, 21));
        let comparison = Comparison::of(&document('v'), &document('w'), Options { today });
        let mut shown = 0;
        for change in &comparison.changes {
            let removed = change.rule.id == "property-removed";
            if removed && change.direction == Some(Direction::Request) {
                let Verdict::Witnessed { value, .. } = &change.verdict else {
                    panic!("{}: {:?}", change.what, change.verdict);
                };
                let name = change.what.split(' ').nth(2).unwrap();
                assert_eq!(*value, json!({ name: "" }));
                shown += 1;
            }
        }
        assert_eq!(shown, 250);
    }
}
