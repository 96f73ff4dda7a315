use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::Value;

use super::{
    Conditional, Contains, Direction, Format, Keywords, Rational, SchemaId, Schemas, TypeSet,
};
use crate::diff::load::{Document, FileId, Node, Place, Version};

/// How values travel: it decides which types can be told apart on arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wire {
    /// As JSON.
    Json,
    /// As text: a number arrives as a string of digits.
    Text,
    /// As text in a query string where a single value and a list of one look alike
    /// (`style: form` with `explode: true`).
    Form,
}

impl Wire {
    /// How the parts of a value travel.
    #[must_use]
    pub fn inner(self) -> Self {
        match self {
            Self::Json => Self::Json,
            Self::Text | Self::Form => Self::Text,
        }
    }
}

/// Which of the two documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Edition {
    /// The document before.
    Old,
    /// The document after.
    New,
}

/// Brings the schemas of two documents into the plain form of [`Keywords`].
#[derive(Debug)]
pub struct Lowering<'d> {
    documents: [&'d Document; 2],
    memo: HashMap<Key, Slot>,
    twins: HashMap<*const Node, Place<'d>>,
}

type Key = (Direction, Wire, Edition, FileId, *const Node);

#[derive(Debug, Clone, Copy)]
enum Slot {
    Open(Option<SchemaId>),
    Done(SchemaId),
}

#[derive(Debug, Clone, Copy)]
struct Mode {
    direction: Direction,
    wire: Wire,
    edition: Edition,
}

enum Lowered {
    Known(SchemaId),
    New(Box<Keywords>),
}

impl<'d> Lowering<'d> {
    /// Nothing lowered yet.
    #[must_use]
    pub fn new(old: &'d Document, new: &'d Document) -> Self {
        Self {
            documents: [old, new],
            memo: HashMap::new(),
            twins: HashMap::new(),
        }
    }

    /// Notes that a place of the new document is the same as one of the old: both get one id,
    /// even where they refer to themselves.
    pub fn twin(&mut self, old: Place<'d>, new: &Place<'d>) {
        self.twins.insert(std::ptr::from_ref(new.node), old);
    }

    /// The plain form of a schema, as it counts in that direction.
    pub fn lower(
        &mut self,
        schemas: &mut Schemas,
        edition: Edition,
        place: &Place<'d>,
        direction: Direction,
        wire: Wire,
    ) -> SchemaId {
        let mode = Mode {
            direction,
            wire,
            edition,
        };
        self.schema(schemas, place.file, place.node, mode)
    }

