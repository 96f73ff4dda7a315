/// How much of a site a run requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// At most 12 requests: the lists, two pages, one filter, one request without credentials.
    Quick,
    /// A few of everything.
    #[default]
    Standard,
    /// All pages of the lists and all items in them, as far as the budget of the run goes.
    Thorough,
}

impl Scope {
    /// The scopes, by name.
    pub(crate) const ALL: [Self; 3] = [Self::Quick, Self::Standard, Self::Thorough];

    /// Requests of a quick run, those before its first and its re-checks included.
    pub const QUICK_REQUESTS: usize = 12;

    /// How many of them are those of a customer, if there is a key of one.
    pub(crate) const QUICK_CUSTOMER_REQUESTS: usize = 1;

    /// The name on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Standard => "standard",
            Self::Thorough => "thorough",
        }
    }

    /// How many findings are repeated to confirm them, and with how many requests in all.
    pub(crate) const fn rechecks(self) -> (usize, usize) {
        match self {
            // What the plan leaves of its requests; most findings take two or fewer.
            Self::Quick => (1, 2),
            Self::Standard | Self::Thorough => (10, 40),
        }
    }

    /// The longest walk over the pages of one list in a run of so many requests.
    pub(super) fn longest_walk(self, budget: usize) -> u64 {
        match self {
            Self::Quick => 2,
            Self::Standard => 12,
            // Rows of a walk stay in memory; a tenth of the budget leaves enough for the items.
            Self::Thorough => (budget / 10).max(12) as u64,
        }
    }

    /// How many single memberships, and how many single plans, are read beside a few that are chosen.
    pub(super) fn items(self, budget: usize) -> (usize, usize) {
        /// What a standard run takes, with its re-checks.
        const STANDARD: usize = 125;
        match self {
            Self::Quick | Self::Standard => (0, 0),
            Self::Thorough => {
                let rest = budget.saturating_sub(STANDARD + budget / 10);
                (rest / 4 * 3, rest / 10)
            }
        }
    }
}

/// What a quick run leaves out.
pub(super) const NOT_QUICK: &[&str] = &[
    "self-descriptions of the routes",
    "the time zone of the site",
    "pages of plans, pages past the end and offsets",
    "other versions of the API",
    "single items",
    "customers, orders and products of memberships",
    "filters other than by status",
    "malformed parameters",
    "access with wrong credentials, and to anything but members without a key or as a customer",
];
