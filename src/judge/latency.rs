use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::Judge;
use crate::checks::{Evidence, ExchangeContext, Reporter};
use crate::exchange::Exchange;
use crate::finding::{Basis, Cause, Class, Latency, Level, Location, Rule, Violation};
use crate::interpret::Interpreted;

/// The rule for responses that take much longer than the others.
pub(super) static RULE: Rule = Rule {
    id: "slow-response",
    level: Level::Warning,
    class: Class::Protocol,
    title: "No response takes much longer than the others of the site",
    unit: "responses",
    what: "The time from sending a request to its last byte, without the time that the run itself \
           waits. A response is slow if it takes 1 s or more and 20 times the median of the site, \
           or 5 s or more regardless of the median. Recordings are not judged.",
    why: "Clients time out, and a synchronization of all members that occasionally gets such a \
          response never finishes.",
    example: "GET …/members takes 0.1 s, and every ninth time 12 s.",
    remedy: "Look at the slow log of PHP-FPM and of the database at the time of the request, and \
             for scheduled jobs that run within requests (DISABLE_WP_CRON).",
};

/// From when on a response is slow against the site's median, how many times that, and from when on
/// in any case.
const SECOND: Duration = Duration::from_secs(1);
const TIMES: u32 = 20;
const ANYWAY: Duration = Duration::from_secs(5);

/// How many slow responses are remembered.
const KEPT: usize = 64;

/// How long the responses of a run took, by operation.
#[derive(Debug, Default)]
pub(super) struct Latencies {
    of: BTreeMap<String, Vec<Duration>>,
    slow: Vec<(Arc<Evidence>, Duration)>,
}

impl Judge {
    /// Notes how long the response to the exchange that was judged last took.
    pub fn note_latency(&mut self, exchange: &Exchange, took: Duration) {
        let seen = Interpreted::new(self.number, exchange);
        let Some(latencies) = &mut self.latencies else {
            return;
        };
        if seen.address.is_none() {
            return;
        }
        let operation = seen.operation();
        self.collector.examined(&RULE, &operation, 1);
        if took >= SECOND && latencies.slow.len() < KEPT {
            let evidence = ExchangeContext::new(&seen, &self.curl).evidence();
            latencies.slow.push((evidence, took));
        }
        latencies.of.entry(operation).or_default().push(took);
    }

    /// Makes findings of the slow responses; gives back how long each route took.
    pub(super) fn judge_latency(&mut self) -> Vec<Latency> {
        let latencies = self.latencies.take().unwrap_or_default();
        let all = latencies.of.values().flatten().copied().collect();
        let Some(usual) = median(all) else {
            return Vec::new();
        };
        let threshold = SECOND.max(usual.saturating_mul(TIMES)).min(ANYWAY);
        for (evidence, took) in &latencies.slow {
            if *took < threshold {
                continue;
            }
            let violation = Violation {
                basis: Basis::Both,
                location: Location::Sequence("time".into()),
                cause: Cause::new(
                    "slow",
                    Vec::new(),
                    "a response about as fast as the others",
                    "a response that takes much longer",
                ),
                source: None,
            };
            let value = format!(
                "{:.1} s, median {:.2} s",
                took.as_secs_f32(),
                usual.as_secs_f32()
            );
            let mut report = Reporter::new(&RULE, &mut self.collector, &mut self.unexercised);
            report.late(evidence, violation, "time".into(), Some(value), None);
        }
        let of = latencies.of.into_iter();
        of.filter_map(|(operation, times)| {
            Some(Latency {
                operation,
                responses: times.len() as u64,
                total: times.iter().sum(),
                slowest: times.iter().max().copied()?,
                median: median(times)?,
            })
        })
        .collect()
    }
}

fn median(mut times: Vec<Duration>) -> Option<Duration> {
    times.sort_unstable();
    times.get(times.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{Headers, Method, Request, Response};
    use crate::judge::tests::closing;
    use crate::judge::{Options, Selection};

    fn found(millis: &[u64]) -> usize {
        let selection = Selection::of(&["slow-response".to_owned()], &[]).unwrap();
        let mut judge = Judge::new(Options {
            selection,
            ..Options::default()
        });
        let url = "https://shop.example/wp-json/wc/v3/memberships/plans";
        let exchange = Exchange {
            label: None,
            role: Default::default(),
            started: None,
            request: Request::new(Method::Get, url.parse().unwrap()),
            response: Response {
                status: 200,
                headers: Headers::new(),
                body: "[]".into(),
            },
        };
        for took in millis {
            judge.note_latency(&exchange, Duration::from_millis(*took));
        }
        judge.finish(closing()).findings.len()
    }

    #[test]
    fn a_response_much_slower_than_the_others_is_found_and_a_slow_site_is_not() {
        assert_eq!(found(&[10, 10, 12, 1_200]), 1);
        assert_eq!(found(&[400, 500, 600, 1_200]), 0);
        assert_eq!(found(&[400, 500, 600, 5_100]), 1);
        assert_eq!(found(&[10, 10, 12, 300]), 0);
    }
}
