use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use super::entities::{Entity, entities};
use super::facts;
use super::{Check, Entry, Evidence, ExchangeContext, Reporter, RunContext};
use crate::document::Release;
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::local_date_time;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use rustc_hash::FxHasher;

static RULE: Rule = Rule {
    id: "date-pair",
    level: Level::Error,
    class: Class::Dates,
    title: "Each date and its `_gmt` counterpart are the same instant in the site's time zone",
    unit: "date pairs",
    what: "Pairs of local and UTC dates are held against the time zone that the site's index \
           names. Where the site hides it, the zone that explains most pairs of the run is worked \
           out, daylight-saving changes included, and labelled as guessed. A pair that \
           the zone does not explain is found; so is a pair of which one half is missing. Releases \
           before 1.19.1 write `+00:00` behind both halves, which is left out of account; on later \
           ones a pair with an offset in its text is left to date-format. If all rows created before some \
           day disagree in the same way, the site's zone was changed on that day: creation dates \
           are stored in local time and do not move (`docs/observed.md#5`).",
    why: "A membership that ends an hour early locks out a paying customer; one that ends a day \
          late gives a day away to every member.",
    example: "`start_date` 2026-07-01T12:00:00 with `start_date_gmt` 2026-07-01T17:00:00 on a \
              site in New York, where noon in July is 16:00 UTC.",
    remedy: "Check Settings, General, Timezone; look for code that shifts dates, and for imports \
             that wrote local time into the UTC fields.",
};

causes! {
    /// What the check finds.
    enum Fault {
        AnotherInstant { zone: String } = "another-instant":
        "the same instant in {zone}", "another instant";
        HalfMissing = "half-missing":
        "null in both dates of the pair or in neither", "null in one date";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<DatePair>::default(),
};

/// How many different pairs are kept for the end; more add nothing to what the zone is.
const KEPT: usize = 20_000;

#[derive(Default)]
struct DatePair {
    pairs: BTreeMap<(Timestamp, DateTime), Pair>,
    /// How many pairs the rows have of which every pair is known.
    known: HashMap<u64, usize, BuildHasherDefault<FxHasher>>,
    /// The zone, where it was computed of more than what is seen.
    zone: Option<TimeZone>,
}

struct Pair {
    evidence: Arc<Evidence>,
    path: String,
    pattern: String,
    id: i64,
    is_creation: bool,
}

impl Check for DatePair {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        // Releases that put the offset zero behind local dates too (`docs/releases.md`).
        let has_offset = run.release() < Release::PLAIN_DATES;
        for entity in entities(context.seen) {
            let known = entity.serial.and_then(|serial| self.known.get(&serial));
            if let Some(pairs) = known {
                report.examined(context, *pairs);
                continue;
            }
            let Some(members) = entity.value.as_object() else {
                continue;
            };
            let (mut examined, mut whole) = (0, true);
            for (twin, utc) in members.iter().filter(|(key, _)| key.ends_with("_gmt")) {
                let Some(key) = twin.strip_suffix("_gmt") else {
                    continue;
                };
                let Some(local) = members.get(key) else {
                    continue;
                };
                if local.is_null() && utc.is_null() {
                    continue;
                }
                if local.is_null() != utc.is_null() {
                    examined += 1;
                    whole = false;
                    half_missing(
                        context,
                        report,
                        &entity,
                        if utc.is_null() { twin } else { key },
                    );
                    continue;
                }
                let plain = |date: &'_ serde_json::Value| {
                    let text = date.as_str()?;
                    let bare = text.strip_suffix("+00:00").filter(|_| has_offset);
                    local_date_time(bare.unwrap_or(text))
                };
                let (Some(local), Some(utc)) = (
                    plain(local),
                    plain(utc).and_then(|utc| Offset::UTC.to_timestamp(utc).ok()),
                ) else {
                    continue;
                };
                examined += 1;
                if self.pairs.len() < KEPT && !self.pairs.contains_key(&(utc, local)) {
                    let path = entity.path().key(key);
                    let pair = Pair {
                        evidence: context.evidence(),
                        path: path.exact(),
                        pattern: path.pattern(),
                        id: entity.id,
                        is_creation: matches!(key, "date_created" | "date_modified"),
                    };
                    self.pairs.insert((utc, local), pair);
                }
            }
            report.examined(context, examined);
            if let (true, Some(serial)) = (whole && self.pairs.len() < KEPT, entity.serial) {
                self.known.insert(serial, examined);
            }
        }
    }

    fn afresh(&self) -> Option<Box<dyn Check>> {
        Some(Box::new(Self {
            zone: self.zone(),
            ..Self::default()
        }))
    }

    fn end(&mut self, run: &RunContext, report: &mut Reporter<'_>) {
        // The site's own word wins over what its dates make likely.
        let told = run.site().zone.clone();
        let is_told = told.is_some();
        let Some(zone) = told.or_else(|| self.zone()) else {
            return;
        };
        self.tell_odd(&zone, is_told, report);
    }
}

