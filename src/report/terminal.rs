//! The report for people at a terminal: findings by operation, what is known, what was not
//! exercised, and a last screen that is enough.

mod described;
mod findings;
mod known;
mod summary;

use std::io::{self, Write};

use super::Style;
use crate::finding::Outcome;

/// Writes the whole report, at most 100 columns wide but for `curl` lines, which stay whole so
/// that they can be copied.
///
/// # Errors
///
/// Whatever the writer says.
pub fn write(outcome: &Outcome, style: Style, out: &mut dyn Write) -> io::Result<()> {
    findings::write(outcome, style, out)?;
    known::write(outcome, style, out)?;
    described::write(outcome, style, out)?;
    summary::write(outcome, style, out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::Redactor;
    use crate::report::{Output, sample, wrap};

    fn printed(outcome: &Outcome, style: Style) -> String {
        let mut bytes = Vec::new();
        let mut out = Output::new(&mut bytes, Redactor::default()).styled(style);
        write(outcome, style, &mut out).unwrap();
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
        snapshot!(
            "report-terminal-failing",
            printed(&sample::failing(), Style::Plain)
        );
    }

    #[test]
    fn a_conforming_run_says_what_is_known_and_what_was_not_exercised() {
        snapshot!(
            "report-terminal-conforming",
            printed(&sample::conforming(), Style::Plain)
        );
    }

    #[test]
    fn a_finding_of_the_documented_contract_leads_to_its_catalogue_row() {
        snapshot!(
            "report-terminal-documented",
            printed(&sample::documented(), Style::Plain)
        );
    }

    #[test]
    fn a_run_that_judged_nothing_does_not_claim_conformance() {
        snapshot!(
            "report-terminal-empty",
            printed(&sample::empty(), Style::Plain)
        );
    }

    #[test]
    fn an_incomplete_run_says_so_first_and_why() {
        let text = printed(&sample::incomplete(), Style::Plain);
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
            let coloured = printed(&outcome, Style::Colour);
            assert!(coloured.contains("\u{1b}["));
            assert_eq!(
                anstream::adapter::strip_str(&coloured).to_string(),
                printed(&outcome, Style::Plain)
            );
        }
    }

    #[test]
    fn only_curl_lines_are_wider_than_the_page() {
        for outcome in [
            sample::failing(),
            sample::conforming(),
            sample::documented(),
        ] {
            for line in printed(&outcome, Style::Plain).lines() {
                let width = line.chars().count();
                assert!(
                    width <= wrap::WIDTH || line.contains("curl "),
                    "{width}: {line}"
                );
            }
        }
    }

    #[test]
    fn a_value_from_a_site_cannot_drive_the_terminal() {
        let mut outcome = sample::failing();
        outcome.findings[3].example.value = Some("\"\u{1b}[2J\"".to_owned());
        assert!(!printed(&outcome, Style::Plain).contains('\u{1b}'));
    }
}
