//! The command line: one file per command. Everything is reached from here, nothing imports it.

mod check;
mod checks;
mod cleanup;
mod compare;
mod completions;
mod configuration;
mod context;
mod deviations;
mod diff;
mod error;
mod exit;
mod explain;
mod fetch;
mod fidelity;
mod format;
mod generate;
mod init;
mod interrupt;
mod man;
mod merge;
mod ready_file;
mod releases;
mod schema;
mod selftest;
mod serve;
mod site_access;
mod upgrade;

pub(crate) use context::Context;
pub(crate) use error::Error;
pub(crate) use exit::Exit;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::error::{ContextKind, ErrorKind};
use clap::{Parser, Subcommand};

/// OpenAPI documents, contract checks, schema diffs and a reference site for the REST API of
/// WooCommerce Memberships.
#[derive(Debug, Parser)]
#[command(name = "memberspec", version, about, after_help = Exit::help())]
#[command(arg_required_else_help = true, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the checks that `check` runs.
    Checks(checks::Checks),
    /// Check a site, recorded traffic, or the embedded reference site.
    Check(Box<check::Check>),
    /// Delete what an interrupted `check --write` left on a site.
    Cleanup(Box<cleanup::Cleanup>),
    /// Compare two runs of `check`: new findings, gone findings, and what only one of them judged.
    Compare(compare::Compare),
    /// Print the completions of a shell: bash, elvish, fish, powershell, zsh.
    Completions(completions::Completions),
    /// List the known departures of sites from the documentation, and how to code against them.
    Deviations(deviations::Deviations),
    /// Compare two OpenAPI documents: list changes, and say which of them break clients.
    Diff(Box<diff::Diff>),
    /// Explain a check, a known departure or a `diff` rule: why it matters, and what to do.
    Explain(explain::Explain),
    /// Measure how closely the reference site matches recordings of a real site.
    Fidelity(fidelity::Measure),
    /// Write the OpenAPI documents and the manual of the API, or check that the committed ones are
    /// up to date.
    Generate(generate::Generate),
    /// Write a commented memberspec.toml for a site, after trying its key, and the workflow of a CI.
    Init(init::Init),
    /// Learn what one site adds, as an overlay; or compare document, self-description and
    /// responses.
    Learn(check::Learn),
    /// Receive webhooks and check them.
    Listen(check::Listen),
    /// Write the manual pages: memberspec.1 and one for each command.
    Man(man::Man),
    /// Join the JSON reports of several `check` runs into one, such as those of --partition.
    Merge(merge::Merge),
    /// Forward a client's calls to a site, and check what both send.
    Proxy(Box<check::Proxy>),
    /// List the releases of the plugin, how each is known, and what it changed for clients.
    Releases(releases::Releases),
    /// Send the requests of one finding of a report again, and say whether it is still there.
    Replay(Box<check::Replay>),
    /// Print the JSON Schema of a file that memberspec itself reads or writes.
    Schema(schema::Schema),
    /// Test the checks: each fault of the reference site must be found by its check.
    Selftest(selftest::Selftest),
    /// Serve the reference site: WooCommerce Memberships without WordPress.
    Serve(serve::Serve),
    /// Report what an upgrade of the plugin changes for a client: which calls, which lines of code.
    Upgrade(upgrade::Arguments),
}

/// Runs the command line of the process.
#[must_use]
pub fn main() -> ExitCode {
    run(std::env::args_os(), &mut Context::of_process()).into()
}

/// Runs one command line and says how it ended. Errors are printed to the context's `err`.
fn run(arguments: impl IntoIterator<Item = OsString>, context: &mut Context) -> Exit {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(usage) if names_secret(&usage) => {
            let error = check::Error::SecretOnCommandLine;
            let _gone = writeln!(context.err, "memberspec: {error}");
            return Exit::CouldNotRun;
        }
        Err(usage) => return print_usage(&usage, context),
    };
    // Once for all commands, so that nothing further in need be able to fail by it.
    let result = crate::clock::now().map_err(Error::from);
    let result = result.and_then(|_now| match &cli.command {
        Command::Checks(checks) => checks::run(checks, context),
        Command::Check(check) => check::run(check, context),
        Command::Cleanup(cleanup) => cleanup::run(cleanup, context),
        Command::Compare(compare) => compare::run(compare, context),
        Command::Completions(completions) => completions::run(completions, context),
        Command::Deviations(deviations) => deviations::run(deviations, context),
        Command::Diff(diff) => diff::run(diff, context),
        Command::Explain(explain) => explain::run(explain, context),
        Command::Fidelity(measure) => fidelity::run(measure, context),
        Command::Generate(generate) => generate::run(generate, context),
        Command::Init(init) => init::run(init, context),
        Command::Learn(learn) => check::learn(learn, context),
        Command::Listen(listen) => check::listen(listen, context),
        Command::Man(man) => man::run(man, context),
        Command::Merge(merge) => merge::run(merge, context),
        Command::Proxy(proxy) => check::proxy(proxy, context),
        Command::Releases(releases) => releases::run(releases, context),
        Command::Replay(replay) => check::replay(replay, context),
        Command::Schema(schema) => schema::run(schema, context),
        Command::Selftest(selftest) => selftest::run(selftest, context),
        Command::Serve(serve) => serve::run(serve, context),
        Command::Upgrade(upgrade) => upgrade::run(upgrade, context),
    });
    let result = result.and_then(|exit| {
        context.out.flush()?;
        Ok(exit)
    });
    match result {
        Ok(exit) => exit,
        Err(error) if error.is_broken_pipe() => Exit::Conforms,
        Err(error) => {
            // What was found before comes first.
            let _gone = context.out.flush();
            // Nothing can be done when standard error is gone too: the exit code still speaks.
            let _gone = writeln!(context.err, "memberspec: {error}");
            Exit::CouldNotRun
        }
    }
}

/// Whether somebody typed a secret behind a flag that no command has, and no completion offers.
fn names_secret(usage: &clap::Error) -> bool {
    let argument = usage.get(ContextKind::InvalidArg);
    usage.kind() == ErrorKind::UnknownArgument
        && argument.is_some_and(|it| matches!(it.to_string().as_str(), "--key" | "--secret"))
}

/// Help and version go to standard output and succeed; a wrong call goes to standard error.
fn print_usage(usage: &clap::Error, context: &mut Context) -> Exit {
    let text = usage.render().to_string();
    let (stream, exit) = if usage.use_stderr() {
        (&mut context.err, Exit::CouldNotRun)
    } else {
        (&mut context.out, Exit::Conforms)
    };
    let _gone = write!(stream, "{text}").and_then(|()| stream.flush());
    exit
}
