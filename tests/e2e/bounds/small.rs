use std::thread;
use std::time::{Duration, Instant};

use memberspec::check::Style;
use memberspec::diff::Document;
use memberspec::diff::report;
use memberspec::diff::{Comparison, Day, Options};

use super::{EMPTY, inputs};

/// As the command line gives it to the thread that compares.
const STACK: usize = 512 * 1024 * 1024;
/// Without optimization, beside other tests, on a machine that does other things as well.
const LONG: Duration = Duration::from_secs(180);

/// Compares and renders; how many changes there are.
fn compare(old: &str, new: &str) -> Result<usize, String> {
    let read = |text| Document::from_text("a.json", text).map_err(|error| error.to_string());
    let (old, new) = (read(old)?, read(new)?);
    let today = Day(jiff::civil::date(2026, 11, 21));
    let comparison = Comparison::of(&old, &new, Options { today });
    let out = &mut std::io::sink();
    let style = Style::Plain;
    report::terminal::write(&comparison, report::terminal::Wording::Told, style, out).unwrap();
    report::markdown::write(&comparison, out).unwrap();
    report::json::write(&comparison, out).unwrap();
    report::html::write(&comparison, out).unwrap();
    report::sarif::write(&comparison, out).unwrap();
    Ok(comparison.changes.len())
}

#[test]
fn small_hostile_documents_have_an_answer_or_an_error() {
    let work = || {
        for hostile in inputs::all() {
            let name = hostile.name;
            let [old, new] = [false, true].map(|edited| (hostile.make)(hostile.small, edited));
            let begin = Instant::now();
            let forward = compare(&old, &new);
            let backward = compare(&new, &old);
            assert_eq!(
                forward.is_ok(),
                backward.is_ok(),
                "{name}: {forward:?} {backward:?}"
            );
            let same = compare(&new, &new);
            assert!(!matches!(same, Ok(1..)), "{name}: {same:?}");
            for (old, new) in [(EMPTY, &*new), (&*new, EMPTY)] {
                let told = compare(old, new);
                assert!(!matches!(told, Ok(0)), "{name}");
            }
            let took = begin.elapsed();
            assert!(took < LONG, "{name} took {took:?}");
        }
    };
    let worker = thread::Builder::new().stack_size(STACK).spawn(work);
    if let Err(panic) = worker.unwrap().join() {
        std::panic::resume_unwind(panic);
    }
}

#[test]
fn of_more_changes_than_people_read_the_worst_are_listed_and_the_rest_is_counted() {
    let breaks = inputs::all().find(|hostile| hostile.name == "paths that all break");
    let make = breaks.unwrap().make;
    let [old, new] =
        [false, true].map(|edited| Document::from_text("a.json", &make(1_100, edited)).unwrap());
    let today = Day(jiff::civil::date(2026, 11, 21));
    let comparison = Comparison::of(&old, &new, Options { today });
    let mut text = Vec::new();
    let wording = report::terminal::Wording::Counted;
    report::terminal::write(&comparison, wording, Style::Plain, &mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert_eq!(
        text.lines()
            .filter(|line| line.starts_with("  error "))
            .count(),
        1_000
    );
    let left = "not listed here: 1200 more changes (1200 property-became-required); --format json";
    assert!(text.contains(left), "{}", &text[text.len() - 400..]);
    assert!(text.contains("\n1100 breaking changes, 0 warnings, 1100 other changes"));
    let mut json = Vec::new();
    report::json::write(&comparison, &mut json).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(json["changes"].as_array().unwrap().len(), 2_200);
}
