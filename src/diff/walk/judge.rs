use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diff::change::Verdict;
use crate::diff::load::{Document, Place};
use crate::diff::same::Same;
use crate::diff::schema::{
    Choices, Direction, Edition, JsonType, Keywords, Lowering, Role, SchemaId, Schemas, Texts,
    TypeSet, Wire, flat,
};
use crate::diff::subsume::{Engine, Subsumption, Witness};
use crate::diff::walk::site::Site;

/// Returns what schemas of two documents mean to one another.
#[derive(Debug)]
pub(super) struct Judge<'d> {
    engine: Engine,
    lowering: Lowering<'d>,
    choices: Choices,
    texts: Texts,
    same: Same<'d>,
    one_edition: bool,
}

impl<'d> Judge<'d> {
    pub(super) fn new(old: &'d Document, new: &'d Document) -> Self {
        let mut judge = Self {
            engine: Engine::new(Schemas::default()),
            lowering: Lowering::new(old, new),
            choices: Choices::default(),
            texts: Texts::default(),
            same: Same::new(old, new),
            one_edition: old.version() == new.version(),
        };
        judge.engine.allow(new.values());
        judge.find_twins(old, new);
        judge
    }

    /// Schemas of one name that mean what they meant get one identity, even where they are circular.
    fn find_twins(&mut self, old: &'d Document, new: &'d Document) {
        let mut meant = Same::in_meaning(old, new);
        let (old, new) = (old.root(), new.root());
        let schemas = |place: &Place<'d>| place.node.get("components")?.get("schemas")?.object();
        let (Some(before), Some(after)) = (schemas(&old), schemas(&new)) else {
            return;
        };
        for (name, node) in after.iter() {
            let Some(twin) = before.get(name) else {
                continue;
            };
            let place = |file, node| Place {
                file,
                pointer: format!("/components/schemas/{}", crate::diff::load::token(name)),
                node,
            };
            let (old, new) = (place(old.file, twin), place(new.file, node));
            if self.one_edition && meant.same(&old, &new) {
                self.lowering.twin(old, &new);
            }
        }
    }

    /// Whether two places are the same word for word. Never between editions of OpenAPI, where
    /// the same words may mean something else.
    pub(super) fn same(&mut self, old: &Place<'d>, new: &Place<'d>) -> bool {
        self.one_edition && self.same.same(old, new)
    }

    pub(super) fn lower(
        &mut self,
        edition: Edition,
        place: &Place<'d>,
        direction: Direction,
    ) -> SchemaId {
        self.lowering
            .lower(self.engine.schemas(), edition, place, direction)
    }

    pub(super) fn flat(&mut self, id: SchemaId) -> Keywords {
        flat(self.engine.schemas(), id)
    }

    /// The references of a schema, those of its `allOf` included, that do not exist.
    pub(super) fn unread(&mut self, keywords: &Keywords) -> BTreeSet<Arc<str>> {
        let schemas = self.engine.schemas();
        let inner = keywords.all.iter().map(|id| &schemas.get(*id).unread);
        let all = std::iter::once(&keywords.unread).chain(inner);
        all.flatten().cloned().collect()
    }

    /// Takes out the references that do not exist.
    pub(super) fn without_unread(&mut self, keywords: &mut Keywords) {
        let schemas = self.engine.schemas();
        keywords.unread = None;
        keywords.all.retain(|id| schemas.get(*id).unread.is_none());
    }

    pub(super) fn intern(&mut self, keywords: Keywords) -> SchemaId {
        self.engine.schemas().intern(keywords)
    }

    /// What the change from one schema to another means to whoever reads.
    pub(super) fn verdict(&mut self, old: SchemaId, new: SchemaId, site: &Site) -> Verdict {
        let (writer, reader) = self.sent(old, new, site);
        match self.engine.decide(writer, reader) {
            Subsumption::Compatible => Verdict::Harmless,
            Subsumption::Broken(Witness { value, described }) => {
                if self.is_read_as_choice(old, writer, reader) {
                    return Verdict::Harmless;
                }
                let written = match site.direction {
                    Direction::Request => old,
                    Direction::Response => new,
                };
                let value = match site.wire {
                    Wire::Json => value,
                    _ => self.typed(value, written),
                };
                Verdict::Witnessed {
                    value,
                    described,
                    at: site.place(),
                }
            }
            Subsumption::Undecided(_) if self.is_read_as_choice(old, writer, reader) => {
                Verdict::Harmless
            }
            Subsumption::Undecided(reason) => Verdict::Undecided(reason),
        }
    }

    /// The schemas of what is written and of what is read, as values travel: where everything is
    /// text they are those of strings.
    fn sent(&mut self, old: SchemaId, new: SchemaId, site: &Site) -> (SchemaId, SchemaId) {
        let (writer, reader) = match site.direction {
            Direction::Request => (old, new),
            Direction::Response => (new, old),
        };
        let schemas = self.engine.schemas();
        let writer = self.texts.of(schemas, writer, site.wire, Role::Writer);
        let reader = self.texts.of(schemas, reader, site.wire, Role::Reader);
        (writer, reader)
    }

