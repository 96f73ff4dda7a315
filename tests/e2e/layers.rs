//! The rooms of `src/` import one another as the table in ARCHITECTURE.md says, and in no circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

type Edges = BTreeMap<String, BTreeSet<String>>;

/// The table: which room imports which.
fn table(rooms: &BTreeSet<String>) -> Edges {
    let architecture = include_str!("../../ARCHITECTURE.md");
    let mut edges = Edges::new();
    for line in architecture.lines() {
        let line = line.trim_matches(['|', ' ']);
        let Some((name, (_, imports))) = line
            .split_once(" | ")
            .and_then(|(name, rest)| Some((name, rest.rsplit_once(" | ")?)))
        else {
            continue;
        };
        let Some(room) = name.strip_prefix('`').and_then(|it| it.strip_suffix("/`")) else {
            continue;
        };
        if !rooms.contains(room) {
            continue;
        }
        // A remark in brackets is for people.
        let plain: String = imports
            .split('(')
            .flat_map(|part| {
                part.split_once(')')
                    .map_or([part, ""], |(_, after)| ["", after])
            })
            .collect();
        let imported = match plain.trim() {
            "all" => rooms.iter().filter(|it| *it != room).cloned().collect(),
            "nothing of ours" => BTreeSet::new(),
            list => list.split(',').map(|it| it.trim().to_owned()).collect(),
        };
        edges.insert(room.to_owned(), imported);
    }
    edges
}

/// The modules that a file declares for tests alone.
fn for_tests(text: &str) -> BTreeSet<String> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let mut found = BTreeSet::new();
    for pair in lines.windows(2) {
        if pair[0].starts_with("#[cfg(test)]") || pair[0].starts_with("#[cfg(all(test") {
            let name = pair[1].trim_start_matches("pub(crate) ");
            let name = name
                .strip_prefix("mod ")
                .and_then(|it| it.strip_suffix(';'));
            found.extend(name.map(str::to_owned));
        }
    }
    found
}

/// The program text of a file: without comments, and without the tests at its end.
fn program(text: &str) -> String {
    let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    text[..end]
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The rooms that a text names after `crate::`, alone or in a list in braces.
fn named(text: &str, rooms: &BTreeSet<String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, start) in text.match_indices("crate::") {
        let rest = &text[at + start.len()..];
        let paths = match rest.strip_prefix('{').and_then(|it| it.split_once('}')) {
            Some((list, _)) => list.split(',').collect(),
            None => vec![rest],
        };
        for path in paths {
            let name: String = path
                .trim()
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            found.extend(rooms.get(&name).cloned());
        }
    }
    found
}

fn walk(folder: &Path, rooms: &BTreeSet<String>, found: &mut BTreeSet<String>) {
    let mut texts = Vec::new();
    let mut folders = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            folders.push(path);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            texts.push((path, text));
        }
    }
    let skipped: BTreeSet<String> = texts.iter().flat_map(|(_, text)| for_tests(text)).collect();
    let counts = |path: &Path| {
        let name = path.file_stem().unwrap().to_string_lossy();
        !skipped.contains(&*name)
    };
    for (path, text) in &texts {
        if counts(path) {
            found.extend(named(&program(text), rooms));
        }
    }
    for folder in folders.iter().filter(|folder| counts(folder)) {
        walk(folder, rooms, found);
    }
}

fn rooms() -> (BTreeSet<String>, Edges) {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let rooms: BTreeSet<String> = fs::read_dir(&src)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    let mut edges = Edges::new();
    for room in &rooms {
        let mut imported = BTreeSet::new();
        walk(&src.join(room), &rooms, &mut imported);
        imported.remove(room);
        edges.insert(room.clone(), imported);
    }
    (rooms, edges)
}

#[test]
fn rooms_import_what_the_table_says() {
    let (rooms, real) = rooms();
    let table = table(&rooms);
    let mut wrong = Vec::new();
    for (room, imports) in &real {
        let Some(allowed) = table.get(room) else {
            wrong.push(format!("{room}/ is not in the table"));
            continue;
        };
        // `cli` may import all, and need not.
        let unused = allowed.difference(imports).filter(|_| room != "cli");
        wrong.extend(unused.map(|it| format!("{room}/ does not import {it}/")));
        let more = imports.difference(allowed);
        wrong.extend(more.map(|it| format!("{room}/ imports {it}/, which the table does not say")));
    }
    assert!(
        wrong.is_empty(),
        "ARCHITECTURE.md is wrong, or the code is:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn no_rooms_import_one_another_in_a_circle() {
    let (_, mut edges) = rooms();
    // Rooms that import none of those left are taken away, until there are none or only circles.
    loop {
        let left: BTreeSet<String> = edges.keys().cloned().collect();
        edges.retain(|_, imports| !imports.is_disjoint(&left));
        if edges.len() == left.len() {
            break;
        }
    }
    assert!(
        edges.is_empty(),
        "in a circle, or above one: {:?}",
        edges.keys()
    );
}
