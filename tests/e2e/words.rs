//! Texts are plain technical English: a list of turns that do not belong in them, and numbers that
//! agree with their nouns.

use std::fs;
use std::path::{Path, PathBuf};

/// A turn and what to write instead.
const TURNS: &[(&str, &str)] = &[
    ("a finding is one cause", "findings are grouped by cause"),
    ("a whole number", "an integer"),
    ("answers 200", "returns 200"),
    ("answers 400", "returns 400"),
    ("answers 404", "returns 404"),
    ("answers one", "returns one"),
    ("answers with", "responds with, or returns"),
    ("are asked for", "are requested"),
    ("are refused", "are rejected"),
    (
        "are told and do not fail",
        "are reported and do not fail the run",
    ),
    ("ask for patience", "ask to wait"),
    ("asked for patience", "asked to wait"),
    ("asks for patience", "asks to wait"),
    ("behaviour", "behavior"),
    ("behind the back", "without"),
    ("comes back", "is returned"),
    ("for ever", "permanently"),
    ("for good", "permanently"),
    ("found out", "found"),
    ("had something to judge", "had data"),
    ("handed over to", "transferred to"),
    ("ids of nothing", "unknown ids"),
    ("in the bin", "in the Trash"),
    ("in the trash", "in the Trash"),
    ("inside of", "inside"),
    ("into the trash", "to the Trash"),
    ("is answered with", "returns"),
    ("is asked for", "is requested"),
    ("is no openapi", "is not an OpenAPI document"),
    ("is not said", "is not documented"),
    ("is refused", "is rejected"),
    ("is told apart now", "is now split"),
    ("lead nowhere", "do not exist, or are broken"),
    ("leads in a circle", "is circular"),
    ("leads nowhere", "does not exist, or is broken"),
    ("let themselves", "can be"),
    ("looks after", "handles"),
    ("made-up", "fictitious"),
    ("misspelt", "misspelled"),
    ("must be refused", "must be rejected"),
    ("must refuse", "must reject"),
    ("neighbours", "neighbors"),
    ("nobody has to", "no action is needed"),
    ("nobody says", "is unknown"),
    ("normalised", "normalized"),
    ("nothing found that counts", "no findings"),
    ("nothing is said of", "is not documented"),
    ("nothing says", "is not documented"),
    ("outside of", "outside"),
    ("recognise", "recognize"),
    ("recognised", "recognized"),
    ("refused with", "rejected with"),
    ("say of themselves", "self-descriptions"),
    ("says of itself", "self-description"),
    ("sends on in a circle", "redirects in a loop"),
    ("sends on to", "redirects to"),
    ("serialisation", "serialization"),
    ("something was found that counts", "findings"),
    ("spelt", "spelled, or written"),
    ("stands before", "comes before"),
    ("suits you", "if needed"),
    ("synchronisation", "synchronization"),
    ("tells all of it", "has the full reference"),
    ("the caller is nobody", "the request is anonymous"),
    ("through their lives", "tests the full life cycle"),
    ("throw-away", "temporary"),
    ("time-outs", "timeouts"),
    ("to strangers", "without authentication"),
    ("was asked for", "was requested"),
    ("were asked for", "were requested"),
    ("whoever stands", "anybody who is"),
    ("without a word", "silently"),
    ("works in another way", "changed"),
];

/// Nouns that a number must agree with: `base::plural` writes both.
const COUNTED: &[&str] = &[
    "answers",
    "changes",
    "checks",
    "deliveries",
    "departures",
    "exchanges",
    "findings",
    "memberships",
    "operations",
    "places",
    "requests",
    "responses",
    "rows",
];

/// Words after which a number is a limit or a total, so that the noun is always in the plural.
const LIMITS: &[&str] = &[
    "about", "first", "its", "least", "maximum", "most", "newest", "of", "than", "the",
];

