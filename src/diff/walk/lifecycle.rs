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
    read(node.get("x-sunset"))
}

fn read(value: Option<&Node>) -> Sunset {
    let Some(value) = value else {
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
fn level_of(value: Option<&Node>) -> Option<Stability> {
    match value {
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
    matches!(
        level_of(node.get("x-stability-level")),
        Some(Stability::Draft | Stability::Alpha)
    )
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

/// The members that say how long something stays.
pub(super) const MEMBERS: [&str; 3] = ["deprecated", "x-sunset", "x-stability-level"];

/// What changed in deprecation, sunset and stability, and in which member. Each side gives its
/// members by name.
pub(super) fn changes<'n>(
    old: &dyn Fn(&str) -> Option<&'n Node>,
    new: &dyn Fn(&str) -> Option<&'n Node>,
) -> Vec<(&'static Rule, &'static str, &'static str)> {
    let [deprecated, date, level] = MEMBERS;
    let mut found: Vec<(&'static Rule, &'static str, &'static str)> = Vec::new();
    let flag = |node: Option<&Node>| node.and_then(Node::bool) == Some(true);
    let (was, is) = (flag(old(deprecated)), flag(new(deprecated)));
    match (was, is) {
        (false, true) => {
            found.push((
                &rules::DEPRECATED,
                deprecated,
                "it was marked as deprecated",
            ));
        }
        (true, false) => {
            let what = "it is no longer deprecated";
            found.push((&rules::DEPRECATION_WITHDRAWN, deprecated, what));
        }
        _ => {}
    }
    if is {
        let sunset: Option<(&'static Rule, _)> = match (read(old(date)), read(new(date))) {
            (_, Sunset::Unreadable) | (Sunset::Unreadable, Sunset::On(_)) => {
                Some((&rules::SUNSET_INVALID, "the sunset date is invalid"))
            }
            (Sunset::On(_), Sunset::None) if was => {
                Some((&rules::SUNSET_REMOVED, "the sunset date was removed"))
            }
            (Sunset::On(before), Sunset::On(after)) if after < before => Some((
                &rules::SUNSET_BROUGHT_FORWARD,
                "the sunset date was brought forward",
            )),
            (Sunset::On(before), Sunset::On(after)) if after > before => {
                Some((&rules::SUNSET_CHANGED, "the sunset date was postponed"))
            }
            (Sunset::None, Sunset::On(_)) if was => {
                Some((&rules::SUNSET_CHANGED, "a sunset date was announced"))
            }
            _ => None,
        };
        found.extend(sunset.map(|(rule, what)| (rule, date, what)));
    }
    let stability: Option<(&'static Rule, _)> = match (level_of(old(level)), level_of(new(level))) {
        (None, _) | (_, None) => {
            Some((&rules::STABILITY_INVALID, "the stability level is unknown"))
        }
        (Some(before), Some(after)) if after < before => {
            Some((&rules::STABILITY_DECREASED, "it became less stable"))
        }
        (Some(before), Some(after)) if after > before => {
            Some((&rules::STABILITY_INCREASED, "it became more stable"))
        }
        _ => None,
    };
    found.extend(stability.map(|(rule, what)| (rule, level, what)));
    found
}

impl<'d> Walk<'d> {
    /// Deprecation, sunset and stability of anything that has them.
    pub(super) fn lifecycle(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site) {
        let found = changes(&|name| old.node.get(name), &|name| new.node.get(name));
        for (rule, _, what) in found {
            self.say(rule, site, Some(old), Some(new), what);
        }
    }
}
