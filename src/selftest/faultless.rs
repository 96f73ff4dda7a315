//! Faultless sites of many kinds, which no check may find anything at.

use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::trial::{Error, policy};
use crate::finding::{Level, Outcome};
use crate::session::{Alone, Run, Site};

use crate::serve::{self, Clock, Data, Options, Running, Status, Subscriptions, default_instant};

/// How many sites are checked; `MEMBERSPEC_RUNS` sets another number.
const RUNS: u64 = 10;

/// Numbers that look like chance and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most.max(1)
    }
}

const ZONES: [&str; 8] = [
    "America/New_York",
    "Europe/Berlin",
    "UTC",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Pacific/Apia",
    "Asia/Kathmandu",
];

/// Data that differs from the seed: another day, fewer rows, other statuses and dates, rows that
/// share a second.
fn data(chance: &mut Chance, anchor: Timestamp) -> Data {
    let mut data = Data::seeded(anchor);
    let keep = chance.below(10);
    data.memberships.retain(|_| chance.below(9) < keep);
    let mut last = anchor;
    for row in &mut data.memberships {
        match chance.below(8) {
            0 => row.status = Status::Expired,
            1 => row.status = Status::Complimentary,
            2 => row.status = Status::Trash,
            3 => row.order_id = None,
            4 => {
                row.end = row
                    .end
                    .and_then(|end| end.checked_add(SignedDuration::from_hours(30)).ok());
            }
            5 => row.created = last,
            6 => row.meta.clear(),
            _ => {}
        }
        last = row.created;
    }
    if chance.below(3) == 0 {
        data.customers
            .iter_mut()
            .for_each(|customer| customer.profile.clear());
    }
    data
}

/// Checks one site by reading it, while something else is done to it, and says how many requests
/// it took.
async fn run<Changes: Future<Output = ()>>(
    options: Options,
    changes: impl FnOnce(&Running) -> Changes,
) -> Result<(Outcome, u64), Error> {
    let policy = policy(options.data.customer_names(), false);
    let running = serve::start(options).await?;
    let site = Site::of_reference(&running, &policy)?;
    let mut run = Run::begin(site, &policy, &mut Alone).await?;
    let mut alone = Alone;
    let is_read = tokio::select! {
        read = run.read(&mut alone) => { read?; true }
        () = changes(&running) => false,
    };
    running.stop().await;
    let requests = if is_read { run.requests() } else { 0 };
    let outcome = run.finish(&mut Alone)?;
    Ok((outcome, requests))
}

#[test]
fn no_faultless_site_is_found_fault_with_whatever_it_holds_and_while_it_changes() {
    let runs = std::env::var("MEMBERSPEC_RUNS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(RUNS);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut alarms = Vec::new();
    for number in 1..=runs {
        let mut chance = Chance(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let days = i64::try_from(chance.below(400)).unwrap();
        let anchor = default_instant() - SignedDuration::from_hours(24 * days);
        let zone = ZONES[usize::try_from(number).unwrap() % ZONES.len()];
        let options = Options {
            time_zone: TimeZone::get(zone).unwrap(),
            subscriptions: if number % 3 == 0 {
                Subscriptions::Off
            } else {
                Subscriptions::On
            },
            clock: if number % 2 == 0 {
                Clock::System
            } else {
                Clock::Fixed(anchor)
            },
            data: data(&mut chance, anchor),
            ..Options::default()
        };
        // Every second site is written to meanwhile.
        let pause = (number % 2 == 0).then(|| Duration::from_millis(20 + chance.below(60)));
        let changes = |site: &Running| {
            let disturbance = site.disturbance();
            async move {
                let Some(pause) = pause else {
                    return std::future::pending::<()>().await;
                };
                for turn in 1.. {
                    tokio::time::sleep(pause).await;
                    disturbance.turn(turn);
                }
            }
        };
        let (outcome, requests) = runtime.block_on(run(options, changes)).unwrap();
        for finding in &outcome.findings {
            if finding.counts && finding.level >= Level::Warning {
                alarms.push(format!(
                    "run {number} ({zone}, changes {pause:?}, requests: {requests}): {} {} {}: {}, {} ({:?})",
                    finding.rule.id,
                    finding.operation,
                    finding.location,
                    finding.cause.expected,
                    finding.cause.found,
                    finding.confirmation,
                ));
            }
        }
    }
    assert!(
        alarms.is_empty(),
        "{} of {runs} runs: {alarms:#?}",
        alarms.len()
    );
}
