use std::borrow::Cow;

use crate::diff::schema::Direction;
use crate::diff::{Change, Comparison, Verdict};
use crate::finding::Level;

/// One fact of a change beside its places: a label and the text for it.
#[derive(Debug)]
pub(super) struct Fact<'c> {
    pub(super) label: &'static str,
    pub(super) parts: Vec<Part<'c>>,
}

/// A part of a fact.
#[derive(Debug)]
pub(super) enum Part<'c> {
    /// A value, an id, a place: as it is written.
    Code(Cow<'c, str>),
    /// Words.
    Words(Cow<'c, str>),
}

impl<'c> Part<'c> {
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Code(text) | Self::Words(text) => text,
        }
    }

    fn code(text: impl Into<Cow<'c, str>>) -> Self {
        Self::Code(text.into())
    }

    fn words(text: impl Into<Cow<'c, str>>) -> Self {
        Self::Words(text.into())
    }
}

impl Fact<'_> {
    /// The parts in one line.
    pub(super) fn text(&self) -> String {
        let parts: Vec<&str> = self.parts.iter().map(Part::text).collect();
        parts.join(" ")
    }
}

/// The facts of a change beside its place and its values, in reading order.
pub(super) fn facts<'c>(change: &'c Change, comparison: &'c Comparison) -> Vec<Fact<'c>> {
    let mut facts = Vec::new();
    let mut say = |label, parts| facts.push(Fact { label, parts });
    match &change.verdict {
        Verdict::Witnessed {
            value,
            described,
            at,
        } => {
            let mut parts = vec![
                match described {
                    Some(words) => Part::words(words),
                    None => Part::code(value.to_string()),
                },
                Part::words(sentence(change.direction)),
            ];
            if !at.is_empty() && *at != change.place {
                parts.extend([Part::words("at"), Part::code(at)]);
            }
            say("proof", parts);
        }
        Verdict::Undecided(reason) => say("open", vec![Part::words(reason.to_string())]),
        Verdict::ByRule | Verdict::Harmless => {}
    }
    for id in &change.departures {
        let row = (comparison.departures.iter()).find(|departure| departure.id == *id);
        let mut parts = vec![Part::code(*id)];
        parts.extend(row.map(|row| Part::words(row.title)));
        say("known", parts);
    }
    if let Some(impact) = &change.impact {
        say("impact", vec![Part::words(impact.to_string())]);
    }
    if let Some(release) = &change.since {
        say("since", vec![Part::words(format!("release {release}"))]);
    }
    if let Some(approval) = &change.approved {
        let text = format!(
            "{} is responsible for it until {}: {}",
            approval.owner, approval.expires, approval.reason
        );
        say("passes", vec![Part::words(text)]);
    } else if change.level > Level::Info {
        let known: Vec<&str> = (comparison.departures.iter())
            .filter(|row| change.departures.contains(&row.id))
            .map(|row| row.advice)
            .collect();
        if known.is_empty() {
            say("do", vec![Part::words(change.client())]);
            if change.client() != change.rule.remedy {
                say("author", vec![Part::words(change.rule.remedy)]);
            }
        }
        for advice in known {
            say("do", vec![Part::words(advice)]);
        }
        say("hash", vec![Part::code(&change.hash)]);
    }
    facts
}

/// What a counter-example proves.
pub(crate) fn sentence(direction: Option<Direction>) -> &'static str {
    match direction {
        Some(Direction::Response) => "may now be returned and was not returned before",
        _ => "was accepted before and is now rejected",
    }
}