#[test]
fn texts_hold_no_forbidden_turn() {
    let mut found = Vec::new();
    for (name, texts) in all() {
        for text in texts {
            for (turn, instead) in TURNS {
                if has_words(&text, turn) {
                    found.push(format!("{name}: \"{turn}\" (write: {instead})"));
                }
            }
        }
    }
    found.sort();
    found.dedup();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn numbers_agree_with_their_nouns() {
    let mut found = Vec::new();
    for (name, texts) in all().into_iter().filter(|(name, _)| name.ends_with(".rs")) {
        for text in texts {
            let words: Vec<&str> = text.split(' ').collect();
            for pair in words.windows(3) {
                let [before, number, noun] = pair else {
                    continue;
                };
                let is_number = number.starts_with('{') && number.ends_with('}');
                let noun = noun.trim_end_matches([',', ';', '.', ':', ')', '\n']);
                let before = before.trim_start_matches(['(', '"']).to_lowercase();
                if is_number && COUNTED.contains(&noun) && !LIMITS.contains(&&*before) {
                    found.push(format!("{name}: \"{}\"", pair.join(" ")));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Every text for people, with the file that holds it; line breaks are single blanks.
fn all() -> Vec<(String, Vec<String>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for name in [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
    ] {
        files.push(root.join(name));
    }
    below(&root.join("docs"), "md", &mut files);
    below(&root.join("src"), "rs", &mut files);
    let mut all = Vec::new();
    for file in files {
        let name = file.strip_prefix(root).unwrap().display().to_string();
        let text = fs::read_to_string(&file).unwrap();
        if name.ends_with(".md") {
            all.push((name, vec![one_line(&text)]));
        } else if !is_test(&name) {
            all.push((name, texts_of(&text)));
        }
    }
    assert!(all.len() > 300, "only {} files", all.len());
    all
}

fn below(folder: &Path, extension: &str, files: &mut Vec<PathBuf>) {
    let mut inside: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    inside.sort();
    for path in inside {
        if path.is_dir() {
            below(&path, extension, files);
        } else if path.extension().is_some_and(|it| it == extension) {
            files.push(path);
        }
    }
}

fn is_test(name: &str) -> bool {
    let parts = [
        "tests.rs",
        "testing.rs",
        "_tests/",
        "_test/",
        "mutations.rs",
    ];
    parts.iter().any(|part| name.contains(part))
}

/// The documentation comments and the string literals of a source file before its tests.
fn texts_of(source: &str) -> Vec<String> {
    let source = source
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default();
    let mut code = String::new();
    let mut comment = String::new();
    let mut texts = Vec::new();
    for line in source.lines() {
        let line = line.trim();
        if let Some(text) = line
            .strip_prefix("///")
            .or_else(|| line.strip_prefix("//!"))
        {
            comment.push_str(text);
            comment.push(' ');
            continue;
        }
        texts.push(one_line(&std::mem::take(&mut comment)));
        if !line.starts_with("//") {
            code.push_str(line);
            code.push('\n');
        }
    }
    texts.extend(literals(&code).iter().map(|text| one_line(text)));
    texts.retain(|text| text.contains(' '));
    texts
}

/// The string literals of code without comments, continued lines joined.
fn literals(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut inside: Option<String> = None;
    let mut characters = code.chars().peekable();
    while let Some(character) = characters.next() {
        match (&mut inside, character) {
            (None, '\'') => {
                // A character literal may be a quote.
                let mut ahead = characters.clone();
                if let (Some('"'), Some('\'')) = (ahead.next(), ahead.next()) {
                    characters.nth(1);
                }
            }
            (None, '"') => inside = Some(String::new()),
            (Some(_), '"') => found.extend(inside.take()),
            (Some(text), '\\') => match characters.next() {
                Some('\n') => {}
                Some('n') => text.push('\n'),
                Some(escaped) => text.push(escaped),
                None => {}
            },
            (Some(text), other) => text.push(other),
            (None, _) => {}
        }
    }
    found
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text has these words, not as a part of longer ones. A capital first letter is the
/// same word, "the Trash" is another than "the trash".
fn has_words(text: &str, turn: &str) -> bool {
    let mut capital = turn.to_owned();
    capital[..1].make_ascii_uppercase();
    let is_word = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    [turn, &capital].iter().any(|turn| {
        text.match_indices(*turn).any(|(at, found)| {
            let before = text[..at].chars().next_back();
            let after = text[at + found.len()..].chars().next();
            !before.is_some_and(is_word) && !after.is_some_and(is_word)
        })
    })
}

#[test]
fn a_turn_is_found_across_lines_and_not_inside_words() {
    let source = "/// It leads\n/// nowhere.\nconst A: &str = \"Answers \\\n    with 404\";\n";
    let texts = texts_of(source);
    assert!(
        texts.iter().any(|text| has_words(text, "leads nowhere")),
        "{texts:?}"
    );
    assert!(
        texts.iter().any(|text| has_words(text, "answers with")),
        "{texts:?}"
    );
    assert!(!has_words("misspelt-name", "spelt"));
}
