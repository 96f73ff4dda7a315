use super::arguments::Diff;
use crate::diff::load::Document;
use crate::diff::{Change, Comparison, Operation, operation_list};
use crate::finding::Level;

/// Skips the changes of other operations, and reports how many.
pub(super) fn apply(
    comparison: &mut Comparison,
    arguments: &Diff,
    (old, new): (&Document, &Document),
) {
    if arguments.no_extensions {
        comparison.leave_out(Change::is_extension);
    }
    let filters = [&arguments.paths, &arguments.tags, &arguments.operations];
    if filters.iter().all(|filter| filter.is_empty()) {
        return;
    }
    let mut known = operation_list(old);
    known.extend(operation_list(new));
    let asked = |title: &str| {
        // Of a callback the operation that it belongs to is asked for.
        let title = title.split(" callback ").next().unwrap_or(title);
        let described = known.iter().filter(|operation| operation.title == title);
        let mut described = described.peekable();
        if described.peek().is_none() {
            return is_asked(arguments, &Operation::unknown(title));
        }
        described.any(|operation| is_asked(arguments, operation))
    };
    let before = comparison.changes.len();
    comparison.keep_operations(&asked, |change| change.level > Level::Info);
    let left = before - comparison.changes.len();
    comparison.notes.push(format!(
        "only the requested operations are reported; skipped changes: {left}"
    ));
}

fn is_asked(arguments: &Diff, operation: &Operation) -> bool {
    let matches = |filter: &[String], one: &dyn Fn(&String) -> bool| {
        filter.is_empty() || filter.iter().any(one)
    };
    matches(&arguments.paths, &|pattern| fits(pattern, &operation.path))
        && matches(&arguments.tags, &|tag| operation.tags.contains(tag))
        && matches(&arguments.operations, &|name| {
            operation.id.as_ref() == Some(name) || operation.title == *name
        })
}

/// Whether a path fits a pattern in which `*` stands for any characters.
fn fits(pattern: &str, path: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else {
        return false;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_stands_for_any_characters() {
        assert!(fits("/a", "/a") && !fits("/a", "/a/b"));
        assert!(fits("/a*", "/a/b/c") && fits("*", "/x") && fits("*/c", "/a/b/c"));
        assert!(fits("/a/*/c", "/a/b/c") && !fits("/a/*/d", "/a/b/c"));
        assert!(!fits("/ab*ba", "/aba"));
    }
}
