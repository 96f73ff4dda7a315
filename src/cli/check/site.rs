use std::io::Write;
use std::num::NonZeroUsize;

use url::Url;

use super::keeper::Keeper;
use super::progress::Progress;
use super::settings::Settings;
use super::{Error, write};
use crate::checks::own_contract;
use crate::cli::{Context, interrupt};
use crate::client::{Client, Credentials, Proxy, Scheme, Trust};
use crate::config::Auth;
use crate::contract::Contract;
use crate::document::{Edition, Release};
use crate::exchange::Exchange;
use crate::finding::{Incomplete, Outcome, Reason, SelfDescription, Subject, SubjectKind};
use crate::judge::{By, Closing, Found, Judge};
use crate::learn::{Learned, compare, sum};
use crate::probe::Aside;
use crate::redact::RunTrust;
use crate::report::Output;
use crate::runner::{self, Holding, Plan};
use crate::seen::Api;

/// A site that was found, and how to ask it.
#[derive(Debug)]
pub(super) struct Address {
    pub(super) root: Url,
    pub(super) subject: Subject,
    pub(super) client: Client,
    /// Signs with a key that may only read.
    pub(super) reader: Option<Client>,
    pub(super) apis: Vec<Api>,
    pub(super) known: Vec<Api>,
    pub(super) notes: Vec<String>,
}

/// How many requests are made at most with a key that may only read.
pub(super) const READER_REQUESTS: u64 = 8;

/// The client's settings for a run.
pub(super) fn client_settings(
    settings: &Settings,
    scheme: Scheme,
    credentials: Option<Credentials>,
    proxy: Proxy,
) -> Result<crate::client::Settings, Error> {
    let trust = match (&settings.cacert, settings.insecure) {
        (_, true) => Trust::Insecure,
        (Some(path), false) => Trust::Pem(
            crate::input::read(path, crate::input::WRITTEN).map_err(|source| {
                Error::ReadCacert {
                    path: path.clone(),
                    source,
                }
            })?,
        ),
        (None, false) => Trust::System,
    };
    Ok(crate::client::Settings {
        credentials,
        scheme,
        trust,
        proxy,
        connect_timeout: settings.timeout.min(std::time::Duration::from_secs(10)),
        timeout: settings.timeout,
        rate: settings.rate,
        concurrency: NonZeroUsize::new(settings.concurrency).unwrap_or(NonZeroUsize::MIN),
        max_requests: settings.max_requests as u64,
        body_cap: settings.max_body,
        deadline: settings.deadline,
        ..crate::client::Settings::default()
    })
}

/// The client, telling the person on standard error when it waits or is sent on.
pub(super) fn listened(client: Client, context: &Context) -> Client {
    let redactor = context.redactor.clone();
    client.on_event(move |event| {
        // Where standard error is gone there is nobody left to tell.
        let _gone = writeln!(Output::standard_error(redactor.clone()), "{event}");
    })
}

/// What the person says wins over what was found, and is told where the two differ.
pub(super) fn told_or(told: Option<Release>, found: Found) -> Found {
    let Some(release) = told else { return found };
    Found {
        release,
        by: By::Told,
        named: found.named,
    }
}

