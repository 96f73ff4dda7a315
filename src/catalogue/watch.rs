use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::OnceLock;

use rustc_hash::FxHasher;
use serde_json::Value;

use super::deviation::Shower;
use super::traffic::{Exhibit, exhibits};
use super::{Deviation, ROWS, Sign};
use crate::seen::Seen;

/// Looks for departures in traffic that no check complains about. What a row of an answer shows is
/// remembered for the next answer that holds it.
#[derive(Debug, Default)]
pub struct Watch {
    known: HashMap<u64, Signs, BuildHasherDefault<FxHasher>>,
}

/// How many rows are remembered.
const KEPT: usize = 65_536;

/// One bit for each of [`of_items`].
type Signs = u64;

impl Watch {
    /// The rows of the catalogue that an exchange shows, in the order of their ids.
    #[must_use]
    pub fn sighted(&mut self, seen: &Seen<'_>) -> Vec<&'static Deviation> {
        let signs = exhibits(seen)
            .iter()
            .fold(0, |signs, item| signs | self.signs(item));
        let by_item = |id: &str| {
            let mut all = of_items().iter().enumerate();
            signs != 0 && all.any(|(bit, sign)| signs & (1 << bit) != 0 && sign.id == id)
        };
        ROWS.iter()
            .copied()
            .filter(|row| {
                row.signs.iter().any(|sign| match sign {
                    Sign::Sighting(shows) => shows(seen),
                    Sign::Shown { .. } => by_item(row.id),
                    Sign::Finding { .. } => false,
                })
            })
            .collect()
    }

    fn signs(&mut self, item: &Exhibit<'_>) -> Signs {
        let look = || {
            of_items()
                .iter()
                .enumerate()
                .filter(|(_, sign)| matches!(sign.by, Shower::Item) || sign.by == item.by)
                .filter(|(_, sign)| (sign.shows)(item.value))
                .fold(0, |signs, (bit, _)| signs | 1 << bit)
        };
        let Some(serial) = item.serial else {
            return look();
        };
        if self.known.len() > KEPT {
            self.known.clear();
        }
        *self.known.entry(serial).or_insert_with(look)
    }
}

struct OfItem {
    id: &'static str,
    by: Shower,
    shows: fn(&Value) -> bool,
}

/// The signs that a single membership or plan shows, in catalogue order.
fn of_items() -> &'static [OfItem] {
    static SIGNS: OnceLock<Vec<OfItem>> = OnceLock::new();
    SIGNS.get_or_init(|| {
        let all = ROWS
            .iter()
            .flat_map(|row| row.signs.iter().map(|sign| (row.id, sign)));
        all.filter_map(|(id, sign)| match *sign {
            Sign::Shown { by, shows } => Some(OfItem { id, by, shows }),
            _ => None,
        })
        .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_of_an_item_has_a_bit() {
        assert!(of_items().len() <= Signs::BITS as usize);
    }
}
