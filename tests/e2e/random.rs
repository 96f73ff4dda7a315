//! Comparisons of documents that chance edited: what is said one way must be said the other way
//! round, and no bytes may end a comparison otherwise than with an answer or an error.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use memberspec::diff::Document;
use memberspec::diff::{Change, Comparison, Day, Options};
use serde_json::{Value, json};

/// Chance that repeats itself (Steele and others, `SplitMix64`).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % count.max(1) as u64).unwrap()
    }
}

fn compare(old: &Document, new: &Document) -> Vec<Change> {
    let today = Day(jiff::civil::date(2026, 11, 21));
    Comparison::of(old, new, Options { today }).changes
}

fn own_documents() -> Vec<Value> {
    ["openapi.yaml", "v2.yaml", "documented/v3.yaml"]
        .iter()
        .map(|name| {
            Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("openapi")
                .join(name)
        })
        .map(|path| serde_saphyr::from_str(&fs::read_to_string(path).unwrap()).unwrap())
        .collect()
}

/// Pointers to all objects that look like schemas with a type.
fn schemas(node: &Value, at: &str, found: &mut Vec<String>) {
    match node {
        Value::Object(members) => {
            if members.get("type").is_some_and(|kind| !kind.is_object())
                && !at.contains("/securitySchemes/")
            {
                found.push(at.to_owned());
            }
            for (name, value) in members {
                if !matches!(
                    name.as_str(),
                    "example" | "examples" | "default" | "enum" | "const"
                ) {
                    let name = name.replace('~', "~0").replace('/', "~1");
                    schemas(value, &format!("{at}/{name}"), found);
                }
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                schemas(value, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// Changes one schema of a document.
fn edit(document: &mut Value, chance: &mut Chance) {
    let mut places = Vec::new();
    schemas(
        &document["components"]["schemas"],
        "/components/schemas",
        &mut places,
    );
    let place = &places[chance.below(places.len())];
    let Some(Value::Object(schema)) = document.pointer_mut(place) else {
        return;
    };
    let names: Vec<String> = (schema.get("properties").and_then(Value::as_object))
        .map(|properties| properties.keys().cloned().collect())
        .unwrap_or_default();
    let name = names.get(chance.below(names.len())).cloned();
    match (chance.below(6), name) {
        (0, Some(name)) => {
            schema["properties"]
                .as_object_mut()
                .unwrap()
                .shift_remove(&name);
        }
        (1, Some(_)) => {
            schema["properties"]["by_chance"] = json!({"type": "integer"});
        }
        (2, Some(name)) => {
            let required = schema.entry("required").or_insert(json!([]));
            let list = required.as_array_mut().unwrap();
            match list.iter().position(|known| *known == json!(name)) {
                Some(at) => {
                    list.remove(at);
                }
                None => list.push(json!(name)),
            }
        }
        (3, _) => {
            schema.insert("type".to_owned(), json!("boolean"));
        }
        (4, _) => {
            schema.insert("maxLength".to_owned(), json!(chance.below(9)));
            schema.insert("maximum".to_owned(), json!(chance.below(9)));
        }
        _ => {
            schema.insert("minProperties".to_owned(), json!(1));
            schema.insert("minItems".to_owned(), json!(chance.below(3)));
        }
    }
}

/// What a rule is called when documents change places.
fn either_way(rule: &str) -> &str {
    match rule {
        "property-added"
        | "required-property-added"
        | "property-removed"
        | "write-only-property-removed" => "property",
        "property-became-required" | "property-became-optional" => "required",
        "enum-value-added" | "enum-value-removed" | "enum-added" | "enum-removed" => "enum",
        "alternative-added" | "alternative-removed" => "alternative",
        "schema-added" | "schema-removed" => "schema",
        other => other,
    }
}

/// One edit: its kind, whose values it concerns, and where it stands on either side.
type Edit<'a> = (&'a str, Option<&'static str>, [Option<&'a str>; 2]);

/// The edits that are told, with all operations that they touch. What one edit means may differ
/// between the places where it is used, and so from one way to the other: it is told once for each
/// meaning then, and counts as one here.
fn told(changes: &[Change], turned: bool) -> BTreeMap<Edit<'_>, BTreeSet<&str>> {
    let mut edits: BTreeMap<Edit<'_>, BTreeSet<&str>> = BTreeMap::new();
    for change in changes {
        let kind = either_way(change.rule.id);
        // What a schema means as a whole is told only where it breaks somebody.
        if kind == "schema-changed" {
            continue;
        }
        let mut places = [&change.before, &change.after]
            .map(|spot| spot.as_ref().map(|spot| spot.pointer.as_str()));
        if turned {
            places.reverse();
        }
        let direction = change
            .direction
            .map(memberspec::internals::Direction::as_str);
        let touched = edits.entry((kind, direction, places)).or_default();
        touched.extend(change.operations.iter().map(|name| &**name));
    }
    edits
}

#[test]
fn documents_that_change_places_mirror_their_changes() {
    let mut chance = Chance(7);
    for document in own_documents() {
        for _ in 0..6 {
            let mut edited = document.clone();
            for _ in 0..=chance.below(3) {
                edit(&mut edited, &mut chance);
            }
            let [old, new] = [&document, &edited]
                .map(|value| Document::from_text("a.json", &value.to_string()).unwrap());
            let (forward, backward) = (compare(&old, &new), compare(&new, &old));
            assert_eq!(told(&forward, false), told(&backward, true));
            assert!(compare(&new, &new).is_empty());
        }
    }
}

/// Loads and compares what chance makes of documents, byte by byte. A second of it belongs to
/// every run; `MEMBERSPEC_FUZZ_SECONDS` makes it longer.
#[test]
#[expect(clippy::print_stderr, reason = "a long run says what it did")]
fn no_bytes_end_a_comparison_but_with_an_answer_or_an_error() {
    const SEED: &str = r##"{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{"/a/{b}":{"post":{
        "parameters":[{"name":"b","in":"path","required":true,"schema":{"type":"integer"}}],
        "requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/A"}}}},
        "responses":{"200":{"description":"a","content":{"application/json":{"schema":{"$ref":"#/components/schemas/B"}}}}}}}},
        "components":{"schemas":{"A":{"type":"object","required":["n"],"properties":{"n":{"type":"string","pattern":"^[a-z]+$","maxLength":5},
        "t":{"$ref":"#/components/schemas/A"}},"oneOf":[{"required":["x"]},{"not":{"minProperties":3}}]},
        "B":{"type":["array","null"],"items":{"$ref":"#/components/schemas/A"},"contains":{"type":"object"},"uniqueItems":true}}}}"##;
    const PIECES: [&str; 16] = [
        "{",
        "}",
        "[",
        "]",
        ",",
        "null",
        "true",
        "-1",
        "1e999",
        "\"\"",
        "\"$ref\"",
        "\"#/components/schemas/A\"",
        "\"allOf\"",
        "\"type\"",
        "\"\\ud800\"",
        "\u{0}",
    ];
    let seconds = std::env::var("MEMBERSPEC_FUZZ_SECONDS").ok();
    let seconds = seconds.and_then(|text| text.parse().ok()).unwrap_or(1);
    let seed: u64 = std::env::var("MEMBERSPEC_FUZZ_SEED")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(1);
    let mut chance = Chance(seed);
    let end = Instant::now() + Duration::from_secs(seconds);
    let yaml = fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/openapi/documented/v3.yaml"
    ))
    .unwrap();
    let yaml: String = yaml
        .lines()
        .take(220)
        .flat_map(|line| [line, "\n"])
        .collect();
    let old = Document::from_text("seed.json", SEED).unwrap();
    let (mut runs, mut loaded, mut slowest) = (0_u64, 0_u64, Duration::ZERO);
    while Instant::now() < end {
        let (name, seed) = if chance.below(4) == 0 {
            ("a.yaml", &*yaml)
        } else {
            ("a.json", SEED)
        };
        let mut text: Vec<char> = seed.chars().collect();
        for _ in 0..=chance.below(4) {
            let at = chance.below(text.len());
            match chance.below(5) {
                0 => {
                    text.remove(at);
                }
                1 => {
                    let piece = PIECES[chance.below(PIECES.len())];
                    text.splice(at..at, piece.chars());
                }
                2 => {
                    let length = chance.below(40).min(text.len() - at);
                    let copy: Vec<char> = text[at..at + length].to_vec();
                    let to = chance.below(text.len());
                    text.splice(to..to, copy);
                }
                3 => text[at] = char::from(u8::try_from(chance.below(128)).unwrap()),
                _ => {
                    let length = chance.below(60).min(text.len() - at);
                    text.drain(at..at + length);
                }
            }
            if text.is_empty() {
                break;
            }
        }
        let text: String = text.into_iter().collect();
        let begin = Instant::now();
        if let Ok(new) = Document::from_text(name, &text) {
            loaded += 1;
            compare(&old, &new);
            compare(&new, &old);
        }
        runs += 1;
        let took = begin.elapsed();
        assert!(took < Duration::from_secs(30), "{took:?}: {text}");
        slowest = slowest.max(took);
    }
    eprintln!("{runs} documents, {loaded} of them sound; the slowest took {slowest:?}");
}
