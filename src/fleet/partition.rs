use std::str::FromStr;

use sha2::{Digest, Sha256};

/// One part of several in which sites are spread over machines: `3/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Partition {
    of: u64,
    /// From 1.
    number: u64,
}

impl Partition {
    /// In how many parts the sites are divided.
    pub(super) fn of(self) -> u64 {
        self.of
    }

    /// Every part of the same division.
    pub(super) fn all(self) -> impl Iterator<Item = Self> {
        (1..=self.of).map(move |number| Self { number, ..self })
    }

    /// Whether a site belongs to it. Only the name decides, so that a new site moves no other.
    pub(crate) fn holds(self, name: &str) -> bool {
        let digest = Sha256::digest(name.as_bytes());
        let hash = digest
            .iter()
            .take(8)
            .fold(0, |hash: u64, byte| (hash << 8) | u64::from(*byte));
        hash % self.of == self.number - 1
    }
}

impl FromStr for Partition {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/');
        let numbers = numbers
            .and_then(|(number, of)| Some((number.parse::<u64>().ok()?, of.parse::<u64>().ok()?)));
        match numbers {
            Some((number, of)) if (1..=of).contains(&number) => Ok(Self { number, of }),
            _ => Err(format!("`{text}` is not a partition such as 3/8")),
        }
    }
}

impl std::fmt::Display for Partition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_site_is_in_exactly_one_partition() {
        for of in [1, 2, 7, 64] {
            for name in (0..200).map(|number| format!("shop-{number}")) {
                let parts = (1..=of).map(|number| Partition { number, of });
                assert_eq!(parts.filter(|part| part.holds(&name)).count(), 1);
            }
        }
    }

    #[test]
    fn the_spread_is_the_same_in_every_release() {
        let part: Partition = "2/4".parse().unwrap();
        let held: Vec<u64> = (0..12)
            .filter(|it| part.holds(&format!("shop-{it}")))
            .collect();
        assert_eq!(held, [1]);
    }

    #[test]
    fn what_is_no_partition_is_refused() {
        for text in ["0/4", "5/4", "1/0", "1", "a/b", "-1/2", "1/2/3"] {
            assert!(text.parse::<Partition>().is_err(), "{text}");
        }
    }
}
