use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::keeper::Keeper;
use super::{Alone, Error, Policy};
use crate::finding::{Outcome, Subject, SubjectKind};
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

/// Judges what a receiver of webhooks gets, as that of a recording is judged.
///
/// # Errors
///
/// When the deliveries cannot be recorded.
pub(crate) async fn deliveries(
    mut receiver: Receiver,
    until: Until,
    policy: &Policy,
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
        judge.see(&exchange);
    }
    for exchange in receiver.drain().await {
        keeper.keep(&exchange, &mut Alone).map_err(Error::Kept)?;
        judge.see(&exchange);
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
