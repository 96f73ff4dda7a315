//! Every citation of a file in `docs/` leads to that file and to an anchor in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Where citations are looked for.
const PLACES: &[&str] = &[
    "src",
    "tests",
    "docs",
    "openapi",
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
];

fn files(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            files(&entry.unwrap().path(), found);
        }
    } else {
        found.push(path.to_owned());
    }
}

/// The names that a link can point to: explicit anchors, and headings as GitHub names them.
fn anchors(markdown: &str) -> Vec<String> {
    let explicit = markdown.split("<a id=\"").skip(1);
    let explicit = explicit.filter_map(|rest| rest.split_once('"'));
    let headings = markdown
        .lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| {
            line.trim_start_matches('#')
                .trim()
                .to_lowercase()
                .chars()
                .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
                .map(|c| if c == ' ' { '-' } else { c })
                .collect()
        });
    explicit
        .map(|(id, _)| id.to_owned())
        .chain(headings)
        .collect()
}

/// The start of a text that is made of letters, digits and the given characters; no full stop at
/// its end, because that belongs to the sentence.
fn leading<'t>(text: &'t str, more: &str) -> &'t str {
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || more.contains(c)))
        .unwrap_or(text.len());
    text[..end].trim_end_matches('.')
}

/// What a text cites: a page after `docs/`, or after `](` in a page that is in `docs/` itself,
/// with the anchors that follow: `docs/observed.md#8, #9`.
fn citations(text: &str, start: &str) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(start) {
        let rest = &text[at + start.len()..];
        let file = leading(rest, "-_/.");
        if !file.ends_with(".md") {
            continue;
        }
        let mut rest = &rest[file.len()..];
        let mut anchors = Vec::new();
        // An anchor in braces is filled in by the program, whose output is cited in `docs/` again.
        while let Some(after) = rest.strip_prefix('#').filter(|it| !it.starts_with('{')) {
            let anchor = leading(after, "-_.");
            anchors.push(anchor.to_owned());
            rest = after[anchor.len()..].trim_start_matches(['`', ',', ' ']);
        }
        found.push((file.to_owned(), anchors));
    }
    found
}

/// A link of a page in a folder of `docs/`, as seen from `docs/`.
fn from_folder(folder: &Path, file: &str) -> String {
    let mut path = folder.to_owned();
    for part in file.split('/') {
        if part != ".." || !path.pop() {
            path.push(part);
        }
    }
    path.display().to_string()
}

#[test]
fn citations_lead_to_a_file_and_an_anchor() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = root.join("docs");
    let mut all = Vec::new();
    for place in PLACES {
        files(&root.join(place), &mut all);
    }
    let mut known: BTreeMap<String, Option<Vec<String>>> = BTreeMap::new();
    let (mut count, mut broken) = (0, Vec::new());
    for path in all {
        // A file that is not text cites nothing.
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        let mut cited = citations(&text, "docs/");
        if path.starts_with(&docs) {
            // Links of a page start from its own folder.
            let folder = path.parent().and_then(|it| it.strip_prefix(&docs).ok());
            let folder = folder.unwrap_or(Path::new(""));
            let linked = citations(&text, "](").into_iter();
            cited.extend(linked.map(|(file, anchors)| (from_folder(folder, &file), anchors)));
        }
        for (file, anchors_cited) in cited {
            count += 1;
            let there = known.entry(file.clone()).or_insert_with(|| {
                let text = fs::read_to_string(docs.join(&file)).ok()?;
                Some(anchors(&text))
            });
            let missing = match there {
                None => vec![String::new()],
                Some(there) => anchors_cited
                    .into_iter()
                    .filter(|anchor| !there.contains(anchor))
                    .collect(),
            };
            let from = path.strip_prefix(root).unwrap().display();
            broken.extend(
                missing
                    .iter()
                    .map(|anchor| format!("{from}: docs/{file}#{anchor}")),
            );
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    // Fewer would mean that the form of citations changed and nothing is looked at any more.
    assert!(count > 300, "{count} citations");
}

#[test]
fn a_citation_is_found_with_all_its_anchors() {
    assert_eq!(
        citations(
            "(`docs/observed.md#5`, `#14.5`). See docs/diff.md.",
            "docs/"
        ),
        [
            (
                "observed.md".to_owned(),
                vec!["5".to_owned(), "14.5".to_owned()]
            ),
            ("diff.md".to_owned(), Vec::new()),
        ]
    );
    assert_eq!(
        anchors("# One, two\n<a id=\"14.5\"></a>14.5"),
        ["14.5", "one-two"]
    );
}
