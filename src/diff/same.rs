use rustc_hash::{FxHashMap, FxHashSet};

use super::load::{Document, FileId, Kind, Node, Place};

/// Whether two places of two documents hold the same, references followed: not a word differs,
/// but it may stand elsewhere.
///
/// A question is answered for every pair of places that it leads to by references, each looked
/// at once: those that differ themselves differ, and so does what leads to them; all others are
/// the same. Circles and long chains of references need no stack, and no second look.
#[derive(Debug)]
pub(super) struct Same<'d> {
    documents: [&'d Document; 2],
    known: FxHashMap<Pair, bool>,
    /// What the places are taken to hold.
    holds: Inside,
}

/// What a value is part of, where only the meaning of schemas counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// Anything: every word counts.
    Words,
    /// A schema: what asserts nothing does not count.
    Schema,
    /// Schemas by names that the author gave.
    Names,
}

impl Inside {
    /// Whether a member of a schema says something about values.
    fn counts(self, name: &str) -> bool {
        const ANNOTATIONS: [&str; 10] = [
            "title",
            "description",
            "default",
            "deprecated",
            "discriminator",
            "example",
            "examples",
            "externalDocs",
            "xml",
            "$comment",
        ];
        self != Self::Schema || !(name.starts_with("x-") || ANNOTATIONS.contains(&name))
    }

    fn below(self, name: &str) -> Self {
        match (self, name) {
            (Self::Words, _) | (Self::Schema, "enum" | "const") => Self::Words,
            (
                Self::Schema,
                "properties" | "patternProperties" | "dependentSchemas" | "$defs" | "definitions",
            ) => Self::Names,
            _ => Self::Schema,
        }
    }
}

/// A place of the old document and one of the new, by what stands there.
type Pair = (*const Node, *const Node);

/// Pairs that are looked at in a comparison before all others count as different; what is called
/// different is compared by meaning afterwards.
const PAIRS: usize = 2_000_000;

/// Places that are held against one another.
#[derive(Clone, Copy)]
struct Twins<'d> {
    old: (FileId, &'d Node),
    new: (FileId, &'d Node),
}

impl Twins<'_> {
    fn pair(&self) -> Pair {
        (
            std::ptr::from_ref(self.old.1),
            std::ptr::from_ref(self.new.1),
        )
    }
}

impl<'d> Same<'d> {
    /// Nothing compared yet.
    #[must_use]
    pub(super) fn new(old: &'d Document, new: &'d Document) -> Self {
        Self {
            documents: [old, new],
            known: FxHashMap::default(),
            holds: Inside::Words,
        }
    }

    /// The same for schemas of which only the assertions count.
    #[must_use]
    pub(super) fn in_meaning(old: &'d Document, new: &'d Document) -> Self {
        Self {
            holds: Inside::Schema,
            ..Self::new(old, new)
        }
    }

    /// Whether the two are the same.
    pub(super) fn same(&mut self, old: &Place<'d>, new: &Place<'d>) -> bool {
        let root = Twins {
            old: (old.file, old.node),
            new: (new.file, new.node),
        };
        if let Some(same) = self.known.get(&root.pair()) {
            return *same;
        }
        let mut open = vec![root];
        let mut met: FxHashSet<Pair> = FxHashSet::from_iter([root.pair()]);
        // Which pairs lead to a pair by a reference.
        let mut leading: FxHashMap<Pair, Vec<Pair>> = FxHashMap::default();
        let mut different: Vec<Pair> = Vec::new();
        while let Some(twins) = open.pop() {
            let pair = twins.pair();
            let mut references = Vec::new();
            let full = self.known.len() + met.len() > PAIRS;
            if full || !self.is_alike(twins.old, twins.new, self.holds, &mut references) {
                different.push(pair);
                continue;
            }
            for inner in references {
                match self.known.get(&inner.pair()) {
                    Some(true) => {}
                    Some(false) => {
                        different.push(pair);
                        break;
                    }
                    None => {
                        leading.entry(inner.pair()).or_default().push(pair);
                        if met.insert(inner.pair()) {
                            open.push(inner);
                        }
                    }
                }
            }
        }
        while let Some(pair) = different.pop() {
            if self.known.insert(pair, false).is_none() {
                different.extend(leading.remove(&pair).unwrap_or_default());
            }
        }
        for pair in met {
            self.known.entry(pair).or_insert(true);
        }
        self.known.get(&root.pair()) == Some(&true)
    }

