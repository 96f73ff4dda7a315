//! The report for people at a terminal: findings by operation, what is known, what was not
//! exercised, and a last screen that is enough.

mod baseline;
mod described;
mod findings;
mod known;
mod summary;

use std::io::{self, Write};

use super::Page;
use crate::finding::Outcome;

/// Writes the whole report, as wide as the page except for `curl` lines, which stay whole so that
/// they can be copied.
///
/// # Errors
///
/// Whatever the writer says.
pub fn write(outcome: &Outcome, page: Page, out: &mut dyn Write) -> io::Result<()> {
    findings::write(outcome, page, out)?;
    baseline::write(outcome, page, out)?;
    known::write(outcome, page, out)?;
    described::write(outcome, page, out)?;
    summary::write(outcome, page, out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::Redactor;
    use crate::report::{Detail, Output, Style, sample, wrap};

    const FULL: Page = Page {
        style: Style::Plain,
        detail: Detail::Full,
        width: wrap::WIDTH,
    };

    fn printed(outcome: &Outcome, page: Page) -> String {
        let mut bytes = Vec::new();
        let mut out = Output::new(&mut bytes, Redactor::default()).styled(page.style);
        write(outcome, page, &mut out).unwrap();
        drop(out);
        String::from_utf8(bytes).unwrap()
    }

    macro_rules! snapshot {
        ($name:literal, $text:expr) => {
            insta::with_settings!({
                snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"),
                prepend_module_to_snapshot => false,
                omit_expression => true,
            }, { insta::assert_snapshot!($name, $text) })
        };
    }

    #[test]
    fn findings_come_worst_first_and_the_last_screen_is_enough() {
        snapshot!("report-terminal-failing", printed(&sample::failing(), FULL));
    }

    #[test]
    fn a_conforming_run_says_what_is_known_and_what_was_not_exercised() {
        snapshot!(
            "report-terminal-conforming",
            printed(&sample::conforming(), FULL)
        );
    }

    #[test]
    fn a_conforming_run_is_short_unless_more_is_wanted() {
        snapshot!(
            "report-terminal-short",
            printed(&sample::conforming(), Page::plain(Detail::Short))
        );
        let known = printed(&sample::conforming(), Page::plain(Detail::Known));
        assert!(known.contains("dates-without-offset"), "{known}");
    }

    #[test]
    fn a_finding_of_the_documented_contract_leads_to_its_catalogue_row() {
        snapshot!(
            "report-terminal-documented",
            printed(&sample::documented(), FULL)
        );
    }

    #[test]
    fn a_run_that_judged_nothing_does_not_claim_conformance() {
        snapshot!("report-terminal-empty", printed(&sample::empty(), FULL));
    }

    #[test]
    fn an_incomplete_run_says_so_first_and_why() {
        let text = printed(&sample::incomplete(), FULL);
        let last = text.rsplit_once('─').map(|(_, last)| last).unwrap();
        assert!(
            last.trim_start()
                .starts_with("INCOMPLETE  v3-read.har (v3)"),
            "{last}"
        );
        assert_eq!(last.matches("  incomplete     ").count(), 2, "{last}");
    }

    #[test]
    fn colour_changes_nothing_but_colour() {
        for outcome in [
            sample::failing(),
            sample::conforming(),
            sample::documented(),
        ] {
            let coloured = printed(
                &outcome,
                Page {
                    style: Style::Colour,
                    ..FULL
                },
            );
            assert!(coloured.contains("\u{1b}["));
            assert_eq!(
                anstream::adapter::strip_str(&coloured).to_string(),
                printed(&outcome, FULL)
            );
        }
    }

    #[test]
    fn only_lines_to_copy_and_long_words_are_wider_than_the_page() {
        for outcome in [
            sample::failing(),
            sample::conforming(),
            sample::documented(),
        ] {
            for columns in 1..=120 {
                let page = Page {
                    detail: Detail::Full,
                    ..Page::terminal(Style::Plain, columns)
                };
                let widest = columns.clamp(60, wrap::WIDTH);
                for line in printed(&outcome, page).lines() {
                    let width = line.chars().count();
                    let is_one_word = line.split_whitespace().last().map_or(0, str::len) > 30;
                    assert!(
                        width <= widest
                            || line.contains("curl ")
                            || line.contains("memberspec ")
                            || is_one_word,
                        "{columns}: {line}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_value_from_a_site_cannot_drive_the_terminal() {
        let mut outcome = sample::failing();
        outcome.findings[3].example.value = Some("\"\u{1b}[2J\"".to_owned());
        assert!(!printed(&outcome, FULL).contains('\u{1b}'));
    }
}