    /// Whether two schemas are one as their values travel.
    pub(super) fn sent_alike(&mut self, old: SchemaId, new: SchemaId, site: &Site) -> bool {
        let schemas = self.engine.schemas();
        let [old, new] = [old, new].map(|id| self.texts.of(schemas, id, site.wire, Role::Reader));
        old == new
    }

    /// A text as the value that its schema means, where it is not a string there.
    fn typed(&mut self, value: serde_json::Value, written: SchemaId) -> serde_json::Value {
        use serde_json::Value;
        let meant = (value.as_str())
            .and_then(|text| Some((text, serde_json::from_str::<Value>(text).ok()?)))
            .filter(|(text, meant)| {
                let spelled = meant.to_string();
                (meant.is_number() || meant.is_boolean()) && spelled == *text
            })
            .map(|(_, meant)| meant);
        match meant {
            Some(meant)
                if !self.engine.accepts(written, &value)
                    && self.engine.accepts(written, &meant) =>
            {
                meant
            }
            _ => value,
        }
    }

    /// What an edit of single keywords means, as values travel.
    pub(super) fn of_keywords(&mut self, old: Keywords, new: Keywords, site: &Site) -> Verdict {
        let (old, new) = (self.intern(old), self.intern(new));
        self.verdict(old, new, site)
    }

    /// Whether only the exclusiveness of a `oneOf` breaks that was never exclusive.
    fn is_read_as_choice(&mut self, old: SchemaId, writer: SchemaId, reader: SchemaId) -> bool {
        let [writer_any, reader_any] =
            [writer, reader].map(|id| self.choices.of(self.engine.schemas(), id));
        (writer_any, reader_any) != (writer, reader)
            && self.engine.is_within(writer_any, reader_any)
            && self.engine.is_ambiguous(old)
    }

    /// Whether a pattern matches a text: not where nobody can tell.
    pub(super) fn matches(&mut self, pattern: &str, text: &str) -> bool {
        self.engine.matches(pattern, text)
    }

    /// Whether some value of that type may satisfy the schema: not proved otherwise.
    pub(super) fn admits(&mut self, schema: SchemaId, kind: JsonType) -> bool {
        let kind = self.intern(Keywords {
            types: Some(TypeSet::NONE.with(kind.name())),
            ..Keywords::default()
        });
        !self.engine.is_disjoint(schema, kind)
    }

    /// Whether some string with a character that is reserved in URLs may satisfy the schema.
    pub(super) fn admits_reserved(&mut self, schema: SchemaId) -> bool {
        let reserved = self.intern(Keywords {
            types: Some(TypeSet::NONE.with("string")),
            pattern: Some(r"[:/?#\[\]@!$&'()*+,;=]".into()),
            ..Keywords::default()
        });
        !self.engine.is_disjoint(schema, reserved)
    }

    /// Whether nothing at all can be written: then nothing can break, and nothing is proved.
    pub(super) fn is_vacuous(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site) -> bool {
        let (edition, place) = match site.direction {
            Direction::Request => (Edition::Old, old),
            Direction::Response => (Edition::New, new),
        };
        let writer = self.lower(edition, place, site.direction);
        self.engine.is_empty(writer)
    }

    /// Whether the change of a whole schema may break somebody: not proved harmless.
    pub(super) fn may_break(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site) -> bool {
        let (old, new) = self.both(old, new, site);
        let (writer, reader) = self.sent(old, new, site);
        !self.engine.is_within(writer, reader) && !self.is_read_as_choice(old, writer, reader)
    }

    /// What the change of a whole schema means, as its values travel.
    pub(super) fn whole(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site) -> Verdict {
        let (old, new) = self.both(old, new, site);
        self.verdict(old, new, site)
    }

    /// Whether a value that is sent as text is written by the one whole schema and not read by the
    /// other.
    pub(super) fn tells_apart(
        &mut self,
        old: &Place<'d>,
        new: &Place<'d>,
        site: &Site,
        value: &serde_json::Value,
    ) -> bool {
        let text = match value {
            serde_json::Value::Number(_) | serde_json::Value::Bool(_) => value.to_string().into(),
            value => value.clone(),
        };
        let (old, new) = self.both(old, new, site);
        let (writer, reader) = self.sent(old, new, site);
        self.engine.accepts(writer, &text) && !self.engine.accepts(reader, &text)
    }

    fn both(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site) -> (SchemaId, SchemaId) {
        let old = self.lower(Edition::Old, old, site.direction);
        let new = self.lower(Edition::New, new, site.direction);
        (old, new)
    }
}
