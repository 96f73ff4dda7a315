use rustc_hash::FxHashMap;

use super::load::{Document, Kind, Node, Place};

/// Whether two places of two documents hold the same, references followed: not a word differs,
/// but it may stand elsewhere.
#[derive(Debug)]
pub(super) struct Same<'d> {
    documents: [&'d Document; 2],
    known: FxHashMap<(*const Node, *const Node), bool>,
    open: FxHashMap<(*const Node, *const Node), usize>,
}

/// An answer and the outermost open question that it took for granted.
#[derive(Clone, Copy)]
struct Answer {
    same: bool,
    rests_on: usize,
}

const NOTHING: usize = usize::MAX;
const DIFFERENT: Answer = Answer {
    same: false,
    rests_on: NOTHING,
};
const EQUAL: Answer = Answer {
    same: true,
    rests_on: NOTHING,
};
/// References inside of references that are followed before two places count as different. It
/// bounds the stack; what is called different is compared by meaning afterwards.
const DEPTH: usize = 2_000;

impl<'d> Same<'d> {
    /// Nothing compared yet.
    #[must_use]
    pub(super) fn new(old: &'d Document, new: &'d Document) -> Self {
        Self {
            documents: [old, new],
            known: FxHashMap::default(),
            open: FxHashMap::default(),
        }
    }

    /// Whether the two are the same.
    pub(super) fn same(&mut self, old: &Place<'d>, new: &Place<'d>) -> bool {
        self.compare(old.file, old.node, new.file, new.node).same
    }

    fn compare(
        &mut self,
        old_file: super::load::FileId,
        old: &'d Node,
        new_file: super::load::FileId,
        new: &'d Node,
    ) -> Answer {
        match (&old.kind, &new.kind) {
            (Kind::Array(a), Kind::Array(b)) => {
                if a.len() != b.len() {
                    return DIFFERENT;
                }
                let mut answer = EQUAL;
                for (a, b) in a.iter().zip(b) {
                    let item = self.compare(old_file, a, new_file, b);
                    if !item.same {
                        return DIFFERENT;
                    }
                    answer.rests_on = answer.rests_on.min(item.rests_on);
                }
                answer
            }
            (Kind::Object(a), Kind::Object(b)) => {
                if a.len() != b.len() {
                    return DIFFERENT;
                }
                let mut answer = EQUAL;
                for ((old_name, a), (new_name, b)) in a.sorted().zip(b.sorted()) {
                    if old_name != new_name {
                        return DIFFERENT;
                    }
                    let member = match (old_name, a.str(), b.str()) {
                        ("$ref", Some(a), Some(b)) => {
                            if a.rsplit('/').next() != b.rsplit('/').next() {
                                return DIFFERENT;
                            }
                            let old = self.documents[0].target(old_file, a);
                            let new = self.documents[1].target(new_file, b);
                            match (old, new) {
                                (Some(old), Some(new)) => self.follow(&old, &new),
                                _ => DIFFERENT,
                            }
                        }
                        _ => self.compare(old_file, a, new_file, b),
                    };
                    if !member.same {
                        return DIFFERENT;
                    }
                    answer.rests_on = answer.rests_on.min(member.rests_on);
                }
                answer
            }
            _ if old == new => EQUAL,
            _ => DIFFERENT,
        }
    }

    fn follow(&mut self, old: &Place<'d>, new: &Place<'d>) -> Answer {
        let key = (std::ptr::from_ref(old.node), std::ptr::from_ref(new.node));
        if let Some(same) = self.known.get(&key) {
            return if *same { EQUAL } else { DIFFERENT };
        }
        if let Some(depth) = self.open.get(&key) {
            return Answer {
                same: true,
                rests_on: *depth,
            };
        }
        let depth = self.open.len();
        if depth > DEPTH {
            return DIFFERENT;
        }
        self.open.insert(key, depth);
        let answer = self.compare(old.file, old.node, new.file, new.node);
        self.open.remove(&key);
        if !answer.same {
            self.known.insert(key, false);
            return DIFFERENT;
        }
        if answer.rests_on >= depth {
            self.known.insert(key, true);
            return EQUAL;
        }
        answer
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
    fn the_order_of_members_does_not_count() {
        assert!(same("{type: object, title: a}", "{title: a, type: object}"));
    }
}
