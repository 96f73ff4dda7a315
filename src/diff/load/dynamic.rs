//! `$dynamicRef` and `$dynamicAnchor` (JSON Schema 2020-12, section 8.2.3.2). What a dynamic
//! reference leads to depends on the schemas with identifiers that were entered on the way: of
//! those, the first that has a dynamic anchor of that name. So a schema that is entered in several
//! ways is read once for each of them, as a copy in which each dynamic reference is a plain one.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::node::{Kind, Node, token};

/// The member of a file's root that holds the copies: no honest document has one of that name, and
/// one that has it loses it.
pub(in crate::diff) const BOUND: &str = "\u{0}bound";
/// Copies of schemas that one file may need; more are read as if they were entered directly.
const COPIES: usize = 500;
/// Values that all copies may hold together.
const VALUES: usize = 500_000;

/// Dynamic anchors by name: where each leads to.
type Scope = BTreeMap<String, String>;

/// What the pass over identifiers found in a file.
#[derive(Debug, Default)]
pub(super) struct Dynamic {
    /// The places of schemas with an identifier, and the dynamic anchors in each of them.
    pub(super) resources: BTreeMap<String, Scope>,
    /// The schemas with a dynamic reference that may lead elsewhere, and the name of its anchor.
    pub(super) references: FxHashMap<String, String>,
}

struct Binder<'n> {
    root: &'n Node,
    dynamic: &'n Dynamic,
    /// The names that decide what a place means, by what lies behind it.
    open: FxHashMap<String, BTreeSet<String>>,
    copies: FxHashMap<(String, Scope), usize>,
    waiting: Vec<(usize, String, Scope)>,
    values: usize,
}

/// Makes each dynamic reference of a file a plain one.
pub(super) fn bind(root: &mut Node, dynamic: &Dynamic) {
    let whole = root.clone();
    let mut binder = Binder {
        root: &whole,
        dynamic,
        open: FxHashMap::default(),
        copies: FxHashMap::default(),
        waiting: Vec::new(),
        values: 0,
    };
    binder.look_behind();
    let mut scope = binder.entered("", &Scope::new());
    binder.schema(root, &mut String::new(), &mut scope);
    let mut copies: BTreeMap<usize, Node> = BTreeMap::new();
    while let Some((number, pointer, scope)) = binder.waiting.pop() {
        let Some(mut copy) = whole.at(&pointer).cloned() else {
            continue;
        };
        binder.schema(&mut copy, &mut pointer.clone(), &mut scope.clone());
        let text = |text: String| Node {
            line: copy.line,
            kind: Kind::String(text.into()),
        };
        let (line, of) = (copy.line, text(pointer));
        let mut held = Node {
            line,
            kind: Kind::Object(Box::default()),
        };
        held.set("of", Some(of));
        held.set("schema", Some(copy));
        copies.insert(number, held);
    }
    if !copies.is_empty() {
        let kind = Kind::Array(copies.into_values().collect());
        root.set(BOUND, Some(Node { line: 1, kind }));
    }
}

/// The pointer of what a copy was made of.
pub(super) fn original(root: &Node, pointer: &str) -> Option<String> {
    let rest = pointer.strip_prefix('/')?.strip_prefix(BOUND)?;
    let mut steps = rest.strip_prefix('/')?.splitn(3, '/');
    let number: usize = steps.next()?.parse().ok()?;
    let of = root.get(BOUND)?.array()?.get(number)?.text("of")?;
    (steps.next()? == "schema").then(|| match steps.next() {
        Some(rest) => format!("{of}/{rest}"),
        None => of.to_owned(),
    })
}