impl DatePair {
    /// The zone that explains most pairs.
    fn zone(&self) -> Option<TimeZone> {
        if self.zone.is_some() {
            return self.zone.clone();
        }
        let offsets = |wanted: fn(&Pair) -> bool| -> Vec<(Timestamp, i32)> {
            let pairs = self.pairs.iter().filter(|(_, pair)| wanted(pair));
            pairs
                .filter_map(|((utc, local), _)| Some((*utc, offset(*utc, *local)?)))
                .collect()
        };
        // Computed dates follow the zone in force; creation dates may be older than it.
        let computed = offsets(|pair| !pair.is_creation);
        let offsets = if computed.len() >= 3 {
            computed
        } else {
            offsets(|_| true)
        };
        zone_of(&offsets)
    }

    /// Tells the pairs that the zone does not explain.
    fn tell_odd(&self, zone: &TimeZone, is_told: bool, report: &mut Reporter<'_>) {
        let odd: Vec<(&(Timestamp, DateTime), &Pair)> = self
            .pairs
            .iter()
            .filter(|((utc, local), _)| {
                offset(*utc, *local) != Some(zone.to_offset(*utc).seconds())
            })
            .collect();
        let moved = moved_zone(&self.pairs, &odd, zone);
        for ((utc, local), pair) in odd {
            if pair.is_creation && moved.is_some_and(|until| *utc <= until) {
                continue;
            }
            let violation = Violation {
                basis: Basis::Both,
                location: Location::Json(pair.pattern.clone()),
                cause: Fault::AnotherInstant {
                    zone: name(zone, is_told),
                }
                .into(),
                source: None,
            };
            let value = format!("{local} and, in UTC, {}", Offset::UTC.to_datetime(*utc));
            let place = (pair.path.clone(), Some(value), Some(pair.id));
            report.late_beside(&pair.evidence, violation, place, &[], || {
                let number = Some(pair.evidence.number);
                let of_zone = zone.to_datetime(*utc).to_string();
                let gmt = format!("{}_gmt", pair.path);
                let in_utc = Offset::UTC.to_datetime(*utc).to_string();
                vec![
                    facts::text("local", number, &pair.path, &local.to_string()),
                    facts::text("in UTC", number, &gmt, &in_utc),
                    facts::text("in the site's zone", None, "", &of_zone),
                ]
            });
        }
    }
}

fn half_missing(
    context: &ExchangeContext<'_>,
    report: &mut Reporter<'_>,
    entity: &Entity<'_>,
    key: &str,
) {
    let path = entity.path().key(key);
    let violation = Violation {
        basis: Basis::Both,
        location: Location::Json(path.pattern()),
        cause: Fault::HalfMissing.into(),
        source: None,
    };
    report.contradiction(context, violation, super::At::Json(&path), &[], || {
        let bare = key.strip_suffix("_gmt").unwrap_or(key);
        let of =
            |key: &str| facts::member(key, context.seen.number, &entity.path(), key, entity.value);
        vec![of(bare), of(&format!("{bare}_gmt"))]
    });
}

/// How far local time is ahead of UTC, in seconds; `None` for what no zone on earth ever had. Before
/// zones were agreed on, offsets were no round numbers: a date of 1800 has one of minutes and seconds.
fn offset(utc: Timestamp, local: DateTime) -> Option<i32> {
    let local = Offset::UTC.to_timestamp(local).ok()?;
    let seconds = i32::try_from(local.duration_since(utc).as_secs()).ok()?;
    (-16 * 3600..=16 * 3600)
        .contains(&seconds)
        .then_some(seconds)
}

/// The zone that explains most pairs. A fixed offset competes with the zones of the tz database
/// and wins only where it explains more. Ties go to the zone that is first in the alphabet.
fn zone_of(offsets: &[(Timestamp, i32)]) -> Option<TimeZone> {
    if offsets.is_empty() {
        return None;
    }
    let score = |zone: &TimeZone, pairs: &mut dyn Iterator<Item = &(Timestamp, i32)>| -> usize {
        pairs
            .filter(|(utc, offset)| zone.to_offset(*utc).seconds() == *offset)
            .count()
    };
    let mut fixed: Vec<i32> = offsets.iter().map(|(_, offset)| *offset).collect();
    fixed.sort_unstable();
    fixed.dedup();
    let candidates = jiff::tz::db()
        .available()
        .filter_map(|name| jiff::tz::db().get(name.as_str()).ok())
        .chain(
            fixed
                .into_iter()
                .filter_map(|seconds| Some(TimeZone::fixed(Offset::from_seconds(seconds).ok()?))),
        );
    // A sample tells most zones apart; those that it does not are held against all pairs.
    let step = offsets.len().div_ceil(96);
    let sample = offsets.iter().step_by(step).count();
    let mut most = 0;
    let mut likely: Vec<TimeZone> = Vec::new();
    for zone in candidates {
        let points = score(&zone, &mut offsets.iter().step_by(step));
        if points == sample && score(&zone, &mut offsets.iter()) == offsets.len() {
            // No zone explains more than all, and ties go to the first.
            return Some(zone);
        }
        if points > most {
            most = points;
            likely.clear();
        }
        if points == most {
            likely.push(zone);
        }
    }
    let mut best: Option<(usize, TimeZone)> = None;
    for zone in likely {
        let points = score(&zone, &mut offsets.iter());
        if best.as_ref().is_none_or(|(most, _)| points > *most) {
            best = Some((points, zone));
        }
    }
    best.map(|(_, zone)| zone)
}

