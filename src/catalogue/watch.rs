use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::OnceLock;

use rustc_hash::FxHasher;
use serde_json::Value;

use super::deviation::Shower;
use super::traffic::{Exhibit, exhibits};
use super::{Deviation, ROWS, Sign};
use crate::interpret::Interpreted;

/// Looks for departures in traffic that no check complains about. What a row of a response shows is
/// remembered for the next response that holds it.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    known: HashMap<u64, Signs, BuildHasherDefault<FxHasher>>,
}

/// How many rows are remembered.
const KEPT: usize = 65_536;

/// One bit for each of [`of_items`].
type Signs = u64;

impl Watch {
    /// The rows of the catalogue that an exchange shows, in the order of their ids.
    #[must_use]
    pub(crate) fn sighted(&mut self, seen: &Interpreted<'_>) -> Vec<&'static Deviation> {
        let signs = exhibits(seen)
            .iter()
            .fold(0, |signs, item| signs | self.signs(item));
        shown_rows()
            .iter()
            .filter(|it| it.signs & signs != 0 || it.sightings.iter().any(|shows| shows(seen)))
            .map(|it| it.row)
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
    by: Shower,
    shows: fn(&Value) -> bool,
}

/// A row of the catalogue that shows in traffic, and how.
struct ShownRow {
    row: &'static Deviation,
    signs: Signs,
    sightings: Vec<fn(&Interpreted<'_>) -> bool>,
}

struct Shows {
    of_items: Vec<OfItem>,
    rows: Vec<ShownRow>,
}

/// The signs that a single membership or plan shows, in catalogue order.
fn of_items() -> &'static [OfItem] {
    &shows().of_items
}

fn shown_rows() -> &'static [ShownRow] {
    &shows().rows
}

fn shows() -> &'static Shows {
    static SHOWS: OnceLock<Shows> = OnceLock::new();
    SHOWS.get_or_init(|| {
        let (mut of_items, mut rows) = (Vec::new(), Vec::new());
        for row in ROWS.iter().copied() {
            let mut shown = ShownRow {
                row,
                signs: 0,
                sightings: Vec::new(),
            };
            for sign in row.signs {
                match *sign {
                    Sign::Shown { by, shows } => {
                        shown.signs |= 1 << of_items.len();
                        of_items.push(OfItem { by, shows });
                    }
                    Sign::Sighting(shows) => shown.sightings.push(shows),
                    Sign::Finding { .. } => {}
                }
            }
            if shown.signs != 0 || !shown.sightings.is_empty() {
                rows.push(shown);
            }
        }
        Shows { of_items, rows }
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