/// Asks a site everything and judges the answers.
pub(super) async fn ask(
    address: Address,
    settings: &Settings,
    context: &mut Context,
) -> Result<Outcome, crate::cli::Error> {
    let Address {
        root,
        subject,
        client,
        reader,
        apis,
        known,
        mut notes,
    } = address;
    let holding = match client.scheme() {
        Scheme::None => Holding::Nothing,
        _ => Holding::Credentials,
    };
    let mut writing = match (&settings.write, apis.first()) {
        (Some(write), Some(api)) => {
            let site = write::Site {
                root: &root,
                client: &client,
                reader: reader.as_ref(),
                kind: subject.kind,
                api: *api,
            };
            Some(write::prepare(site, write, context).await?)
        }
        _ => None,
    };
    let sent = match writing {
        Some(_) => "writes go only to what the run makes itself",
        None => "only GET, HEAD and OPTIONS are sent",
    };
    writeln!(
        context.err,
        "Asking {} with at most {} requests; {sent}.",
        subject.name, settings.max_requests
    )?;
    let mut judge = Judge::new(settings.edition, settings.strictness, &settings.selection);
    judge.extend(settings.extension.clone());
    judge.set_trust(match (&settings.cacert, settings.insecure) {
        (_, true) => RunTrust::Insecure,
        (Some(path), false) => RunTrust::File(path.clone()),
        (None, false) => RunTrust::System,
    });
    let mut keeper = Keeper::new(settings, &subject, apis.first().copied(), &context.redactor)?;
    if let Some(api) = apis.first() {
        let mut keep = |exchange: &Exchange| keeper.keep(exchange);
        let found = match (settings.release, holding) {
            (None, Holding::Nothing) => Found::assumed(),
            (told, _) => {
                let found =
                    runner::find_release(&client, &root, *api, &mut judge, &mut keep).await?;
                told_or(told, found)
            }
        };
        judge.set_release(found);
    }
    for api in &apis {
        let misfit = settings
            .extension
            .misfit(*api, settings.edition, judge.release());
        notes.extend(misfit.map(|why| format!("{api} is judged without the overlay: {why}")));
    }
    let mut incomplete = Vec::new();
    if holding == Holding::Nothing && settings.auth != Auth::None {
        incomplete.push(Incomplete::new(
            Reason::CredentialsMissing,
            "there are no credentials, so only what is public was judged; set MEMBERSPEC_KEY and \
             MEMBERSPEC_SECRET, or give --auth none if that is what you want",
        ));
    }
    let mut has_ended = false;
    // The contract of the version that is judged first.
    let mut first = None;
    let mut progress = Progress::new(context, settings.verbose);
    // The versions are compared once, beside the first that is judged.
    let mut beside: Vec<Api> = known
        .into_iter()
        .filter(|known| Some(known) != apis.first())
        .collect();
    for api in apis {
        // What is asked follows what sites answer, whichever contract judges.
        let Some(contract) = own_contract(api, Edition::Observed, judge.release()) else {
            notes.push(format!(
                "{api} was not judged: that release does not have it"
            ));
            continue;
        };
        let plan = Plan {
            root: root.clone(),
            api,
            contract: &contract,
            aside: Aside {
                apis: std::mem::take(&mut beside),
                customer: settings.customer.clone(),
            },
            credentials: holding,
            concurrency: settings.concurrency,
            stop: interrupt::stop(),
        };
        let mut keep = |exchange: &Exchange| keeper.keep(exchange);
        let ended = runner::run(&client, &plan, &mut judge, &mut keep, &mut |event| {
            progress.tell(event);
        })
        .await?;
        if ended
            .as_ref()
            .is_some_and(|it| it.reason == Reason::Interrupted)
        {
            interrupt::heeded();
        }
        first.get_or_insert((api, contract));
        has_ended = ended.is_some();
        incomplete.extend(ended);
        if has_ended {
            break;
        }
    }
    if let Some(writing) = &mut writing
        && !has_ended
    {
        let mut keep = |exchange: &Exchange| keeper.keep(exchange);
        let mut tell = |event: &runner::Event| progress.tell(event);
        // Nothing is asked again while the site is written to.
        judge.expect_own_traffic();
        let ended = writing
            .run(&mut judge, &mut keep, &mut tell, &mut notes)
            .await?;
        incomplete.extend(ended);
    } else if writing.is_some() {
        incomplete.push(Incomplete::new(
            Reason::WritesNotDone,
            "the run ended before its writes: nothing was written",
        ));
    }
    progress.finish();
    let release = judge.release().unwrap_or(Release::MEASURED);
    let learned = keeper.finish()?;
    let described = first.map(|(api, contract)| {
        let command = match subject.kind {
            SubjectKind::Reference => "memberspec learn --compare".to_owned(),
            _ => format!("memberspec learn --compare {}", subject.name),
        };
        described(&learned, api, release, &contract, settings, command)
    });
    let mut outcome = judge.finish(Closing {
        subject,
        notes,
        incomplete,
    });
    outcome.described = described.transpose()?.flatten();
    Ok(outcome)
}

/// What came of holding the site's description of itself against contract and answers; none where
/// it gave none.
fn described(
    learned: &Learned,
    api: Api,
    release: Release,
    contract: &Contract,
    settings: &Settings,
    command: String,
) -> Result<Option<SelfDescription>, crate::cli::Error> {
    if !learned.has_description() {
        return Ok(None);
    }
    let lines = if settings.extension.is_empty() {
        compare(learned, contract, api, false)
    } else {
        let extension = &settings.extension;
        let document = extension.extended(api, Edition::Observed, Some(release));
        let contract = Contract::compile(document.unwrap_or_default()).map_err(Error::Contract)?;
        compare(learned, &contract, api, false)
    };
    Ok(Some(SelfDescription {
        command,
        ..sum(&lines)
    }))
}