    fn document(&self, mode: Mode) -> &'d Document {
        self.documents[mode.edition as usize]
    }

    fn schema(&mut self, s: &mut Schemas, file: FileId, node: &'d Node, mode: Mode) -> SchemaId {
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
        let key = (
            mode.direction,
            mode.wire,
            mode.edition,
            file,
            std::ptr::from_ref(node),
        );
        match self.memo.get(&key) {
            Some(Slot::Done(id) | Slot::Open(Some(id))) => return *id,
            Some(Slot::Open(None)) => {
                let id = s.reserve();
                self.memo.insert(key, Slot::Open(Some(id)));
                return id;
            }
            None => {}
        }
        self.memo.insert(key, Slot::Open(None));
        let lowered = self.node(s, file, node, mode);
        let reserved = match self.memo.get(&key) {
            Some(Slot::Open(Some(id))) => Some(*id),
            _ => None,
        };
        let id = match (reserved, lowered) {
            (None, Lowered::Known(id)) => id,
            (None, Lowered::New(keywords)) => s.intern(*keywords),
            (Some(id), Lowered::Known(other)) => {
                let all = if other == id { Vec::new() } else { vec![other] };
                s.fill(
                    id,
                    Keywords {
                        all,
                        ..Keywords::default()
                    },
                );
                id
            }
            (Some(id), Lowered::New(mut keywords)) => {
                // A schema that asks for itself asks for nothing more.
                keywords.all.retain(|schema| *schema != id);
                s.fill(id, *keywords);
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
        let target = node
            .text("$ref")
            .or_else(|| node.text("$dynamicRef"))
            .and_then(|reference| self.document(mode).target(file, reference))
            .map(|place| self.schema(s, place.file, place.node, mode));
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
        tidy(keywords)
    }

    fn assertions(
        &mut self,
        s: &mut Schemas,
        file: FileId,
        node: &'d Node,
        mode: Mode,
    ) -> Keywords {
        let mut k = Keywords::default();
        self.values(&mut k, node);
        numbers(&mut k, node, self.document(mode).version());
        strings(s, &mut k, node);
        self.arrays(s, &mut k, file, node, mode);
        self.objects(s, &mut k, file, node, mode);
        self.logic(s, &mut k, file, node, mode);
        if mode.wire != Wire::Json {
            loosen(s, &mut k, mode.wire);
        }
        k
    }

    fn values(&mut self, k: &mut Keywords, node: &'d Node) {
        if let Some(types) = node.get("type") {
            let names = types.array().unwrap_or(std::slice::from_ref(types));
            let set = (names.iter().filter_map(Node::str)).fold(TypeSet::NONE, TypeSet::with);
            k.types = Some(set.tidy());
        }
        let mut values: Option<Vec<Value>> = (node.get("enum").and_then(Node::array))
            .map(|values| values.iter().map(Node::to_json).collect());
        if let Some(value) = node.get("const").map(Node::to_json) {
            let fits = values.as_ref().is_none_or(|values| values.contains(&value));
            values = Some(if fits { vec![value] } else { Vec::new() });
        }
        k.values = values.map(|mut values| {
            values.sort_by_cached_key(ToString::to_string);
            values.dedup();
            values
        });
    }

    fn child(&mut self, s: &mut Schemas, file: FileId, node: &'d Node, mode: Mode) -> SchemaId {
        let wire = mode.wire.inner();
        self.schema(s, file, node, Mode { wire, ..mode })
    }

    fn arrays(
        &mut self,
        s: &mut Schemas,
        k: &mut Keywords,
        file: FileId,
        node: &'d Node,
        mode: Mode,
    ) {
        let item = Mode {
            wire: if mode.wire == Wire::Json {
                Wire::Json
            } else {
                Wire::Text
            },
            ..mode
        };
        if let Some(prefix) = node.get("prefixItems").and_then(Node::array) {
            k.prefix = prefix
                .iter()
                .map(|node| self.schema(s, file, node, item))
                .collect();
        }
        k.items = node
            .get("items")
            .map(|node| self.schema(s, file, node, item));
        k.contains = node.get("contains").map(|schema| Contains {
            schema: self.schema(s, file, schema, item),
            min: count(node, "minContains").unwrap_or(1),
            max: count(node, "maxContains"),
        });
        k.min_items = count(node, "minItems").filter(|min| *min > 0);
        k.max_items = count(node, "maxItems");
        k.unique = node.flag("uniqueItems");
        k.unevaluated_items = node
            .get("unevaluatedItems")
            .map(|node| self.child(s, file, node, mode));
    }

    fn objects(
        &mut self,
        s: &mut Schemas,
        k: &mut Keywords,
        file: FileId,
        node: &'d Node,
        mode: Mode,
    ) {
        let mut ignored = BTreeSet::new();
        self.ignored(file, node, mode, &mut ignored, &mut Vec::new());
        for (name, value) in node
            .get("properties")
            .and_then(Node::object)
            .into_iter()
            .flat_map(crate::diff::load::Object::iter)
        {
            if ignored.contains(name) {
                k.ignored.insert(name.into());
            } else {
                let id = self.child(s, file, value, mode);
                k.properties.insert(name.into(), id);
            }
        }
        for (name, value) in node
            .get("patternProperties")
            .and_then(Node::object)
            .into_iter()
            .flat_map(crate::diff::load::Object::iter)
        {
            let id = self.child(s, file, value, mode);
            k.patterns.insert(name.into(), id);
        }
        k.additional = node
            .get("additionalProperties")
            .map(|node| self.child(s, file, node, mode));
        let required = node
            .get("required")
            .and_then(Node::array)
            .unwrap_or_default();
        k.required = (required.iter().filter_map(Node::str))
            .filter(|name| !ignored.contains(*name))
            .map(Arc::from)
            .collect();
        k.min_properties = count(node, "minProperties").filter(|min| *min > 0);
        k.max_properties = count(node, "maxProperties");
        k.property_names = node
            .get("propertyNames")
            .map(|node| self.child(s, file, node, mode));
        for (name, others) in node
            .get("dependentRequired")
            .and_then(Node::object)
            .into_iter()
            .flat_map(crate::diff::load::Object::iter)
        {
            let others: BTreeSet<Arc<str>> = (others.array().unwrap_or_default().iter())
                .filter_map(Node::str)
                .map(Arc::from)
                .collect();
            if !others.is_empty() {
                k.dependent_required.insert(name.into(), others);
            }
        }
        for (name, value) in node
            .get("dependentSchemas")
            .and_then(Node::object)
            .into_iter()
            .flat_map(crate::diff::load::Object::iter)
        {
            let id = self.schema(
                s,
                file,
                value,
                Mode {
                    wire: Wire::Json,
                    ..mode
                },
            );
            if id != SchemaId::TRUE {
                k.dependent_schemas.insert(name.into(), id);
            }
        }
        k.unevaluated_properties = node
            .get("unevaluatedProperties")
            .map(|node| self.child(s, file, node, mode));
    }

    /// The properties that do not count in this direction, those of `allOf` members included:
    /// a `required` beside the `allOf` speaks of them too.
    fn ignored(
        &self,
        file: FileId,
        node: &'d Node,
        mode: Mode,
        names: &mut BTreeSet<String>,
        seen: &mut Vec<*const Node>,
    ) {
        const MEMBERS: usize = 200;
        if seen.contains(&std::ptr::from_ref(node)) || seen.len() > MEMBERS {
            return;
        }
        seen.push(std::ptr::from_ref(node));
        for (name, value) in node
            .get("properties")
            .and_then(Node::object)
            .into_iter()
            .flat_map(crate::diff::load::Object::iter)
        {
            if self.drops_out(file, value, mode, 0) {
                names.insert(name.to_owned());
            }
        }
        for member in node.get("allOf").and_then(Node::array).unwrap_or_default() {
            let place = Place {
                file,
                pointer: String::new(),
                node: member,
            };
            if let Some(place) = self.document(mode).resolve(&place) {
                self.ignored(place.file, place.node, mode, names, seen);
            }
        }
    }

    fn drops_out(&self, file: FileId, node: &'d Node, mode: Mode, depth: usize) -> bool {
        const DEEP: usize = 4;
        let flag = match mode.direction {
            Direction::Request => "readOnly",
            Direction::Response => "writeOnly",
        };
        if node.flag(flag)
            && (node.get("$ref").is_none() || self.document(mode).version() != Version::V3_0)
        {
            return true;
        }
        if depth > DEEP {
            return false;
        }
        let target = node
            .text("$ref")
            .and_then(|reference| self.document(mode).target(file, reference));
        if let Some(target) = target {
            return self.drops_out(target.file, target.node, mode, depth + 1);
        }
        match node.get("allOf").and_then(Node::array) {
            Some([only]) => self.drops_out(file, only, mode, depth + 1),
            _ => false,
        }
    }

    fn logic(
        &mut self,
        s: &mut Schemas,
        k: &mut Keywords,
        file: FileId,
        node: &'d Node,
        mode: Mode,
    ) {
        let list = |this: &mut Self, s: &mut Schemas, name: &str| -> Option<Vec<SchemaId>> {
            let members = node.get(name)?.array()?;
            Some(
                members
                    .iter()
                    .map(|node| this.schema(s, file, node, mode))
                    .collect(),
            )
        };
        k.all = list(self, s, "allOf").unwrap_or_default();
        k.any = list(self, s, "anyOf");
        k.one = list(self, s, "oneOf");
        k.not = node.get("not").map(|node| self.child(s, file, node, mode));
        if let Some(condition) = node.get("if") {
            let condition = self.child(s, file, condition, mode);
            let mut branch = |name: &str| match node.get(name) {
                Some(node) => self.child(s, file, node, mode),
                None => SchemaId::TRUE,
            };
            let (then, otherwise) = (branch("then"), branch("else"));
            k.conditional = Some(Conditional {
                condition,
                then,
                otherwise,
            });
        }
    }
}

fn count(node: &Node, name: &str) -> Option<u64> {
    crate::diff::load::whole(node.get(name)?.number()?).as_u64()
}

fn numbers(k: &mut Keywords, node: &Node, version: Version) {
    let number = |name: &str| node.get(name).and_then(Node::number).map(Rational::of);
    k.minimum = number("minimum");
    k.maximum = number("maximum");
    k.multiple_of = number("multipleOf").filter(Rational::is_positive);
    if version == Version::V3_0 && node.flag("exclusiveMinimum") {
        k.above = k.minimum.take();
    } else {
        k.above = number("exclusiveMinimum");
    }
    if version == Version::V3_0 && node.flag("exclusiveMaximum") {
        k.below = k.maximum.take();
    } else {
        k.below = number("exclusiveMaximum");
    }
    // The width of a number is a promise about its range. Sixty-four bits are what an integer
    // without a width has in practice: the axiom `integers-fit-64-bits`.
    if node.text("format") == Some("int32") {
        let (low, high) = (
            Rational::integer(i32::MIN.into()),
            Rational::integer(i32::MAX.into()),
        );
        k.minimum = Some(k.minimum.take().map_or(low.clone(), |min| min.max(low)));
        k.maximum = Some(k.maximum.take().map_or(high.clone(), |max| max.min(high)));
    }
}

fn strings(s: &mut Schemas, k: &mut Keywords, node: &Node) {
    k.min_length = count(node, "minLength").filter(|min| *min > 0);
    k.max_length = count(node, "maxLength");
    k.pattern = node.text("pattern").map(Arc::from);
    match node.text("format") {
        // These name the width of a number, or how people type or tools store a string.
        None | Some("int32" | "int64" | "float" | "double" | "decimal" | "password" | "binary") => {
        }
        Some("byte") => {
            let base64 = Keywords {
                pattern: Some(Arc::from("^[A-Za-z0-9+/]*={0,2}$")),
                ..Keywords::default()
            };
            let id = s.intern(base64);
            k.all.push(id);
        }
        Some(name) => {
            let stringy = k
                .types
                .is_none_or(|types| types.touches(super::JsonType::String));
            if stringy {
                k.format = Some(Format(name.into()));
            }
        }
    }
}

/// `nullable: true` of OpenAPI 3.0: null besides, whatever else is asked.
fn nullable(s: &mut Schemas, mut k: Keywords) -> Keywords {
    let simple = k.all.is_empty() && k.any.is_none() && k.one.is_none() && k.not.is_none();
    if simple {
        k.types = k.types.map(|types| types.with("null"));
        if let Some(values) = &mut k.values
            && !values.contains(&Value::Null)
        {
            values.push(Value::Null);
            values.sort_by_cached_key(ToString::to_string);
        }
        return k;
    }
    let inner = match tidy(k) {
        Lowered::Known(id) => id,
        Lowered::New(keywords) => s.intern(*keywords),
    };
    let null = s.intern(Keywords {
        types: Some(TypeSet::NONE.with("null")),
        ..Keywords::default()
    });
    let mut any = vec![inner, null];
    any.sort_unstable();
    Keywords {
        any: Some(any),
        ..Keywords::default()
    }
}

/// What a reader of text accepts besides: digits are a string, and one value is a list of one.
fn loosen(s: &mut Schemas, k: &mut Keywords, wire: Wire) {
    // Branches that a reader of text cannot tell apart are not told apart.
    if let Some(one) = k.one.take() {
        let all = k.any.take().map(|any| Keywords {
            any: Some(any),
            ..Keywords::default()
        });
        k.all.extend(all.map(|all| s.intern(all)));
        k.any = Some(one);
    }
    let Some(types) = k.types else { return };
    let plain = k.values.is_none() && k.pattern.is_none() && k.format.is_none();
    if types.touches(super::JsonType::String) && plain {
        let bounded = k.min_length.is_some_and(|min| min > 1) || k.max_length.is_some();
        let numeric =
            k.minimum.is_some() || k.maximum.is_some() || k.above.is_some() || k.below.is_some();
        if !bounded && !numeric && k.multiple_of.is_none() {
            k.types = Some(types.with("number").with("boolean").tidy());
        }
    }
    if wire == Wire::Form
        && types.touches(super::JsonType::Array)
        && k.min_items.is_none_or(|min| min <= 1)
    {
        let item = k
            .prefix
            .first()
            .copied()
            .or(k.items)
            .unwrap_or(SchemaId::TRUE);
        let list = s.intern(std::mem::take(k));
        let scalar = s.intern(Keywords {
            types: Some(
                ["string", "number", "boolean"]
                    .iter()
                    .fold(TypeSet::NONE, |set, name| set.with(name)),
            ),
            all: vec![item],
            ..Keywords::default()
        });
        k.any = Some(vec![list, scalar]);
    }
}

/// Takes out what says nothing and settles what is settled.
fn tidy(mut k: Keywords) -> Lowered {
    const EVERYTHING: [&str; 6] = ["null", "boolean", "number", "string", "array", "object"];
    if k.types
        == Some(
            EVERYTHING
                .iter()
                .fold(TypeSet::NONE, |set, name| set.with(name)),
        )
    {
        k.types = None;
    }
    if let Some(conditional) = k.conditional {
        match conditional.condition {
            SchemaId::TRUE => k.all.push(conditional.then),
            SchemaId::FALSE => k.all.push(conditional.otherwise),
            _ if conditional.then == conditional.otherwise => k.all.push(conditional.then),
            _ => {}
        }
        if matches!(conditional.condition, SchemaId::TRUE | SchemaId::FALSE)
            || conditional.then == conditional.otherwise
        {
            k.conditional = None;
        }
    }
    if let Some(any) = &mut k.any {
        any.sort_unstable();
        any.dedup();
        any.retain(|id| *id != SchemaId::FALSE);
        match any.as_slice() {
            [] => return Lowered::Known(SchemaId::FALSE),
            [only] => {
                k.all.push(*only);
                k.any = None;
            }
            [SchemaId::TRUE, ..] => k.any = None,
            _ => {}
        }
    }
    if let Some(one) = &mut k.one {
        one.sort_unstable();
        one.retain(|id| *id != SchemaId::FALSE);
        match one.as_slice() {
            [] => return Lowered::Known(SchemaId::FALSE),
            [only] => {
                k.all.push(*only);
                k.one = None;
            }
            _ => {}
        }
    }
    match k.not {
        Some(SchemaId::TRUE) => return Lowered::Known(SchemaId::FALSE),
        Some(SchemaId::FALSE) => k.not = None,
        _ => {}
    }
    k.all.sort_unstable();
    k.all.dedup();
    k.all.retain(|id| *id != SchemaId::TRUE);
    if k.all.contains(&SchemaId::FALSE) {
        return Lowered::Known(SchemaId::FALSE);
    }
    if let [only] = k.all[..] {
        let all = std::mem::take(&mut k.all);
        if k.is_trivial() {
            return Lowered::Known(only);
        }
        k.all = all;
    }
    Lowered::New(Box::new(k))
}
