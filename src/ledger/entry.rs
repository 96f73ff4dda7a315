use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Run;

/// One line of a ledger. Lines are only ever added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Entry {
    /// The first line: which run this is.
    Run(Run),
    /// What was there before the first write.
    Before {
        /// All of it.
        #[serde(flatten)]
        before: Before,
        /// Proves that the run wrote it down: [`Run::seal`].
        #[serde(default)]
        seal: String,
    },
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
        /// How many rows it asks for, at most.
        #[serde(default = "one")]
        rows: u64,
    },
    /// The response to a write that makes something was read to its end, and what it made was
    /// proved; that precedes this line. Without this line it is not known what the write made.
    Answered {
        /// The write's number.
        number: u64,
    },
    /// A row was proved to be the run's.
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

/// What was there before the first write. Holds ids and fingerprints, no data of anybody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// When that was, by the clock of the site.
    pub at: Option<Timestamp>,
    /// The highest id in use among posts: memberships, plans, orders, products, pages.
    #[serde(default)]
    pub highest_post: u64,
    /// The highest id in use among users.
    #[serde(default)]
    pub highest_user: u64,
    /// How many memberships there were.
    pub total: u64,
    /// The id of each membership that was looked at, and a keyed hash of the row.
    pub rows: Vec<(u64, String)>,
}

impl Before {
    /// Takes in the ids that rows show: their own, and those that they name.
    pub fn take_in(&mut self, rows: &[Value]) {
        for row in rows {
            let number = |name: &str| row.get(name).and_then(Value::as_u64).unwrap_or(0);
            let posts = ["id", "plan_id", "order_id", "product_id", "subscription_id"];
            let highest = posts.map(number).into_iter().max().unwrap_or(0);
            self.highest_post = self.highest_post.max(highest);
            self.highest_user = self.highest_user.max(number("customer_id"));
        }
    }

    /// The highest id of that kind that was in use; a row of the run has a higher one.
    #[must_use]
    pub fn highest(&self, kind: Kind) -> u64 {
        match kind {
            Kind::Member => {
                let listed = self.rows.iter().map(|(id, _)| *id).max();
                self.highest_post.max(listed.unwrap_or(0))
            }
            Kind::Customer => self.highest_user,
        }
    }
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

impl Kind {
    /// As people say it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Member => "membership",
            Self::Customer => "customer",
        }
    }
}

const fn one() -> u64 {
    1
}
