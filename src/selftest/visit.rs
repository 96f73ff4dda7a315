use std::time::Duration;

use super::Error;
use crate::client::{Client, Credentials, Hash, Proxy, Scheme, Settings, Writes, random_bytes};
use crate::contract::Contract;
use crate::judge::Judge;
use crate::ledger::{Ledger, Run};
use crate::life::{Mark, Own, Setting};
use crate::probe::Aside;
use crate::redact::Secret;
use crate::runner::{self, Attendants, Holding, Plan, Stop, WritePlan};
use crate::seen::Api;
use crate::serve::{Key, Running};

/// How long a request of a trial may take: longer than any healthy answer on loopback, shorter
/// than what the slow faults do.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Requests in one trial at most.
const BUDGET: u64 = 300;

/// Asks a site everything that can be asked without changing it; says with how many requests.
pub(super) async fn reads(
    site: &Running,
    contract: &Contract,
    customer: Vec<String>,
    judge: &mut Judge,
) -> Result<u64, Error> {
    let client = client(&site.keys.read)?;
    let plan = Plan {
        root: site.url.join("wp-json/")?,
        api: Api::V3,
        contract,
        aside: Aside {
            apis: vec![Api::V2, Api::V4],
            customer,
        },
        credentials: Holding::Credentials,
        concurrency: 1,
        stop: Stop::never(),
    };
    let _ended = runner::run(&client, &plan, judge, &mut |_| Ok(()), &mut |_| {}).await?;
    Ok(client.sent())
}

/// Leads memberships through their lives at a site; says with how many requests.
pub(super) async fn writes(site: &Running, judge: &mut Judge) -> Result<u64, Error> {
    let root = site.url.join("wp-json/")?;
    let started = crate::clock::now_or_epoch();
    let run = Run::new(&root, Api::V3.as_str(), None, started, random_bytes()?);
    let mark = Mark::of(&run.mark);
    let own = Own::new(&root, &mark, None);
    let allowed = |key| -> Result<Client, Error> {
        Ok(client(key)?.with_writes(Writes::Allowed(own.permit())))
    };
    let (client, reader) = (allowed(&site.keys.read_write)?, allowed(&site.keys.read)?);
    let plan = WritePlan {
        run,
        setting: Setting {
            api: Api::V3,
            mark,
            lent: None,
            has_reader: true,
        },
        client: client.clone(),
        reader: Some(reader.clone()),
        own: own.clone(),
        pause: Duration::from_millis(10),
        stop: Stop::never(),
    };
    let mut attendants = Attendants {
        keep: &mut |_| Ok(()),
        tell: &mut |_| {},
    };
    let mut ledger = Ledger::unwritten();
    let _written = runner::write(plan, judge, &mut ledger, &mut attendants).await?;
    Ok(client.sent() + reader.sent())
}

fn client(key: &Key) -> Result<Client, Error> {
    Ok(Client::new(Settings {
        credentials: Some(Credentials {
            key: Secret::new(key.consumer_key.as_str()),
            secret: Secret::new(key.consumer_secret.as_str()),
        }),
        scheme: Scheme::OAuth1(Hash::Sha256),
        proxy: Proxy::Direct,
        timeout: TIMEOUT,
        rate: None,
        max_requests: BUDGET,
        longest_wait: TIMEOUT,
        ..Settings::default()
    })?)
}
