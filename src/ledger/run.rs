use std::fmt::{self, Write as _};

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use url::Url;

use super::Before;

/// Which run a ledger is of.
///
/// The mark is made of everything else in here with a secret that stands in the ledger alone. Who
/// has only seen the mark on a row of the site cannot make a ledger that fits it, nor one that
/// names another site, another customer or another time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Version of the ledger's form: [`Run::FORMAT`].
    pub format: u32,
    /// The site's REST root.
    pub root: Url,
    /// Version of the API: `v3`.
    pub api: String,
    /// The mark that everything has which the run makes.
    pub mark: String,
    /// The existing customer that the run works on; none if it makes customers.
    pub lent_customer: Option<u64>,
    /// When the run began.
    pub started: Timestamp,
    /// What the mark was made with.
    #[serde(default)]
    pub secret: RunSecret,
}

impl Run {
    /// The form of ledgers that this program writes and reads.
    pub const FORMAT: u32 = 2;

    /// Characters of a mark: 128 bits as hexadecimal digits.
    const MARK: usize = 32;

    /// A run that begins now, with a mark made of these random bytes and of all that it is about.
    #[must_use]
    pub fn new(
        root: &Url,
        api: &str,
        lent_customer: Option<u64>,
        started: Timestamp,
        random: [u8; 32],
    ) -> Self {
        let mut run = Self {
            format: Self::FORMAT,
            root: root.clone(),
            api: api.to_owned(),
            mark: String::new(),
            lent_customer,
            started,
            secret: RunSecret(hex(&random)),
        };
        run.mark = run.made_of_secret();
        run
    }

    /// Whether the mark was made of this secret for this site, customer and time.
    #[must_use]
    pub fn is_bound(&self) -> bool {
        self.secret.is_whole() && self.mark == self.made_of_secret()
    }

    /// Proves to who reads the ledger that the run itself wrote down what was there before.
    #[must_use]
    pub fn seal(&self, before: &Before) -> String {
        self.secret.sign(&("before", before))
    }

    fn made_of_secret(&self) -> String {
        let Self {
            format,
            root,
            api,
            lent_customer,
            started,
            ..
        } = self;
        let about = ("run", format, root, api, lent_customer, started);
        let mut mark = self.secret.sign(&about);
        mark.truncate(Self::MARK);
        mark
    }
}

/// A random secret of a run. It stands in the ledger and is sent nowhere; it does not show itself.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RunSecret(String);

impl RunSecret {
    /// Whether it is there and as long as [`Run::new`] makes it.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.0.len() == 64 && self.0.bytes().all(|byte| byte.is_ascii_hexdigit())
    }

    /// A keyed hash, from which neither the secret nor what is hashed can be read.
    #[must_use]
    pub fn sign(&self, what: &impl Serialize) -> String {
        // Neither can fail: a key may have any length, and what is signed are plain values.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.0.as_bytes()) else {
            return String::new();
        };
        mac.update(&serde_json::to_vec(what).unwrap_or_default());
        hex(&mac.finalize().into_bytes())
    }
}

impl fmt::Debug for RunSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RunSecret(…)")
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run() -> Run {
        let root = Url::parse("https://shop.example/wp-json/").unwrap();
        Run::new(&root, "v3", Some(5), Timestamp::UNIX_EPOCH, [7; 32])
    }

    #[test]
    fn a_mark_fits_one_secret_one_site_one_customer_and_one_start() {
        assert!(run().is_bound());
        assert_eq!(run().mark.len(), 32);
        let changes: [fn(&mut Run); 8] = [
            |run| run.secret = RunSecret::default(),
            |run| run.secret = RunSecret(hex(&[8; 32])),
            |run| run.root = Url::parse("https://other.example/wp-json/").unwrap(),
            |run| run.api = "v2".to_owned(),
            |run| run.lent_customer = None,
            |run| run.lent_customer = Some(6),
            |run| run.started = Timestamp::from_second(1).unwrap(),
            |run| run.mark.clear(),
        ];
        for (number, change) in changes.iter().enumerate() {
            let mut changed = run();
            change(&mut changed);
            assert!(!changed.is_bound(), "{number}");
        }
    }

    #[test]
    fn a_mark_that_an_empty_secret_makes_is_not_bound() {
        let mut run = run();
        run.secret = RunSecret::default();
        run.mark = run.made_of_secret();
        assert!(!run.is_bound());
    }

    #[test]
    fn the_secret_does_not_show_itself() {
        let shown = format!("{:?}", run());
        assert!(!shown.contains(&hex(&[7; 32])), "{shown}");
    }
}
