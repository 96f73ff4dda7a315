use super::compare::{Pair, SchemaWalk};
use crate::diff::load::{Node, Object};
use crate::diff::walk::view::View;

/// Schemas in which a property is looked for.
const PARTS: usize = 200;

impl<'d> SchemaWalk<'d> {
    /// Whether the new schema still speaks of a property, wherever it does: in a branch, a
    /// condition, a pattern of names, a list of names or of whole values.
    pub(super) fn is_spoken_of(&mut self, pair: &Pair<'_, 'd>, name: &str) -> bool {
        let document = self.documents[1];
        let new = pair.new;
        // What stands beside the branches that this schema is one of speaks of the same value.
        let beside: Vec<&'d Node> = (self.beside.iter())
            .filter(|(path, _)| *path == pair.site.path)
            .flat_map(|(_, around)| View::of(document, around).nodes())
            .collect();
        if beside.into_iter().any(|node| self.names(node, name)) {
            return true;
        }
        let mut seen: Vec<*const Node> = Vec::new();
        let mut open = vec![(new.file, new.node)];
        while let Some((file, node)) = open.pop() {
            if seen.contains(&std::ptr::from_ref(node)) || seen.len() > PARTS {
                continue;
            }
            seen.push(std::ptr::from_ref(node));
            if self.names(node, name) {
                return true;
            }
            if let Some(target) =
                (node.text("$ref")).and_then(|reference| document.target(file, reference))
            {
                open.push((target.file, target.node));
            }
            for list in ["allOf", "anyOf", "oneOf"] {
                let members = node.get(list).and_then(Node::array).unwrap_or_default();
                open.extend(members.iter().map(|member| (file, member)));
            }
            for one in ["if", "then", "else"] {
                open.extend(node.get(one).map(|schema| (file, schema)));
            }
            let dependent = node.get("dependentSchemas").and_then(Node::object);
            let dependent = dependent.into_iter().flat_map(Object::iter);
            open.extend(dependent.map(|(_, schema)| (file, schema)));
        }
        false
    }

    /// Whether the keywords of one schema object speak of a property.
    fn names(&mut self, node: &Node, name: &str) -> bool {
        let object = |keyword: &str| node.get(keyword).and_then(Node::object);
        let declared = object("properties")
            .and_then(|all| all.get(name))
            .is_some_and(|schema| schema.bool() != Some(false));
        let holds = |value: &Node| value.get(name).is_some();
        let among_names = node.get("propertyNames").is_some_and(|names| {
            (listed(names).iter()).any(|value| value.str() == Some(name))
                || names.get("const").and_then(Node::str) == Some(name)
        });
        declared
            || among_names
            || listed(node).iter().any(holds)
            || node.get("const").is_some_and(holds)
            || object("patternProperties").is_some_and(|patterns| {
                (patterns.iter()).any(|(pattern, _)| self.judge.matches(pattern, name))
            })
    }
}

/// The values that a schema lists.
fn listed(schema: &Node) -> &[Node] {
    schema.get("enum").and_then(Node::array).unwrap_or_default()
}
