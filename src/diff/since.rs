use super::change::{Change, Spot};
use super::load::{Document, Node};
use crate::base::pointer;

/// Labels changes with the release that brought what changed: what `x-since` says there or at
/// the nearest place around it, in the new document or, for what is gone, in the old one.
pub(super) fn label(changes: &mut [Change], old: &Document, new: &Document) {
    for change in changes {
        let since = (change.after.as_ref()).map(|spot| at(new, spot));
        let since = since.or_else(|| change.before.as_ref().map(|spot| at(old, spot)));
        change.since = since.flatten();
    }
}

fn at(document: &Document, spot: &Spot) -> Option<String> {
    let mut node = document.root_of(&spot.file)?;
    let mut nearest = since(node);
    for name in pointer::steps(&spot.pointer) {
        node = match node.array() {
            Some(items) => items.get(name.parse::<usize>().ok()?)?,
            None => node.get(&name)?,
        };
        nearest = since(node).or(nearest);
    }
    nearest
}

fn since(node: &Node) -> Option<String> {
    node.text("x-since").map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Release;
    use crate::diff::{Comparison, Day, Options};

    #[test]
    fn the_nearest_label_counts() {
        let document = |text: &str| Document::from_text("a.yaml", text).unwrap();
        let old = document("openapi: 3.1.0\npaths: {}\n");
        let new = document(
            "openapi: 3.1.0\npaths:\n  /a:\n    get: {x-since: 1.19.0, responses: {}}\n    put: \
             {responses: {}}\n",
        );
        let today = Day(jiff::civil::date(2026, 11, 21));
        let mut comparison = Comparison::of(&old, &new, Options { today });
        comparison.label_releases(&old, &new);
        let labels: Vec<Option<&str>> = (comparison.changes.iter())
            .map(|change| change.since.as_deref())
            .collect();
        assert_eq!(labels, [Some("1.19.0"), None]);
        comparison.keep_later_than(&Release::parse("1.18").unwrap());
        assert_eq!(comparison.changes.len(), 1);
        comparison.keep_later_than(&Release::parse("1.19").unwrap());
        assert!(comparison.changes.is_empty());
    }
}