    /// Whether two values are the same as they are written, except for the references that stand
    /// alike in both: those are handed out.
    fn is_alike(
        &self,
        old: (FileId, &'d Node),
        new: (FileId, &'d Node),
        inside: Inside,
        references: &mut Vec<Twins<'d>>,
    ) -> bool {
        match (&old.1.kind, &new.1.kind) {
            (Kind::Array(a), Kind::Array(b)) => {
                a.len() == b.len()
                    && (a.iter().zip(b))
                        .all(|(a, b)| self.is_alike((old.0, a), (new.0, b), inside, references))
            }
            (Kind::Object(a), Kind::Object(b)) => {
                if inside == Inside::Words && a.len() != b.len() {
                    return false;
                }
                let counts = |(name, _): &(&str, &Node)| inside.counts(name);
                let mut others = b.sorted().filter(counts);
                let alike = (a.sorted().filter(counts)).all(|(old_name, a)| {
                    let Some((new_name, b)) = others.next() else {
                        return false;
                    };
                    old_name == new_name
                        && match (old_name, a.str(), b.str()) {
                            ("$ref", Some(a), Some(b)) => {
                                self.lead_alike((old.0, a), (new.0, b), references)
                            }
                            _ => {
                                let inside = inside.below(old_name);
                                self.is_alike((old.0, a), (new.0, b), inside, references)
                            }
                        }
                });
                alike && others.next().is_none()
            }
            _ => old.1 == new.1,
        }
    }

    fn lead_alike(
        &self,
        old: (FileId, &str),
        new: (FileId, &str),
        references: &mut Vec<Twins<'d>>,
    ) -> bool {
        if old.1.rsplit('/').next() != new.1.rsplit('/').next() {
            return false;
        }
        let [before, after] = self.documents;
        match (before.target(old.0, old.1), after.target(new.0, new.1)) {
            (Some(old), Some(new)) => {
                references.push(Twins {
                    old: (old.file, old.node),
                    new: (new.file, new.node),
                });
                true
            }
            // What both do not have is the same where it has the same name.
            (None, None) => old.1 == new.1,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(node: &str) -> Document {
        let text = format!(
            "openapi: 3.1.0\npaths: {{}}\ncomponents:\n  schemas:\n    Leaf: {{type: string}}\n    \
             Node: {node}\n"
        );
        Document::from_text("test.yaml", &text).unwrap()
    }

    fn same(old: &str, new: &str) -> bool {
        let (old, new) = (document(old), document(new));
        let mut same = Same::new(&old, &new);
        same.same(&old.root(), &new.root())
    }

    #[test]
    fn a_circle_that_did_not_change_is_the_same() {
        let node = "{properties: {next: {$ref: '#/components/schemas/Node'}}}";
        assert!(same(node, node));
    }

    #[test]
    fn a_change_inside_of_a_circle_is_found() {
        let old = "{properties: {next: {$ref: '#/components/schemas/Node'}, v: {type: string}}}";
        let new = "{properties: {next: {$ref: '#/components/schemas/Node'}, v: {type: integer}}}";
        assert!(!same(old, new));
    }

    #[test]
    fn every_schema_of_a_circle_is_looked_at_once() {
        const LEVELS: usize = 4_000;
        let document = |leaf: &str| {
            let mut text = "openapi: 3.1.0\npaths: {}\ncomponents:\n  schemas:\n".to_owned();
            for level in 0..LEVELS {
                let to = |other: usize| format!("{{$ref: '#/components/schemas/L{other}'}}");
                let (next, first) = (to((level + 1) % LEVELS), to(0));
                let leaf = if level == LEVELS / 2 { leaf } else { "string" };
                text += &format!(
                    "    L{level}: {{properties: {{a: {next}, b: {next}, c: {first}}}, type: {leaf}}}\n"
                );
            }
            Document::from_text("test.yaml", &text).unwrap()
        };
        let (old, new) = (document("string"), document("string"));
        assert!(Same::new(&old, &new).same(&old.root(), &new.root()));
        let new = document("integer");
        let mut same = Same::new(&old, &new);
        for level in [0, 1, LEVELS / 2, LEVELS - 1] {
            let reference = format!("#/components/schemas/L{level}");
            let [a, b] =
                [&old, &new].map(|document| document.target(document.root().file, &reference));
            assert!(!same.same(&a.unwrap(), &b.unwrap()), "{level}");
        }
    }

    #[test]
    fn what_asserts_nothing_does_not_count_in_meaning() {
        let meant = |old: &str, new: &str| {
            let (old, new) = (document(old), document(new));
            let reference = "#/components/schemas/Node";
            let [a, b] =
                [&old, &new].map(|document| document.target(document.root().file, reference));
            Same::in_meaning(&old, &new).same(&a.unwrap(), &b.unwrap())
        };
        assert!(meant("{type: object, title: a, x-b: 1}", "{type: object}"));
        assert!(!meant(
            "{properties: {title: {type: string}}}",
            "{properties: {}}"
        ));
        assert!(!meant("{enum: [{title: a}]}", "{enum: [{title: b}]}"));
        assert!(!meant("{type: object}", "{type: object, minProperties: 1}"));
    }

    #[test]
    fn the_order_of_members_does_not_count() {
        assert!(same("{type: object, title: a}", "{title: a, type: object}"));
    }
}
