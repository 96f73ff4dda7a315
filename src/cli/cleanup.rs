use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use url::Url;

use super::check::{self, Check};
use super::site_access::SiteAccess;
use super::{Context, Error, Exit, interrupt};
use crate::client::{Client, Writes};
use crate::ledger::{self, Claim, Ledger};
use crate::runner::{Left, Tidy};
use crate::scenario::{Mark, Own};
use crate::session;

/// Arguments of `memberspec cleanup`.
#[derive(Debug, Args)]
#[command(
    after_help = "Credentials come from the environment (MEMBERSPEC_KEY and \
MEMBERSPEC_SECRET) or from a file (--credentials), as for `memberspec check`. It asks you to \
confirm the host that the ledger names, as `check --write` does. The ledger is not trusted: a row \
is deleted only if its own GET shows the run's mark, a customer of the run, an id above those that \
existed before and a creation time within the run. Everything else is left alone and reported. The \
command can safely be repeated."
)]
pub(super) struct Cleanup {
    /// Ledger of the write run
    ledger: PathBuf,

    /// Accept any TLS certificate
    #[arg(long)]
    insecure: bool,

    #[command(flatten)]
    access: SiteAccess,

    /// Time out a request after this many seconds [default: 30]
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<f64>,

    /// Send at most this many requests per second [default: no limit]
    #[arg(long, value_name = "NUMBER")]
    rate: Option<f64>,

    /// Send at most this many requests in total [default: 250]
    #[arg(long, value_name = "NUMBER")]
    max_requests: Option<usize>,

    /// Delete on this host without asking
    #[arg(long, value_name = "HOST")]
    yes_write_to: Option<String>,

    /// Configuration file [default: memberspec.toml in the current directory, if it exists]
    #[arg(long, value_name = "FILE", env = "MEMBERSPEC_CONFIG")]
    config: Option<PathBuf>,
}

/// Room for what one run can leave.
const MAX_REQUESTS: usize = 250;

/// Removes what a write run left behind, and looks whether it is gone.
pub(super) fn run(cleanup: &Cleanup, context: &mut Context) -> Result<Exit, Error> {
    let path = context.directory.join(&cleanup.ledger);
    let Some(claim) = ledger::read(&path).map_err(|error| check::Error::Session(error.into()))?
    else {
        writeln!(
            context.out,
            "{}: the run ended before it wrote anything to a site; there is nothing to remove.",
            cleanup.ledger.display()
        )?;
        return Ok(Exit::Conforms);
    };
    if claim.is_clean {
        writeln!(
            context.out,
            "{}: nothing is left of this run; it was already cleaned up.",
            cleanup.ledger.display()
        )?;
        return Ok(Exit::Conforms);
    }
    writeln!(
        context.err,
        "This deletes what run {} left on {}.",
        Mark::of(&claim.run.mark),
        crate::redact::url(&claim.run.root)
    )?;
    check::confirm(&claim.run.root, cleanup.yes_write_to.as_deref(), context)?;
    let check = Check::for_site(claim.run.root.as_str(), |check| {
        check.access = cleanup.access.clone();
        check.insecure = cleanup.insecure;
        check.timeout = cleanup.timeout;
        check.rate = cleanup.rate;
        check.max_requests = Some(cleanup.max_requests.unwrap_or(MAX_REQUESTS));
        check.config.clone_from(&cleanup.config);
    });
    interrupt::listen()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let client = check::client_for(&check, &claim.run.root, context).await?;
        tidy(client, claim, &path, context).await
    })
}

async fn tidy(
    client: Client,
    mut claim: Claim,
    path: &std::path::Path,
    context: &mut Context,
) -> Result<Exit, Error> {
    let root: Url = claim.run.root.clone();
    let mark = Mark::of(&claim.run.mark);
    let own = Own::new(&root, &mark, claim.run.lent_customer);
    if let Some(before) = &claim.before {
        own.set_before(before, claim.run.started);
    }
    for (kind, rows) in &claim.asked {
        own.expect(*kind, *rows);
    }
    let client = client.with_writes(Writes::Allowed(own.permit()));
    let mut ledger = Ledger::open(path).map_err(|error| check::Error::Session(error.into()))?;
    let tidy = Tidy {
        client: &client,
        root: &root,
        own: &own,
        pause: session::pause(&root),
        stop: interrupt::stop(),
    };
    let left = tokio::select! {
        left = tidy.run(&mut claim, &mut ledger) => left,
        () = tidy.stop.wait() => {
            interrupt::heeded();
            Left {
                trouble: Some("interrupted".to_owned()),
                ..Left::default()
            }
        }
    };
    if left.is_nothing() {
        writeln!(
            context.out,
            "Verified: nothing that provably belongs to run {mark} is left on {}.",
            crate::redact::url(&root)
        )?;
        if let Some(before) = &claim.before {
            let since = tidy.since(&claim, before).await;
            writeln!(context.out, "Also checked: {}.", session::since(&since))?;
        }
        return Ok(Exit::Conforms);
    }
    writeln!(
        context.err,
        "memberspec: {}",
        session::left_behind(&left, Some(path))
    )?;
    Ok(Exit::CouldNotRun)
}
