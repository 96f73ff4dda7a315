//! `memberspec listen`: receives webhooks and judges them.

use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::reports::Report;
use super::{Check, Error, heed_signals, settings, tell};
use crate::base::plural;
use crate::cli::{Context, Exit, interrupt};
use crate::document::Edition;
use crate::serve::Receiver;
use crate::session::{self, Received, Until};

/// Arguments of `memberspec listen`.
#[derive(Debug, Args)]
#[command(after_help = "The secret of the webhook comes from the environment \
(MEMBERSPEC_WEBHOOK_SECRET), never from the command line. Without it only the form of signatures \
is judged.")]
pub(in crate::cli) struct Listen {
    /// Address to listen on
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    address: IpAddr,

    /// Port to listen on; 0 chooses a free port
    #[arg(long, value_name = "PORT", default_value_t = 8090)]
    port: u16,

    /// Stop after this many deliveries [default: at Ctrl-C]
    #[arg(long, value_name = "NUMBER")]
    count: Option<u64>,

    /// Stop after this many seconds [default: at Ctrl-C]
    #[arg(long = "for", value_name = "SECONDS")]
    seconds: Option<u64>,

    /// What sites send, or what the documentation promises
    #[arg(long, value_enum)]
    contract: Option<Edition>,

    /// Fail on warnings and known departures, too
    #[arg(long)]
    strict: bool,

    /// Write a report; repeatable. FORMAT is terminal, json, junit, github or
    /// markdown; - is standard output
    #[arg(long, value_name = "FORMAT=PATH")]
    report: Vec<Report>,

    /// Record the deliveries in a HAR file, without secrets and personal data. Their signatures
    /// cannot be verified again, because they cover the personal data
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,

    /// Show values of deliveries other than ids, dates, counts and enum words
    #[arg(long)]
    show_values: bool,

    /// List the known departures that were seen
    #[arg(long)]
    known: bool,

    /// Configuration file [default: memberspec.toml in the current directory, if it exists]
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
    let (mut settings, target) = settings::resolve(&check, context)?;
    heed_signals(&target, &mut settings)?;
    // It ends by itself, however long it takes to judge what came: what its senders were told is
    // here must not be lost. A second signal ends at once.
    interrupt::heeded();
    let until = Until {
        count: listen.count,
        time: listen.seconds.map(Duration::from_secs),
    };
    let address = SocketAddr::new(listen.address, listen.port);
    let received = session::block_on(async {
        let receiver = Receiver::listen(address).await?;
        writeln!(
            context.err,
            "listening for webhooks on {}; stop with Ctrl-C",
            receiver.url
        )?;
        let judged = session::deliveries(receiver, until, &settings.policy, |received| {
            // Where standard error is gone there is nobody left to tell.
            let _gone = writeln!(context.err, "{}", line(received));
        })
        .await;
        Ok::<_, crate::cli::Error>(judged.map_err(Error::Session)?)
    });
    let outcome = received.map_err(Error::Session)??;
    tell(outcome, &settings, context)
}

/// A delivery in one line.
fn line(received: &Received) -> String {
    let result = match received.findings {
        _ if !received.is_judged => "not judged".to_owned(),
        0 => "no new finding".to_owned(),
        new => plural(new as u64, "new finding"),
    };
    let bytes = plural(received.bytes as u64, "byte");
    let Received { number, name, .. } = received;
    format!("delivery {number}: {name}, {bytes}, {result}")
}
