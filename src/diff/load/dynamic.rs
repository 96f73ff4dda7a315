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

/// What begins the name of the place that stands for all anchors of a name. No pointer begins so.
const ANY: char = '\u{0}';

fn any(name: &str) -> String {
    format!("{ANY}{name}")
}

/// What lies behind a place.
#[derive(Debug, Default)]
struct Behind {
    /// The names of the dynamic references in it.
    names: BTreeSet<String>,
    /// The places that it refers to.
    targets: BTreeSet<String>,
}

struct Binder<'n> {
    root: &'n Node,
    dynamic: &'n Dynamic,
    /// The names that decide what a place means, by what lies behind it.
    open: FxHashMap<String, BTreeSet<String>>,
    /// The anchors in force before anything but the file was entered.
    outermost: Scope,
    copies: FxHashMap<(String, Scope), usize>,
    waiting: Vec<(usize, String, Scope)>,
    values: usize,
    is_whole: bool,
}

/// Makes each dynamic reference of a file a plain one. Says whether each leads where it should: of very
/// many ways to enter schemas, only some are followed.
pub(super) fn bind(root: &mut Node, dynamic: &Dynamic) -> bool {
    let whole = root.clone();
    let mut binder = Binder {
        root: &whole,
        dynamic,
        open: FxHashMap::default(),
        outermost: Scope::new(),
        copies: FxHashMap::default(),
        waiting: Vec::new(),
        values: 0,
        is_whole: true,
    };
    binder.look_behind();
    binder.outermost = binder.resource("").clone();
    let mut scope = binder.outermost.clone();
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
    binder.is_whole
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

    /// The place to refer to for a schema that is entered with these anchors in force.
    fn instance(&mut self, pointer: &str, scope: &Scope) -> String {
        let Some(open) = self.open.get(pointer) else {
            return pointer.to_owned();
        };
        // Of all anchors in force only these few can matter.
        let inner = self.resource(pointer);
        let counts = |scope: &Scope| -> Scope {
            let at = |name: &String| scope.get(name).or_else(|| inner.get(name));
            (open.iter())
                .filter_map(|name| Some((name.clone(), at(name)?.clone())))
                .collect()
        };
        let direct = counts(&self.outermost);
        let wanted = counts(scope);
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
                    self.is_whole = false;
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
        // What was in force before stays; what is new is in force until the schema is left.
        let mut entered = Vec::new();
        if let Some(anchors) = self.dynamic.resources.get(&**at) {
            for (name, place) in anchors {
                if !scope.contains_key(name) {
                    scope.insert(name.clone(), place.clone());
                    entered.push(name);
                }
            }
        }
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
        for name in entered {
            scope.remove(name);
        }
    }

    /// Finds for each place that is referred to which names decide what it means: those of the dynamic
    /// references behind it. Each name goes back along each reference once; where that would be too
    /// much, no place depends on how it is entered.
    fn look_behind(&mut self) {
        let mut behind: BTreeMap<String, Behind> = BTreeMap::new();
        let mut open: Vec<String> = vec![String::new()];
        for scope in self.dynamic.resources.values() {
            for (name, at) in scope {
                open.push(at.clone());
                // All anchors of a name are behind each reference to it: through one place, not through
                // as many as there are anchors.
                let of_name = behind.entry(any(name)).or_default();
                of_name.targets.insert(at.clone());
            }
        }
        while let Some(place) = open.pop() {
            if behind.contains_key(&place) {
                continue;
            }
            let mut found = Behind::default();
            if let Some(node) = self.root.at(&place) {
                self.inside(node, &mut place.clone(), &mut found);
            }
            open.extend(found.targets.iter().cloned());
            behind.insert(place, found);
        }
        let mut referring: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        for (place, found) in &behind {
            for target in &found.targets {
                referring.entry(target).or_default().push(place);
            }
        }
        let mut names: FxHashMap<&str, BTreeSet<&str>> = FxHashMap::default();
        let mut news: Vec<(&str, &str)> = (behind.iter())
            .flat_map(|(place, found)| {
                found
                    .names
                    .iter()
                    .map(|name| (place.as_str(), name.as_str()))
            })
            .collect();
        let mut steps = 0;
        while let Some((place, name)) = news.pop() {
            if !names.entry(place).or_default().insert(name) {
                continue;
            }
            let places = referring.get(place).map_or(&[][..], Vec::as_slice);
            steps += 1 + places.len();
            if steps > VALUES {
                self.is_whole = false;
                return;
            }
            news.extend(places.iter().map(|place| (*place, name)));
        }
        self.open = (names.into_iter())
            .filter(|(place, _)| !place.starts_with(ANY))
            .map(|(place, names)| {
                let names = names.into_iter().map(str::to_owned).collect();
                (place.to_owned(), names)
            })
            .collect();
    }

    /// The dynamic names and the targets of references inside a value.
    fn inside(&self, node: &Node, at: &mut String, found: &mut Behind) {
        if let Some(name) = self.dynamic.references.get(&**at) {
            found.names.insert(name.clone());
            found.targets.insert(any(name));
        }
        for keyword in ["$ref", "$dynamicRef"] {
            if let Some(fragment) = node.text(keyword).and_then(|text| text.strip_prefix('#')) {
                let decoded = percent_encoding::percent_decode_str(fragment).decode_utf8();
                let target = decoded.ok().map(std::borrow::Cow::into_owned);
                found
                    .targets
                    .extend(target.filter(|text| text.is_empty() || text.starts_with('/')));
            }
        }
        super::resources::within(node, at, &mut |value, at| self.inside(value, at, found));
    }
}
