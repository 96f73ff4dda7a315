use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::keeper::Keeper;
use super::{Alone, Error, Policy};
use crate::exchange::Exchange;
use crate::finding::{Outcome, Subject, SubjectKind};
use crate::interpret::Delivery;
use crate::judge::{Closing, Judge};
use crate::serve::Receiver;

/// When a receiver of webhooks has heard enough; without either when the policy's stop is set.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Until {
    /// After so many deliveries.
    pub count: Option<u64>,
    /// After so long.
    pub time: Option<Duration>,
}

/// What came of one delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Received {
    /// Its number, from 1.
    pub number: u64,
    /// Its topic, fit to be printed.
    pub name: String,
    /// Bytes of its body.
    pub bytes: usize,
    /// Whether it was judged; what is not about memberships is not.
    pub is_judged: bool,
    /// How many findings it added.
    pub findings: usize,
}

/// Judges what a receiver of webhooks gets, as that of a recording is judged, and tells of each
/// delivery when it came.
///
/// # Errors
///
/// When the deliveries cannot be recorded.
pub(crate) async fn deliveries(
    mut receiver: Receiver,
    until: Until,
    policy: &Policy,
    mut tell: impl FnMut(&Received),
) -> Result<Outcome, Error> {
    let subject = Subject {
        name: "webhooks".into(),
        kind: SubjectKind::Receiver,
        apis: Vec::new(),
    };
    let mut judge = Judge::new(policy.judged());
    let mut keeper = Keeper::new(policy, &subject, None)?;
    let end = until.time.and_then(|time| Instant::now().checked_add(time));
    while until.count.is_none_or(|count| judge.judged() < count) {
        let timed_out = async {
            match end {
                Some(end) => sleep_until(end).await,
                None => std::future::pending().await,
            }
        };
        let exchange = tokio::select! {
            exchange = receiver.next() => exchange,
            () = policy.stop.wait() => None,
            () = timed_out => None,
        };
        let Some(exchange) = exchange else { break };
        keeper.keep(&exchange, &mut Alone).map_err(Error::Kept)?;
        tell(&receive(&mut judge, &exchange));
    }
    for exchange in receiver.drain().await {
        keeper.keep(&exchange, &mut Alone).map_err(Error::Kept)?;
        tell(&receive(&mut judge, &exchange));
    }
    keeper.finish()?;
    let too_large = format!(
        "a delivery of more than {} bytes, which was not read",
        Receiver::LARGEST
    );
    for _ in 0..receiver.too_large() {
        judge.count_skipped(&too_large);
    }
    for _ in 0..receiver.cut_off() {
        judge.count_skipped("a delivery that ended before it was complete");
    }
    Ok(judge.finish(Closing {
        subject,
        notes: Vec::new(),
        incomplete: Vec::new(),
    }))
}

fn receive(judge: &mut Judge, exchange: &Exchange) -> Received {
    let (judged, found) = (judge.judged(), judge.found());
    judge.see(exchange);
    let name = match Delivery::of(&exchange.request) {
        Some(Delivery::Event(event)) => event.name().to_owned(),
        Some(Delivery::Ping) => "ping".to_owned(),
        None => "not a delivery".to_owned(),
    };
    Received {
        number: judge.number() as u64,
        name,
        bytes: exchange.request.body.as_ref().map_or(0, bytes::Bytes::len),
        is_judged: judge.judged() > judged,
        findings: judge.added(found),
    }
}
