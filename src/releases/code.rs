use std::io;
use std::path::{Path, PathBuf};

use aho_corasick::{AhoCorasick, BuildError, MatchKind};
use ignore::WalkBuilder;
use thiserror::Error;

use crate::redact;

/// Larger files are generated or bundled; nobody edits them.
const LARGEST: u64 = 2 << 20;

/// How many files are read.
const FILES: usize = 100_000;

/// How many lines are kept for each change; of the others only the number.
const KEPT: usize = 200;

/// The ends of names of files that are searched, in lower case.
const CODE: [&str; 14] = [
    "cjs", "cts", "inc", "js", "jsx", "mjs", "mts", "php", "phtml", "py", "svelte", "ts", "tsx",
    "vue",
];

/// Folders with the code of others.
const FOREIGN: [&str; 2] = ["node_modules", "vendor"];

/// Code could not be searched.
#[derive(Debug, Error)]
pub(crate) enum CodeError {
    /// It is not a folder that can be read.
    #[error("{}: {source}; name the folder of your code with --code", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The search could not be prepared.
    #[error("cannot prepare the search in code: {0}")]
    Names(#[from] BuildError),
}

/// A line of code that names something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub(crate) struct Line {
    /// The file below the folder that was searched, with `/` between its parts.
    pub(crate) file: String,
    /// From 1.
    pub(crate) line: usize,
    /// The line without the space around it, cut where it is long.
    pub(crate) text: String,
}

/// The lines that were found, for each list of names, and what was looked at.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// In the order of the lists; each sorted by file and line.
    pub(crate) lines: Vec<Vec<Line>>,
    /// Lines beyond those that are kept, for each list.
    pub(crate) more: Vec<usize>,
    /// Files that were read.
    pub(crate) files: usize,
    /// Files that were not: too large, unreadable, not text in UTF-8, or beyond the limit.
    pub(crate) skipped: usize,
}

/// Searches code for names.
#[derive(Debug)]
pub(crate) struct Search {
    names: AhoCorasick,
    /// The lists that hold each name.
    lists: Vec<Vec<usize>>,
    count: usize,
}

