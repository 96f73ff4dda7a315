use std::fmt;

use serde_json::Value;

use super::{InDocuments, Unwritten};
use crate::base::Release;
use crate::exchange::Method;
use crate::interpret::Interpreted;

/// One known departure: what the documentation says, what sites return, how to code against it.
#[derive(Debug)]
pub struct Deviation {
    /// Kebab-case and stable: `create-answers-200`.
    pub id: &'static str,
    /// One line for lists.
    pub title: &'static str,
    /// What kind of departure.
    pub kind: Kind,
    /// What the documentation says, in our own words; for an omission, what it leaves out.
    pub documented: &'static str,
    /// Where it says so.
    pub source: Source,
    /// What sites return.
    pub observed: &'static str,
    /// Where that was measured: sections of a page in `docs/` (`docs/observed.md#8, #14.1`).
    pub evidence: &'static str,
    /// First plugin release known to behave so, if known.
    pub since: Option<&'static str>,
    /// First plugin release that no longer behaves so, if there is one.
    pub until: Option<&'static str>,
    /// For a fault: the input that triggers it, in words.
    pub trigger: Option<&'static str>,
    /// How a person should code against it.
    pub advice: &'static str,
    /// How it shows in traffic; empty where answers of the API alone cannot show it.
    pub signs: &'static [Sign],
    /// How it shows where documents of the two contracts are compared.
    pub shown: InDocuments,
}

impl Deviation {
    /// Whether a release may behave so. Where it begins is only known as the first release that was
    /// seen to, so that earlier ones may as well.
    #[must_use]
    pub(crate) fn is_of(&self, release: Release) -> bool {
        let end = self.until.and_then(Release::parse);
        end.is_none_or(|end| release < end)
    }

    /// Whether it is about what a call does or when, and not about the form of what is sent.
    #[must_use]
    pub(crate) fn is_of_behaviour(&self) -> bool {
        matches!(self.shown, InDocuments::Nowhere(Unwritten::Behaviour, _))
    }
}

/// The kind of a departure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The documentation says one thing, sites do another.
    Contradiction,
    /// Sites do something that the documentation does not mention.
    Omission,
    /// The plugin itself is at fault: no contract could want it.
    Fault,
}

impl Kind {
    /// The word that people and files read.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Contradiction => "contradiction",
            Self::Omission => "omission",
            Self::Fault => "fault",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Where the documentation says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// The page, by its anchor in `docs/documentation.md`; empty where nothing speaks of it.
    pub page: &'static str,
    /// The heading on that page.
    pub section: &'static str,
}

impl Source {
    /// No documentation speaks of it.
    pub const SILENT: Self = Self::page("", "");

    /// A heading on a page of the documentation.
    #[must_use]
    pub const fn page(page: &'static str, section: &'static str) -> Self {
        Self { page, section }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.page {
            "" => f.write_str("not documented"),
            page => write!(f, "docs/documentation.md#{page}, {}", self.section),
        }
    }
}

/// How a departure shows in traffic.
#[derive(Debug)]
pub enum Sign {
    /// A finding that this row explains. All given parts must fit.
    Finding {
        /// Id of the rule that speaks.
        rule: &'static str,
        /// The method of the operation, if it matters.
        method: Option<Method>,
        /// The end of the operation's path template (`/members`, `/plans/{id}`), empty for any.
        route: &'static str,
        /// The finding's location as printed, seen from one item (`$.order_id` stands for
        /// `$[*].order_id` as well), `*` at the end for any rest, `+` at the end for one name,
        /// empty for any location.
        location: &'static str,
        /// The finding's cause by id or symptom, empty for any.
        cause: &'static str,
        /// A condition on the exchange, beyond the above.
        when: Option<fn(&Interpreted<'_>) -> bool>,
        /// Whether the finding is of the documented contract only. A sign for `false` explains
        /// it under the observed contract too, as a plugin fault.
        documented_only: bool,
    },
    /// An exchange that shows the departure although no check complains.
    Sighting(fn(&Interpreted<'_>) -> bool),
    /// A membership or a plan in a successful answer that shows it, wherever it stands.
    Shown {
        /// In which of them to look.
        by: Shower,
        /// Whether one shows it.
        shows: fn(&Value) -> bool,
    },
}

/// What shows a departure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shower {
    /// A user membership.
    Member,
    /// A membership plan.
    Plan,
    /// Either.
    Item,
}

impl Sign {
    /// A user membership that shows the departure.
    #[must_use]
    pub const fn member(shows: fn(&Value) -> bool) -> Self {
        let by = Shower::Member;
        Self::Shown { by, shows }
    }

    /// A membership plan that shows the departure.
    #[must_use]
    pub const fn plan(shows: fn(&Value) -> bool) -> Self {
        let by = Shower::Plan;
        Self::Shown { by, shows }
    }

    /// A user membership or a plan that shows the departure.
    #[must_use]
    pub const fn item(shows: fn(&Value) -> bool) -> Self {
        let by = Shower::Item;
        Self::Shown { by, shows }
    }

    /// A finding of the documented contract, of any operation.
    #[must_use]
    pub const fn departure(
        rule: &'static str,
        location: &'static str,
        cause: &'static str,
    ) -> Self {
        Self::Finding {
            rule,
            method: None,
            route: "",
            location,
            cause,
            when: None,
            documented_only: true,
        }
    }

    /// A finding of the documented contract on exchanges of one kind.
    #[must_use]
    pub const fn departure_when(
        rule: &'static str,
        location: &'static str,
        when: fn(&Interpreted<'_>) -> bool,
    ) -> Self {
        Self::Finding {
            rule,
            method: None,
            route: "",
            location,
            cause: "",
            when: Some(when),
            documented_only: true,
        }
    }

    /// A finding of the documented contract at the operations of one route.
    #[must_use]
    pub const fn departure_at(
        rule: &'static str,
        route: &'static str,
        cause: &'static str,
    ) -> Self {
        Self::Finding {
            rule,
            method: None,
            route,
            location: "",
            cause,
            when: None,
            documented_only: true,
        }
    }

    /// A finding of either contract that the plugin's own fault explains.
    #[must_use]
    pub const fn fault(
        rule: &'static str,
        location: &'static str,
        when: fn(&Interpreted<'_>) -> bool,
    ) -> Self {
        Self::fault_by(rule, location, "", when)
    }

    /// A finding of either contract that the plugin's own fault explains, if it speaks of that.
    #[must_use]
    pub const fn fault_by(
        rule: &'static str,
        location: &'static str,
        cause: &'static str,
        when: fn(&Interpreted<'_>) -> bool,
    ) -> Self {
        Self::Finding {
            rule,
            method: None,
            route: "",
            location,
            cause,
            when: Some(when),
            documented_only: false,
        }
    }
}
