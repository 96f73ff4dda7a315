use std::collections::BTreeSet;

use super::lowering::{Lowering, Mode};
use crate::diff::load::{FileId, Node, Object, Place, Version};
use crate::diff::schema::Direction;

impl<'d> Lowering<'d> {
    /// The properties that do not count in this direction, those of `allOf` members included:
    /// a `required` beside the `allOf` speaks of them too.
    pub(super) fn ignored(&mut self, file: FileId, node: &'d Node, mode: Mode) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        // Most documents say it nowhere, and a chain of `allOf` asks at each of its members.
        if self.mentions(mode).one_sided {
            self.collect_ignored(file, node, mode, &mut names, &mut Vec::new());
        }
        names
    }

    fn collect_ignored(
        &self,
        file: FileId,
        node: &'d Node,
        mode: Mode,
        names: &mut BTreeSet<String>,
        seen: &mut Vec<*const Node>,
    ) {
        const MEMBERS: usize = 64;
        if seen.contains(&std::ptr::from_ref(node)) || seen.len() > MEMBERS {
            return;
        }
        seen.push(std::ptr::from_ref(node));
        for (name, value) in node
            .get("properties")
            .and_then(Node::object)
            .into_iter()
            .flat_map(Object::iter)
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
                self.collect_ignored(place.file, place.node, mode, names, seen);
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
}