impl Search {
    /// Prepares the search for these lists of names.
    ///
    /// # Errors
    ///
    /// The names are too many to be searched for at once.
    pub(crate) fn new(lists: &[&[&'static str]]) -> Result<Self, CodeError> {
        let mut names: Vec<&str> = lists.iter().flat_map(|list| list.iter().copied()).collect();
        names.sort_unstable();
        names.dedup();
        let holders = (names.iter())
            .map(|name| {
                (0..lists.len())
                    .filter(|at| lists[*at].contains(name))
                    .collect()
            })
            .collect();
        Ok(Self {
            names: AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostLongest)
                .build(&names)?,
            lists: holders,
            count: lists.len(),
        })
    }

    /// Searches the files of a folder, without those that its ignore files exclude. Links are not
    /// followed.
    ///
    /// # Errors
    ///
    /// The folder cannot be read. A file that cannot be is counted as skipped.
    pub(crate) fn run(&self, folder: &Path) -> Result<Found, CodeError> {
        let unreadable = |source| CodeError::Folder {
            path: folder.to_owned(),
            source,
        };
        std::fs::read_dir(folder).map_err(unreadable)?;
        let walk = WalkBuilder::new(folder)
            .require_git(false)
            .sort_by_file_name(Ord::cmp)
            .filter_entry(|entry| {
                entry.depth() == 0 || !FOREIGN.iter().any(|name| entry.file_name() == *name)
            })
            .build();
        let mut found = Found {
            lines: vec![Vec::new(); self.count],
            more: vec![0; self.count],
            ..Found::default()
        };
        for entry in walk {
            let Ok(entry) = entry else {
                found.skipped += 1;
                continue;
            };
            let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
            if !is_file || !is_code(entry.path()) {
                continue;
            }
            let is_small = entry.metadata().is_ok_and(|it| it.len() <= LARGEST);
            let text = match is_small && found.files < FILES {
                true => std::fs::read(entry.path())
                    .ok()
                    .filter(|text| !text.contains(&0)),
                false => None,
            };
            let Some(text) = text else {
                found.skipped += 1;
                continue;
            };
            found.files += 1;
            let path = entry.path();
            let name = path.strip_prefix(folder).unwrap_or(path);
            let parts: Vec<_> = name.iter().map(|part| part.to_string_lossy()).collect();
            self.file(&parts.join("/"), &text, &mut found);
        }
        Ok(found)
    }

    fn file(&self, name: &str, text: &[u8], found: &mut Found) {
        for (at, line) in text.split(|byte| *byte == b'\n').enumerate() {
            let hits: Vec<_> = (self.names.find_iter(line))
                .filter(|hit| is_whole(line, hit.start(), hit.end()))
                .collect();
            let places: Vec<usize> = hits.iter().map(aho_corasick::Match::start).collect();
            let mut lists: Vec<usize> = (hits.iter())
                .flat_map(|hit| self.lists[hit.pattern().as_usize()].iter().copied())
                .collect();
            lists.sort_unstable();
            lists.dedup();
            for list in lists {
                if found.lines[list].len() == KEPT {
                    found.more[list] += 1;
                    continue;
                }
                found.lines[list].push(Line {
                    file: name.to_owned(),
                    line: at + 1,
                    text: shown(line, &places),
                });
            }
        }
    }
}

fn is_code(path: &Path) -> bool {
    let end = path
        .extension()
        .map(|end| end.to_string_lossy().to_ascii_lowercase());
    end.is_some_and(|end| CODE.contains(&&*end))
}

/// Whether a name stands there by itself and is no part of a longer one.
fn is_whole(line: &[u8], start: usize, end: usize) -> bool {
    let is_part =
        |byte: Option<&u8>| byte.is_some_and(|it| it.is_ascii_alphanumeric() || *it == b'_');
    let before = start.checked_sub(1).and_then(|at| line.get(at));
    !is_part(before) && !is_part(line.get(end))
}

/// A line with its strings masked, for they may hold secrets: those that are only names of the
/// search and signs of code stay.
fn shown(line: &[u8], places: &[usize]) -> String {
    const LONGEST: usize = 120;
    let mut text = Vec::with_capacity(line.len().min(4 * LONGEST));
    let mut at = 0;
    while let Some(&byte) = line.get(at) {
        if text.len() > 4 * LONGEST {
            break;
        }
        text.push(byte);
        at += 1;
        if !matches!(byte, b'\'' | b'"' | b'`') {
            continue;
        }
        let rest = line.get(at..).unwrap_or_default();
        let end = end_of_string(rest, byte);
        let inside = rest.get(..end).unwrap_or_default();
        let is_name = places.iter().any(|place| (at..at + end).contains(place));
        let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.[]$> ,".contains(byte);
        if inside.is_empty() || (is_name && inside.iter().all(is_plain)) {
            text.extend_from_slice(inside);
        } else {
            text.extend_from_slice("…".as_bytes());
        }
        at += end;
        if line.get(at) == Some(&byte) {
            text.push(byte);
            at += 1;
        }
    }
    let text = redact::text(String::from_utf8_lossy(&text).trim());
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Where a string ends, its escapes skipped.
fn end_of_string(text: &[u8], quote: u8) -> usize {
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        match byte {
            b'\\' => at += 2,
            byte if *byte == quote => return at,
            _ => at += 1,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn lines_that_name_it_are_found_in_code_that_is_not_ignored() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("src/sync.php", "<?php\n$x = 1;\n  $end = $m['end_date'];\n");
        write(
            "app.ts",
            "const restart_date = 1;\nrow.start_date_gmt; row.start_date;\n",
        );
        write("notes.txt", "end_date\n");
        write("Old.PHP", "$m['end_date'];\n");
        write("wide.php", "e\0n\0d\0_\0d\0a\0t\0e\0");
        write("node_modules/x.js", "end_date\n");
        write(".gitignore", "vendor/\n");
        write("vendor/lib.php", "$m['end_date'];\n");
        let lists: [&[&str]; 2] = [&["start_date", "end_date"], &["plan_name"]];
        let found = Search::new(&lists).unwrap().run(folder.path()).unwrap();
        let lines: Vec<(&str, usize)> = (found.lines[0].iter())
            .map(|line| (line.file.as_str(), line.line))
            .collect();
        assert_eq!(lines, [("Old.PHP", 1), ("app.ts", 2), ("src/sync.php", 3)]);
        assert_eq!(found.lines[0][2].text, "$end = $m['end_date'];");
        assert!(found.lines[1].is_empty());
        assert_eq!((found.files, found.skipped), (3, 1));
    }

    #[test]
    fn strings_beside_a_name_are_not_shown() {
        let line =
            r#"$key = 'ck_1'; $m['end_date'] = "a\"b"; $u = `https://u:pw@h/?end_date`; $p = 'x"#;
        let places: Vec<usize> = line.match_indices("end_date").map(|(at, _)| at).collect();
        assert_eq!(
            shown(line.as_bytes(), &places),
            r#"$key = '…'; $m['end_date'] = "…"; $u = `…`; $p = '…"#
        );
    }

    #[test]
    fn a_folder_that_is_missing_is_an_error() {
        let search = Search::new(&[&["end_date"]]).unwrap();
        let error = search.run(Path::new("does-not-exist")).unwrap_err();
        assert!(error.to_string().contains("--code"), "{error}");
    }

    #[test]
    fn files_beyond_the_limit_are_counted() {
        let folder = tempfile::tempdir().unwrap();
        let size = usize::try_from(LARGEST).unwrap() + 1;
        fs::write(folder.path().join("a.js"), vec![b' '; size]).unwrap();
        let found = Search::new(&[&["end_date"]])
            .unwrap()
            .run(folder.path())
            .unwrap();
        assert_eq!((found.files, found.skipped), (0, 1));
    }
}