impl<'n> Binder<'n> {
    /// The schema with an identifier that a place is in, or the file.
    fn resource(&self, pointer: &str) -> &'n Scope {
        const NONE: &Scope = &Scope::new();
        let mut around = pointer;
        loop {
            if let Some(scope) = self.dynamic.resources.get(around) {
                return scope;
            }
            match around.rsplit_once('/') {
                Some((parent, _)) => around = parent,
                None => return self.dynamic.resources.get("").unwrap_or(NONE),
            }
        }
    }

    /// The anchors in force once a place was entered: those that were before stay.
    fn entered(&self, pointer: &str, scope: &Scope) -> Scope {
        let mut entered = scope.clone();
        for (name, at) in self.resource(pointer) {
            entered.entry(name.clone()).or_insert_with(|| at.clone());
        }
        entered
    }

    /// The place to refer to for a schema that is entered with these anchors in force.
    fn instance(&mut self, pointer: &str, scope: &Scope) -> String {
        let Some(open) = self.open.get(pointer) else {
            return pointer.to_owned();
        };
        let counts = |scope: Scope| -> Scope {
            let mut scope = scope;
            scope.retain(|name, _| open.contains(name));
            scope
        };
        let outermost = self.entered("", &Scope::new());
        let direct = counts(self.entered(pointer, &outermost));
        let wanted = counts(self.entered(pointer, scope));
        if wanted == direct {
            return pointer.to_owned();
        }
        let next = self.copies.len();
        let key = (pointer.to_owned(), wanted.clone());
        let number = match self.copies.get(&key) {
            Some(number) => *number,
            None => {
                self.values += self.root.at(pointer).map_or(0, Node::values);
                if next >= COPIES || self.values > VALUES {
                    return pointer.to_owned();
                }
                self.copies.insert(key, next);
                self.waiting.push((next, pointer.to_owned(), wanted));
                next
            }
        };
        format!("/{BOUND}/{number}/schema")
    }

    /// Rewrites the references of a schema that is read with these anchors in force.
    fn schema(&mut self, node: &mut Node, at: &mut String, scope: &mut Scope) {
        let outer = self.dynamic.resources.contains_key(&**at).then(|| {
            let inner = self.entered(at, scope);
            std::mem::replace(scope, inner)
        });
        let dynamic = self.dynamic.references.get(&**at).cloned();
        let pointer = |text: &str| {
            let fragment = text.strip_prefix('#')?;
            let decoded = percent_encoding::percent_decode_str(fragment).decode_utf8();
            let decoded = decoded.ok()?.into_owned();
            (decoded.is_empty() || decoded.starts_with('/')).then_some(decoded)
        };
        let lead = |text: String, line| Node {
            line,
            kind: Kind::String(text.into()),
        };
        if let Some(target) = node.text("$ref").and_then(pointer) {
            let line = node.get("$ref").map_or(node.line, |value| value.line);
            let found = self.instance(&target, scope);
            if found != target {
                node.set("$ref", Some(lead(format!("#{found}"), line)));
            }
        }
        if let Some(text) = node.text("$dynamicRef").map(str::to_owned) {
            let line = node
                .get("$dynamicRef")
                .map_or(node.line, |value| value.line);
            let target = dynamic
                .and_then(|name| scope.get(&name).cloned())
                .or_else(|| pointer(&text));
            let found = target.map_or(text, |target| format!("#{}", self.instance(&target, scope)));
            node.set("$dynamicRef", None);
            if node.get("$ref").is_none() {
                node.set("$ref", Some(lead(found, line)));
            } else {
                let mut member = Node {
                    line,
                    kind: Kind::Object(Box::default()),
                };
                member.set("$ref", Some(lead(found, line)));
                let mut all = node
                    .get("allOf")
                    .and_then(Node::array)
                    .unwrap_or_default()
                    .to_vec();
                all.push(member);
                let kind = Kind::Array(all.into());
                node.set("allOf", Some(Node { line, kind }));
            }
        }
        let length = at.len();
        match &mut node.kind {
            Kind::Object(object) => {
                for (name, value) in object.iter_mut() {
                    if super::resources::VALUES.contains(&name) {
                        continue;
                    }
                    at.push('/');
                    at.push_str(&token(name));
                    self.schema(value, at, scope);
                    at.truncate(length);
                }
            }
            Kind::Array(items) => {
                for (index, value) in items.iter_mut().enumerate() {
                    at.push_str(&format!("/{index}"));
                    self.schema(value, at, scope);
                    at.truncate(length);
                }
            }
            _ => {}
        }
        if let Some(outer) = outer {
            *scope = outer;
        }
    }

    /// Finds for each place that is referred to which names decide what it means.
    fn look_behind(&mut self) {
        let mut behind: BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
        let mut open: Vec<String> = vec![String::new()];
        open.extend((self.dynamic.resources.values()).flat_map(|scope| scope.values().cloned()));
        while let Some(place) = open.pop() {
            if behind.contains_key(&place) {
                continue;
            }
            let mut found = (BTreeSet::new(), BTreeSet::new());
            if let Some(node) = self.root.at(&place) {
                self.inside(node, &mut place.clone(), &mut found);
            }
            open.extend(found.1.iter().cloned());
            behind.insert(place, found);
        }
        loop {
            let mut grown = Vec::new();
            for (place, (names, targets)) in &behind {
                let more: BTreeSet<String> = (targets.iter())
                    .filter_map(|target| behind.get(target))
                    .flat_map(|(names, _)| names.iter())
                    .filter(|name| !names.contains(*name))
                    .cloned()
                    .collect();
                if !more.is_empty() {
                    grown.push((place.clone(), more));
                }
            }
            if grown.is_empty() {
                break;
            }
            for (place, more) in grown {
                if let Some((names, _)) = behind.get_mut(&place) {
                    names.extend(more);
                }
            }
        }
        self.open = (behind.into_iter())
            .map(|(place, (names, _))| (place, names))
            .filter(|(_, names)| !names.is_empty())
            .collect();
    }

    /// The dynamic names and the targets of references inside a value.
    fn inside(
        &self,
        node: &Node,
        at: &mut String,
        found: &mut (BTreeSet<String>, BTreeSet<String>),
    ) {
        if let Some(name) = self.dynamic.references.get(&**at) {
            found.0.insert(name.clone());
            let anchors = self.dynamic.resources.values();
            found
                .1
                .extend(anchors.filter_map(|scope| scope.get(name).cloned()));
        }
        for keyword in ["$ref", "$dynamicRef"] {
            if let Some(fragment) = node.text(keyword).and_then(|text| text.strip_prefix('#')) {
                let decoded = percent_encoding::percent_decode_str(fragment).decode_utf8();
                let target = decoded.ok().map(std::borrow::Cow::into_owned);
                found
                    .1
                    .extend(target.filter(|text| text.is_empty() || text.starts_with('/')));
            }
        }
        let length = at.len();
        match &node.kind {
            Kind::Object(object) => {
                for (name, value) in object.iter() {
                    if !super::resources::VALUES.contains(&name) {
                        at.push('/');
                        at.push_str(&token(name));
                        self.inside(value, at, found);
                        at.truncate(length);
                    }
                }
            }
            Kind::Array(items) => {
                for (index, value) in items.iter().enumerate() {
                    at.push_str(&format!("/{index}"));
                    self.inside(value, at, found);
                    at.truncate(length);
                }
            }
            _ => {}
        }
    }
}
