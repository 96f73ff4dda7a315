use rustc_hash::FxHashMap;

use super::mentions::Mentions;
use super::nullable::nullable;
use super::number::numbers;
use super::string::strings;
use super::tidy::tidy;
use super::value::values;
use crate::diff::load::{Document, FileId, Node, Place, Version};
use crate::diff::schema::{Direction, Keywords, SchemaId, Schemas};

/// Which of the two documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Edition {
    /// The document before.
    Old,
    /// The document after.
    New,
}

/// Brings the schemas of two documents into the plain form of [`Keywords`].
#[derive(Debug)]
pub(crate) struct Lowering<'d> {
    documents: [&'d Document; 2],
    memo: FxHashMap<Key, Slot>,
    twins: FxHashMap<*const Node, Place<'d>>,
    mentions: [Option<Mentions>; 2],
    depth: usize,
    put_off: Vec<PutOff<'d>>,
}

/// Schemas inside schemas that are lowered at once. One that is deeper gets its number first and
/// its meaning later, as one in a circle does: so long chains need no deep stack.
const DEEP: usize = 500;

/// A schema that has its number and not yet its meaning.
#[derive(Debug)]
struct PutOff<'d> {
    id: SchemaId,
    file: FileId,
    node: &'d Node,
    mode: Mode,
}

type Key = (Direction, Edition, FileId, *const Node);

#[derive(Debug, Clone, Copy)]
enum Slot {
    Open(Option<SchemaId>),
    Done(SchemaId),
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Mode {
    pub(super) direction: Direction,
    pub(super) edition: Edition,
}

pub(in crate::diff::schema) enum Lowered {
    Known(SchemaId),
    New(Box<Keywords>),
}

impl<'d> Lowering<'d> {
    /// Nothing lowered yet.
    #[must_use]
    pub(crate) fn new(old: &'d Document, new: &'d Document) -> Self {
        Self {
            documents: [old, new],
            memo: FxHashMap::default(),
            twins: FxHashMap::default(),
            mentions: [None; 2],
            depth: 0,
            put_off: Vec::new(),
        }
    }

    /// Notes that a place of the new document is the same as one of the old: both get one id,
    /// even where they refer to themselves.
    pub(crate) fn twin(&mut self, old: Place<'d>, new: &Place<'d>) {
        self.twins.insert(std::ptr::from_ref(new.node), old);
    }

    /// The plain form of a schema, as it counts in that direction.
    pub(crate) fn lower(
        &mut self,
        schemas: &mut Schemas,
        edition: Edition,
        place: &Place<'d>,
        direction: Direction,
    ) -> SchemaId {
        let mode = Mode { direction, edition };
        let id = self.schema(schemas, place.file, place.node, mode);
        while let Some(PutOff {
            id,
            file,
            node,
            mode,
        }) = self.put_off.pop()
        {
            let lowered = self.node(schemas, file, node, mode);
            fill(schemas, id, lowered);
        }
        id
    }

    pub(super) fn document(&self, mode: Mode) -> &'d Document {
        self.documents[mode.edition as usize]
    }

    pub(super) fn schema(
        &mut self,
        s: &mut Schemas,
        file: FileId,
        node: &'d Node,
        mode: Mode,
    ) -> SchemaId {
        if mode.edition == Edition::New
            && let Some(old) = self.twins.get(&std::ptr::from_ref(node))
        {
            let (file, node) = (old.file, old.node);
            return self.schema(
                s,
                file,
                node,
                Mode {
                    edition: Edition::Old,
                    ..mode
                },
            );
        }
        let key = (mode.direction, mode.edition, file, std::ptr::from_ref(node));
        match self.memo.get(&key) {
            Some(Slot::Done(id) | Slot::Open(Some(id))) => return *id,
            Some(Slot::Open(None)) => {
                let id = s.reserve();
                self.memo.insert(key, Slot::Open(Some(id)));
                return id;
            }
            None => {}
        }
        if self.depth > DEEP {
            let id = s.reserve();
            self.memo.insert(key, Slot::Done(id));
            self.put_off.push(PutOff {
                id,
                file,
                node,
                mode,
            });
            return id;
        }
        self.memo.insert(key, Slot::Open(None));
        self.depth += 1;
        let lowered = self.node(s, file, node, mode);
        self.depth -= 1;
        let reserved = match self.memo.get(&key) {
            Some(Slot::Open(Some(id))) => Some(*id),
            _ => None,
        };
        let id = match (reserved, lowered) {
            (None, Lowered::Known(id)) => id,
            (None, Lowered::New(keywords)) => s.intern(*keywords),
            (Some(id), lowered) => {
                fill(s, id, lowered);
                id
            }
        };
        self.memo.insert(key, Slot::Done(id));
        id
    }

    fn node(&mut self, s: &mut Schemas, file: FileId, node: &'d Node, mode: Mode) -> Lowered {
        match node.bool() {
            Some(true) => return Lowered::Known(SchemaId::TRUE),
            Some(false) => return Lowered::Known(SchemaId::FALSE),
            None if node.object().is_none() => return Lowered::Known(SchemaId::TRUE),
            None => {}
        }
        let reference = node.text("$ref").or_else(|| node.text("$dynamicRef"));
        let target = reference.map(
            |reference| match self.document(mode).target(file, reference) {
                Some(place) => self.schema(s, place.file, place.node, mode),
                None => s.intern(Keywords {
                    unread: Some(reference.into()),
                    ..Keywords::default()
                }),
            },
        );
        if let Some(target) = target
            && self.document(mode).version() == Version::V3_0
        {
            return Lowered::Known(target);
        }
        let mut keywords = self.assertions(s, file, node, mode);
        keywords.all.extend(target);
        if self.document(mode).version() == Version::V3_0 && node.flag("nullable") {
            keywords = nullable(s, keywords);
        }
        let unevaluated = keywords.any.is_some() && self.mentions(mode).unevaluated;
        tidy(keywords, unevaluated)
    }

    /// What a document says anywhere.
    pub(super) fn mentions(&mut self, mode: Mode) -> Mentions {
        let document = self.document(mode);
        *self.mentions[mode.edition as usize].get_or_insert_with(|| Mentions::of(document))
    }

    fn assertions(
        &mut self,
        s: &mut Schemas,
        file: FileId,
        node: &'d Node,
        mode: Mode,
    ) -> Keywords {
        let mut k = Keywords::default();
        values(&mut k, node);
        numbers(&mut k, node, self.document(mode).version());
        strings(s, &mut k, node);
        self.arrays(s, &mut k, file, node, mode);
        self.objects(s, &mut k, file, node, mode);
        self.logic(s, &mut k, file, node, mode);
        k
    }
}

/// Gives a number its meaning.
fn fill(s: &mut Schemas, id: SchemaId, lowered: Lowered) {
    let mut keywords = match lowered {
        Lowered::Known(other) => Keywords {
            all: vec![other],
            ..Keywords::default()
        },
        Lowered::New(keywords) => *keywords,
    };
    // A schema that asks for itself asks for nothing more.
    keywords.all.retain(|schema| *schema != id);
    s.fill(id, keywords);
}

pub(super) fn count(node: &Node, name: &str) -> Option<u64> {
    crate::diff::load::whole(node.get(name)?.number()?).as_u64()
}
