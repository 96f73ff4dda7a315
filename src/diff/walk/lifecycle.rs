use jiff::civil::Date;

use super::site::Site;
use super::walker::Walk;
use crate::diff::load::{Node, Place};
use crate::diff::rules::{self, Rule};

/// The day on which a comparison is made: sunset dates are judged by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub Date);

impl Day {
    /// A day of the calendar; none where it has no such day.
    #[must_use]
    pub fn of(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(Self)
    }
}

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

/// How the removal of something was announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Removal {
    /// It was not.
    Unannounced,
    /// Its sunset date lies ahead.
    Early,
    /// It was deprecated, and its sunset date has passed, if it has one.
    Announced,
    /// It may change without notice.
    Unstable,
}

/// How the removal of what stood at a place was announced.
pub(super) fn removal(node: &Node, today: Day) -> Removal {
    match sunset(node) {
        _ if is_unstable(node) => Removal::Unstable,
        _ if !node.flag("deprecated") => Removal::Unannounced,
        Sunset::On(day) if day > today.0 => Removal::Early,
        Sunset::Unreadable => Removal::Unannounced,
        Sunset::On(_) | Sunset::None => Removal::Announced,
    }
}

/// What changed in deprecation, sunset and stability.
pub(super) fn changes(old: &Node, new: &Node) -> Vec<(&'static Rule, &'static str)> {
    let mut found: Vec<(&'static Rule, &'static str)> = Vec::new();
    let (was, is) = (old.flag("deprecated"), new.flag("deprecated"));
    match (was, is) {
        (false, true) => found.push((&rules::DEPRECATED, "it was marked as deprecated")),
        (true, false) => found.push((&rules::DEPRECATION_WITHDRAWN, "it is no longer deprecated")),
        _ => {}
    }
    if is {
        match (sunset(old), sunset(new)) {
            (_, Sunset::Unreadable) | (Sunset::Unreadable, Sunset::On(_)) => {
                found.push((&rules::SUNSET_INVALID, "the sunset date is invalid"));
            }
            (Sunset::On(_), Sunset::None) if was => {
                found.push((&rules::SUNSET_REMOVED, "the sunset date was removed"));
            }
            (Sunset::On(before), Sunset::On(after)) if after < before => {
                found.push((
                    &rules::SUNSET_BROUGHT_FORWARD,
                    "the sunset date was brought forward",
                ));
            }
            _ => {}
        }
    }
    match (stability(old), stability(new)) {
        (None, _) | (_, None) => {
            found.push((&rules::STABILITY_INVALID, "the stability level is unknown"));
        }
        (Some(before), Some(after)) if after < before => {
            found.push((&rules::STABILITY_DECREASED, "it became less stable"));
        }
        (Some(before), Some(after)) if after > before => {
            found.push((&rules::STABILITY_INCREASED, "it became more stable"));
        }
        _ => {}
    }
    found
}

impl<'d> Walk<'d> {
    /// Deprecation, sunset and stability of anything that has them.
    pub(super) fn lifecycle(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site) {
        for (rule, what) in changes(old.node, new.node) {
            self.say(rule, site, Some(old), Some(new), what);
        }
    }
}
