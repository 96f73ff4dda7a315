use std::fmt;

use crate::document::Release;

/// The release by which a run judges, and how it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The release.
    pub release: Release,
    /// How it was found.
    pub by: By,
    /// The release that the site's system status names, if it does.
    pub named: Option<Release>,
    /// What responses show against it, in words.
    pub against: Vec<&'static str>,
}

/// How a release was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// The person who runs it said so.
    Told,
    /// WooCommerce's system status lists the plugin.
    SystemStatus,
    /// What the responses hold, in words.
    Answers(String),
    /// No response shows it: the release that was measured is assumed.
    Assumed,
}

/// What a sign is about. Signs of one kind have one cause and count once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    V3,
    V4,
    Directory,
    Methods,
    Filter,
    Arguments,
    Description,
    Names,
    Fields,
    Dates,
}

/// Which releases a sign speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    AtLeast(Release),
    Below(Release),
}

/// Something in responses that only some releases show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sign {
    pub(super) kind: Kind,
    pub(super) bound: Bound,
    pub(super) why: &'static str,
}

impl Sign {
    fn allows(&self, release: Release) -> bool {
        match self.bound {
            Bound::AtLeast(first) => release >= first,
            Bound::Below(end) => release < end,
        }
    }

    /// A route or method that is there proves that the plugin has it; a key or a spelling that is
    /// there or not may be the work of another plugin, or the very fault that is looked for.
    fn weight(&self) -> u32 {
        let is_route = matches!(
            self.kind,
            Kind::V3 | Kind::V4 | Kind::Directory | Kind::Methods
        );
        match self.bound {
            Bound::AtLeast(_) if is_route => 2,
            _ => 1,
        }
    }
}

/// The releases that responses can distinguish, those first that are taken where several fit.
const DISTINGUISHABLE: [Release; 10] = [
    Release::MEASURED,
    Release::DIRECTORY,
    Release::NAMES,
    Release::PLAIN_DATES,
    Release::PROFILE_FIELDS,
    Release::new(1, 13, 1),
    Release::new(1, 12, 4),
    Release::new(1, 12, 2),
    Release::new(1, 11, 2),
    // Nobody read it; taken where a v4 is there and `plan_name` is not.
    Release::MAY_HAVE_NAMES,
];

/// By how much the signs must speak against what the system status names before it is overruled:
/// WooCommerce caches the status for an hour, so that it may name the release of before.
const OVERRULED: u32 = 2;

/// The release that the signs speak for most.
pub(super) fn conclude(named: Option<Release>, signs: &[Sign]) -> Found {
    let against = |release: Release| signs.iter().filter(move |sign| !sign.allows(release));
    let cost = |release: Release| -> u32 {
        let mut kinds: Vec<(Kind, u32)> = Vec::new();
        for sign in against(release) {
            match kinds.iter_mut().find(|(kind, _)| *kind == sign.kind) {
                Some((_, weight)) => *weight = sign.weight().max(*weight),
                None => kinds.push((sign.kind, sign.weight())),
            }
        }
        kinds.iter().map(|(_, weight)| weight).sum()
    };
    // The first of those that cost least.
    let likeliest = DISTINGUISHABLE
        .into_iter()
        .min_by_key(|release| cost(*release))
        .unwrap_or(Release::MEASURED);
    let is_overruled = |named: Release| cost(named) >= cost(likeliest) + OVERRULED;
    let (release, by) = match named {
        Some(named) if !is_overruled(named) => (named, By::SystemStatus),
        _ if signs.iter().all(|sign| sign.kind == Kind::Names) => (Release::MEASURED, By::Assumed),
        _ => (likeliest, By::Answers(reasons(signs, likeliest))),
    };
    let mut told: Vec<&'static str> = against(release).map(|sign| sign.why).collect();
    if by == By::Assumed {
        told.clear();
    }
    Found {
        release,
        by,
        named,
        against: told,
    }
}

/// The signs that leave the fewest releases around this one.
fn reasons(signs: &[Sign], release: Release) -> String {
    let fitting = || signs.iter().filter(|sign| sign.allows(release));
    let first = fitting()
        .filter_map(|sign| match sign.bound {
            Bound::AtLeast(first) => Some((first, sign.why)),
            Bound::Below(_) => None,
        })
        .max_by_key(|(first, _)| *first);
    let end = fitting()
        .filter_map(|sign| match sign.bound {
            Bound::Below(end) => Some((end, sign.why)),
            Bound::AtLeast(_) => None,
        })
        .min_by_key(|(end, _)| *end);
    let why: Vec<&str> = [first, end]
        .into_iter()
        .flatten()
        .map(|(_, why)| why)
        .collect();
    why.join(", ")
}

impl Found {
    /// The release that was measured, where no response shows it.
    #[must_use]
    pub(crate) fn assumed() -> Self {
        Self {
            release: Release::MEASURED,
            by: By::Assumed,
            named: None,
            against: Vec::new(),
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "judged as {}, ", self.release)?;
        match &self.by {
            By::Told => f.write_str("as told")?,
            By::SystemStatus => f.write_str("which the system status names")?,
            By::Answers(why) => write!(f, "inferred from the responses: {why}")?,
            By::Assumed => f.write_str("assumed: no response shows the release")?,
        }
        if let Some(other) = self.named.filter(|named| *named != self.release) {
            match &self.by {
                By::Told => write!(
                    f,
                    "; this is the wrong release: the site runs {other}, see --release"
                )?,
                _ => write!(
                    f,
                    "; the system status names {other}, which WooCommerce caches for up to an \
                     hour"
                )?,
            }
        }
        match self.against.as_slice() {
            [] => Ok(()),
            against => write!(f, "; against it: {}", against.join(", ")),
        }
    }
}
