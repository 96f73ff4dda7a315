use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

/// One line of a ledger. Lines are only ever added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Entry {
    /// The first line: which run this is.
    Run(Run),
    /// What was there before the first write.
    Before(Before),
    /// A write is about to be sent.
    Intent {
        /// Its number among the writes of the run, from 1.
        number: u64,
        /// Its method.
        method: String,
        /// Its path from the REST root.
        path: String,
        /// What it makes if it succeeds.
        makes: Option<Kind>,
    },
    /// The answer to a write that makes something was read to its end; what it made stands before
    /// this line. Without this line it is not known what the write made.
    Answered {
        /// The write's number.
        number: u64,
    },
    /// A row is the run's.
    Made {
        /// What it is.
        kind: Kind,
        /// Its id.
        id: u64,
    },
    /// A row of the run is there no more.
    Gone {
        /// What it was.
        kind: Kind,
        /// Its id.
        id: u64,
    },
    /// Nothing of the run is left; that was looked at.
    Clean,
}

/// Which run a ledger is of. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Version of the ledger's form: 1.
    pub format: u32,
    /// The site's REST root.
    pub root: Url,
    /// Version of the API: `v3`.
    pub api: String,
    /// The mark that everything carries which the run makes.
    pub mark: String,
    /// The existing customer that the run works on; none if it makes customers.
    pub lent_customer: Option<u64>,
    /// When the run began.
    pub started: Timestamp,
}

/// The memberships that were there before the first write. Holds fingerprints, no data of anybody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// How many there were.
    pub total: u64,
    /// The id of each that was looked at, and a keyed hash of the row.
    pub rows: Vec<(u64, String)>,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A user membership.
    Member,
    /// A customer of WooCommerce.
    Customer,
}