/// The instant up to which creation dates follow another zone, if that is what the odd pairs say:
/// at least three of them, all creation dates, and no creation date before the last of them that
/// follows the zone in force.
fn moved_zone(
    pairs: &BTreeMap<(Timestamp, DateTime), Pair>,
    odd: &[(&(Timestamp, DateTime), &Pair)],
    zone: &TimeZone,
) -> Option<Timestamp> {
    let creations: Vec<Timestamp> = odd
        .iter()
        .filter(|(_, pair)| pair.is_creation)
        .map(|((utc, _), _)| *utc)
        .collect();
    let last = *creations.iter().max()?;
    let fits = |(utc, local): &(Timestamp, DateTime)| {
        offset(*utc, *local) == Some(zone.to_offset(*utc).seconds())
    };
    let broken = pairs
        .iter()
        .any(|(key, pair)| pair.is_creation && key.0 <= last && fits(key));
    (creations.len() >= 3 && !broken).then_some(last)
}

/// The zone's name as people know it; zones that the rows cannot tell apart share offsets, so the
/// name of a zone that was guessed is one of several.
fn name(zone: &TimeZone, is_told: bool) -> String {
    match zone.iana_name() {
        Some(name) if is_told => format!("the site's zone ({name})"),
        Some(name) => format!("the site's zone (guessed: as in {name})"),
        None => format!(
            "the site's zone ({})",
            zone.to_offset(Timestamp::UNIX_EPOCH)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::member;
    use crate::checks::testing::{findings, findings_of_release, get};
    use serde_json::{Value, json};

    fn row(id: i64, local: &str, utc: &str) -> Value {
        let mut row = member(id);
        row["start_date"] = json!(local);
        row["start_date_gmt"] = json!(utc);
        row
    }

    fn summer_and_winter() -> Vec<Value> {
        vec![
            row(1, "2026-01-10T07:00:00", "2026-01-10T12:00:00"),
            row(2, "2026-03-08T01:59:59", "2026-03-08T06:59:59"),
            row(3, "2026-03-08T03:00:00", "2026-03-08T07:00:00"),
            row(4, "2026-07-01T08:00:00", "2026-07-01T12:00:00"),
        ]
    }

    #[test]
    fn a_pair_that_is_an_hour_off_is_found_among_pairs_of_both_seasons() {
        let mut rows = summer_and_winter();
        rows.push(row(5, "2026-07-02T07:00:00", "2026-07-02T12:00:00"));
        let lines = findings(&ENTRY, &[get("/members", 200, &json!(rows))]);
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(
            lines[0].starts_with("$[*].start_date: the same instant in the site's zone"),
            "{lines:?}"
        );
    }

    #[test]
    fn a_half_that_is_missing_is_found() {
        let mut lonely = member(1);
        lonely["start_date"] = Value::Null;
        assert_eq!(
            findings(&ENTRY, &[get("/members/1", 200, &lonely)]),
            ["$.start_date: null in both dates of the pair or in neither, null in one date found"]
        );
    }

    #[test]
    fn pairs_on_both_sides_of_a_daylight_saving_change_are_silent() {
        let rows = json!(summer_and_winter());
        assert_eq!(findings(&ENTRY, &[get("/members", 200, &rows)]), [""; 0]);
    }

    #[test]
    fn dates_of_old_releases_are_judged_without_their_offset() {
        let of = |more: &[(&str, &str)]| {
            let mut rows = summer_and_winter();
            for (local, utc) in more {
                rows.push(row(9, local, utc));
            }
            for row in rows.iter_mut() {
                for value in row.as_object_mut().unwrap().values_mut() {
                    if let Some(text) = value.as_str().filter(|it| local_date_time(it).is_some()) {
                        *value = json!(format!("{text}+00:00"));
                    }
                }
            }
            let list = get("/members", 200, &json!(rows));
            findings_of_release(&ENTRY, &[list], Release::new(1, 17, 4))
        };
        assert_eq!(of(&[]), [""; 0]);
        let lines = of(&[("2026-07-02T07:00:00", "2026-07-02T12:00:00")]);
        assert_eq!(lines.len(), 1, "{lines:?}");
    }

    #[test]
    fn creation_dates_from_before_a_change_of_zone_are_silent() {
        let mut rows = summer_and_winter();
        for (index, row) in rows.iter_mut().enumerate() {
            row["date_created"] = json!(format!("2020-01-0{}T13:00:00", index + 1));
            row["date_created_gmt"] = json!(format!("2020-01-0{}T12:00:00", index + 1));
        }
        assert_eq!(
            findings(&ENTRY, &[get("/members", 200, &json!(rows))]),
            [""; 0]
        );
    }
}
