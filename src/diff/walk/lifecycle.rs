use jiff::civil::Date;

use super::record::Said;
use super::site::Site;
use super::walker::Walk;
use crate::diff::change::Verdict;
use crate::diff::load::{Node, Place};
use crate::diff::rules::{self, Rule};

/// The day on which a comparison is made: sunset dates are judged by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub Date);

/// A sunset date as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sunset {
    None,
    On(Date),
    Unreadable,
}

/// How stable something is said to be, from the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stability {
    Draft,
    Alpha,
    Beta,
    Stable,
}

pub(super) fn sunset(node: &Node) -> Sunset {
    let Some(value) = node.get("x-sunset") else {
        return Sunset::None;
    };
    let date = value.str().and_then(|text| {
        let day = text.get(..10)?;
        let rest = &text[10..];
        (rest.is_empty() || rest.starts_with('T'))
            .then(|| day.parse::<Date>().ok())
            .flatten()
    });
    date.map_or(Sunset::Unreadable, Sunset::On)
}

/// `None` where the level is not one that is known.
pub(super) fn stability(node: &Node) -> Option<Stability> {
    match node.get("x-stability-level") {
        None => Some(Stability::Stable),
        Some(level) => match level.str()? {
            "draft" => Some(Stability::Draft),
            "alpha" => Some(Stability::Alpha),
            "beta" => Some(Stability::Beta),
            "stable" => Some(Stability::Stable),
            _ => None,
        },
    }
}

/// Whether something may change without notice.
pub(super) fn is_unstable(node: &Node) -> bool {
    matches!(stability(node), Some(Stability::Draft | Stability::Alpha))
}

impl<'d> Walk<'d> {
    /// Deprecation, sunset and stability of anything that carries them.
    pub(super) fn lifecycle(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site) {
        let mut add = |rule: &'static Rule, what: &str| {
            self.record.add(Said {
                rule,
                site,
                before: Some(old),
                after: Some(new),
                what: what.to_owned(),
                verdict: Verdict::ByRule,
            });
        };
        let deprecated = |place: &Place<'d>| place.node.flag("deprecated");
        match (deprecated(old), deprecated(new)) {
            (false, true) => add(&rules::DEPRECATED, "it was marked as deprecated"),
            (true, false) => add(&rules::DEPRECATION_WITHDRAWN, "it is no longer deprecated"),
            _ => {}
        }
        if deprecated(new) {
            match (sunset(old.node), sunset(new.node)) {
                (_, Sunset::Unreadable) => {
                    add(&rules::SUNSET_INVALID, "the sunset date cannot be read");
                }
                (Sunset::On(_), Sunset::None) if deprecated(old) => {
                    add(&rules::SUNSET_REMOVED, "the sunset date is gone");
                }
                (Sunset::On(before), Sunset::On(after)) if after < before => {
                    add(
                        &rules::SUNSET_BROUGHT_FORWARD,
                        "the sunset date was brought forward",
                    );
                }
                _ => {}
            }
        }
        match (stability(old.node), stability(new.node)) {
            (None, _) | (_, None) => add(
                &rules::STABILITY_INVALID,
                "the stability level is not known",
            ),
            (Some(before), Some(after)) if after < before => {
                add(&rules::STABILITY_DECREASED, "it became less stable");
            }
            (Some(before), Some(after)) if after > before => {
                add(&rules::STABILITY_INCREASED, "it became more stable");
            }
            _ => {}
        }
    }
}
