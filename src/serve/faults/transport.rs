use std::time::Duration;

use super::{Class, Effect, Fault, Needs, Transport};
use crate::serve::wordpress::Problem;

const fn fault(
    id: &'static str,
    imitates: &'static str,
    found_by: &'static str,
    effect: Effect,
) -> Fault {
    Fault {
        id,
        class: Class::Transport,
        imitates,
        found_by,
        apart: None,
        needs: Needs::Reads,
        effect,
    }
}

pub(super) static FAULTS: &[Fault] = &[
    fault(
        "cut-off",
        "a proxy whose buffer is too small",
        "answered",
        Effect::Transport(Transport::CutEvery(4)),
    ),
    fault(
        "closed-without-answer",
        "a PHP worker killed during the response",
        "answered",
        Effect::Transport(Transport::CloseEvery(4)),
    ),
    fault(
        "slow",
        "a shared host under load",
        "answered",
        Effect::Transport(Transport::Slow(16, Duration::from_secs(40))),
    ),
    fault(
        "slow-now-and-then",
        "a scheduled job that runs within every twentieth request",
        "slow-response",
        Effect::Transport(Transport::Slow(20, Duration::from_millis(1_300))),
    ),
    fault(
        "slow-once",
        "a database that sorts on disk when its cache is cold",
        "slow-response",
        Effect::Transport(Transport::Slow(60, Duration::from_millis(1_600))),
    ),
    fault(
        "bad-gateway-now-and-then",
        "a proxy with one dead worker of five",
        "status-documented",
        Effect::Answer(|answer, distortion| {
            if distortion.nth % 5 == 4 {
                *answer = Problem::new(502, "bad_gateway", "Bad Gateway").to_answer();
            }
        }),
    ),
    fault(
        "broken-compression",
        "a body declared as gzip that is not gzip",
        "json-body",
        Effect::Http(|answer, distortion| {
            if distortion.request.route.contains("/memberships/") && !answer.body.is_empty() {
                answer
                    .headers
                    .push(("Content-Encoding".to_owned(), "gzip".to_owned()));
            }
        }),
    ),
];
