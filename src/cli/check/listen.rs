//! `memberspec listen`: receives webhooks and judges them.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use tokio::time::{Instant, sleep_until};

use super::reports::Report;
use super::settings::{self, Settings};
use super::{Check, Error, live, tell};
use crate::cli::{Context, Exit, interrupt};
use crate::document::Edition;
use crate::exchange::Exchange;
use crate::finding::{Outcome, Subject, SubjectKind};
use crate::har;
use crate::judge::{Closing, Judge};
use crate::redact::Redactor;
use crate::serve::Receiver;

/// Arguments of `memberspec listen`.
#[derive(Debug, Args)]
#[command(after_help = "\
The secret of the webhook comes from the environment (MEMBERSPEC_WEBHOOK_SECRET), never from the \
command line. Without it the signatures are judged by their form alone.")]
pub(in crate::cli) struct Listen {
    /// Address to listen on
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    address: IpAddr,

    /// Port to listen on; 0 takes any that is free
    #[arg(long, value_name = "PORT", default_value_t = 8090)]
    port: u16,

    /// End after so many deliveries [default: at Ctrl-C]
    #[arg(long, value_name = "NUMBER")]
    count: Option<u64>,

    /// End after so many seconds [default: at Ctrl-C]
    #[arg(long = "for", value_name = "SECONDS")]
    seconds: Option<u64>,

    /// What sites send, or what the documentation promises
    #[arg(long, value_enum)]
    contract: Option<Edition>,

    /// Fail for warnings and for known departures too
    #[arg(long)]
    strict: bool,

    /// Write a report; repeatable. FORMAT is terminal, json, junit or github; - is standard output
    #[arg(long, value_name = "FORMAT=PATH")]
    report: Vec<Report>,

    /// Keep the deliveries in a HAR file, secrets and personal data left out. Their signatures
    /// cannot be verified again, because they were made over the personal data
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,

    /// Show values of deliveries that are no ids, dates, counts or words of a list
    #[arg(long)]
    show_values: bool,

    /// List the known departures that were seen
    #[arg(long)]
    known: bool,

    /// Configuration file [default: memberspec.toml in the current directory, if it is there]
    #[arg(long, value_name = "FILE", env = "MEMBERSPEC_CONFIG")]
    config: Option<PathBuf>,
}

/// Runs the command: the deliveries are judged as those of a recording are.
pub(in crate::cli) fn run(
    listen: &Listen,
    context: &mut Context,
) -> Result<Exit, crate::cli::Error> {
    let check = Check {
        contract: listen.contract,
        strict: listen.strict,
        report: listen.report.clone(),
        record: listen.record.clone(),
        show_values: listen.show_values,
        known: listen.known,
        config: listen.config.clone(),
        ..Check::default()
    };
    let (settings, _target) = settings::resolve(&check, context)?;
    let outcome = live(receive(listen, &settings, context))?;
    tell(outcome, &settings, context)
}

async fn receive(
    listen: &Listen,
    settings: &Settings,
    context: &mut Context,
) -> Result<Outcome, crate::cli::Error> {
    // It ends by itself, however long it takes to judge what came: what its senders were told is
    // here must not be lost. A second signal ends at once.
    interrupt::heeded();
    let stop = interrupt::stop();
    let mut receiver = Receiver::listen(SocketAddr::new(listen.address, listen.port)).await?;
    let mut judge = Judge::new(settings.edition, settings.strictness, &settings.selection);
    if let Some(secret) = &settings.webhook_secret {
        judge.set_webhook_secret(secret.clone());
    }
    let recording = settings.record.as_ref();
    let recording = recording.map(|path| record(path, &context.redactor));
    let mut recording = recording.transpose()?;
    let mut judge_one = |judge: &mut Judge, exchange: &Exchange| -> Result<(), Error> {
        if let Some(recording) = &mut recording {
            recording.write(exchange).map_err(Error::Recorder)?;
        }
        judge.see(exchange);
        Ok(())
    };
    writeln!(
        context.err,
        "listening for webhooks on {}; end with Ctrl-C",
        receiver.url
    )?;
    let end = (listen.seconds)
        .and_then(|seconds| Instant::now().checked_add(Duration::from_secs(seconds)));
    while listen.count.is_none_or(|count| judge.judged() < count) {
        let timed_out = async {
            match end {
                Some(end) => sleep_until(end).await,
                None => std::future::pending().await,
            }
        };
        let exchange = tokio::select! {
            exchange = receiver.next() => exchange,
            () = stop.wait() => None,
            () = timed_out => None,
        };
        let Some(exchange) = exchange else { break };
        judge_one(&mut judge, &exchange)?;
    }
    for exchange in receiver.drain().await {
        judge_one(&mut judge, &exchange)?;
    }
    if let Some(recording) = recording {
        recording.finish().map_err(Error::Recorder)?;
    }
    let too_large = format!(
        "a delivery of more than {} bytes, which was not read",
        Receiver::LARGEST
    );
    for _ in 0..receiver.too_large() {
        judge.count_skipped(&too_large);
    }
    for _ in 0..receiver.cut_off() {
        judge.count_skipped("a delivery that did not come to its end");
    }
    let subject = Subject {
        name: "webhooks".into(),
        kind: SubjectKind::Receiver,
        apis: Vec::new(),
    };
    Ok(judge.finish(Closing {
        subject,
        notes: Vec::new(),
        incomplete: Vec::new(),
    }))
}

fn record(path: &Path, redactor: &Redactor) -> Result<har::Writer<BufWriter<File>>, Error> {
    let file = crate::input::create(path).map_err(|source| Error::Record {
        path: path.to_owned(),
        source,
    })?;
    har::Writer::new(BufWriter::new(file), "webhooks", redactor.clone()).map_err(Error::Recorder)
}
