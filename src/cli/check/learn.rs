use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::heard::hear;
use super::{Check, Error};
use crate::base::plural;
use crate::cli::site_access::SiteAccess;
use crate::cli::{Context, Exit};
use crate::contract::Contract;
use crate::document::{self, Edition, Release};
use crate::interpret::Api;
use crate::learn::{Agreement, Learned, Line, compare};
use crate::report::printable::printable;

/// Whom to learn from, and what to write.
#[derive(Debug, Args)]
#[command(
    after_help = "Only names and types are learned, never values, so the overlay holds no \
personal data. Credentials come from the environment (MEMBERSPEC_KEY and MEMBERSPEC_SECRET) or \
from a file (--credentials)."
)]
pub(in crate::cli) struct Learn {
    /// Site (with or without /wp-json), name of a site in memberspec.toml, or recording (HAR, or of
    /// Charles, mitmproxy, Postman or newman) [default: the embedded reference site]
    target: Option<String>,

    /// Version of the API
    #[arg(long, value_enum, value_name = "VERSION", default_value = "v3")]
    api: Api,

    /// File to write the overlay to [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Compare instead: print where the document, the site's self-description (OPTIONS) and the
    /// values of responses disagree, and which of them differs; given twice, also where they agree
    #[arg(long, action = clap::ArgAction::Count)]
    compare: u8,

    /// With --compare: show defaults other than ids, dates, counts and enum words, instead of their
    /// shape
    #[arg(long, requires = "compare")]
    show_values: bool,

    /// Release of the plugin to start from, such as 1.19.1 [default: the one that the site runs, if
    /// it can be determined, else 1.27.2]
    #[arg(long, value_name = "RELEASE")]
    release: Option<Release>,

    /// Start from this document (YAML or JSON) instead of the built-in one
    #[arg(long, value_name = "FILE")]
    document: Option<PathBuf>,

    /// Start from the document with this overlay applied
    #[arg(long, value_name = "FILE")]
    overlay: Option<PathBuf>,

    #[command(flatten)]
    access: SiteAccess,

    /// Configuration file [default: memberspec.toml in the current directory, if it exists]
    #[arg(long, value_name = "FILE", env = "MEMBERSPEC_CONFIG")]
    config: Option<PathBuf>,
}

/// Runs the command.
pub(in crate::cli) fn run(learn: &Learn, context: &mut Context) -> Result<Exit, crate::cli::Error> {
    let check = Check {
        targets: learn.target.iter().cloned().collect(),
        api: vec![learn.api],
        release: learn.release,
        document: learn.document.clone(),
        overlay: learn.overlay.clone(),
        access: learn.access.clone(),
        config: learn.config.clone(),
        ..Check::default()
    };
    let heard = hear(&check, context)?;
    let mut learned = Learned::default();
    for exchange in &heard.exchanges {
        let api = crate::interpret::Address::of(&exchange.request.url).map(|address| address.api);
        if api == Some(learn.api) {
            learned.learn(exchange);
        }
    }
    if learned.exchanges == 0 {
        return Err(Error::NothingToLearn(learn.api).into());
    }
    let Some(document) =
        heard
            .extension
            .extended(learn.api, Edition::Observed, Some(heard.release))
    else {
        return Err(Error::NoDocument {
            api: learn.api,
            release: heard.release,
        }
        .into());
    };
    if learn.compare > 0 {
        let contract = Contract::compile(document).map_err(Error::Contract)?;
        let lines = compare(&learned, &contract, learn.api, learn.show_values);
        return print(&lines, learn.compare > 1, context);
    }
    let title = format!("What one site adds to {} of the API", learn.api);
    let text = document::to_yaml(&learned.overlay(&document, learn.api, &title))?;
    match &learn.out {
        Some(path) => {
            let target = context.directory.join(path);
            let text = context.redactor.text(&text);
            crate::input::write(&target, text.as_bytes()).map_err(|source| {
                crate::cli::Error::WriteFile {
                    path: path.clone(),
                    source,
                }
            })?;
            writeln!(
                context.err,
                "Learned from {}, {}: {}",
                plural(learned.exchanges as u64, "exchange"),
                heard.by,
                path.display()
            )?;
        }
        None => context.out.write_all(text.as_bytes())?,
    }
    Ok(Exit::Conforms)
}

/// What nobody knows of comes last, where it is seen, and makes the exit code.
fn print(lines: &[Line], all: bool, context: &mut Context) -> Result<Exit, crate::cli::Error> {
    let of = |line: &&Line| all || line.verdict != Agreement::Agree;
    let rank = |line: &&Line| match line.verdict {
        Agreement::Agree => 0,
        Agreement::Known(_) => 1,
        Agreement::Disagree(_) => 2,
    };
    let mut shown: Vec<&Line> = lines.iter().filter(of).collect();
    shown.sort_by_key(rank);
    let width = |column: fn(&Line) -> &str, title: &str| {
        let widest = shown.iter().map(|line| column(line).chars().count()).max();
        widest.unwrap_or(0).max(title.len())
    };
    let (what, aspect, document, site, seen) = (
        width(|it| &it.what, "what"),
        width(|it| it.aspect.as_str(), "of it"),
        width(|it| &it.document, "document"),
        width(|it| &it.site, "self-description"),
        width(|it| &it.seen, "responses"),
    );
    writeln!(
        context.out,
        "{:what$}  {:aspect$}  {:document$}  {:site$}  {:seen$}  result",
        "subject", "aspect", "document", "self-description", "responses"
    )?;
    for line in &shown {
        let verdict = match line.verdict {
            Agreement::Agree => "nobody".to_owned(),
            Agreement::Known(id) => format!("known: {id}"),
            Agreement::Disagree(who) => format!("! {who}"),
        };
        let columns = [&line.what, &line.document, &line.site, &line.seen];
        let [name, in_document, of_site, of_values] = columns.map(|it| printable(it));
        writeln!(
            context.out,
            "{name:what$}  {:aspect$}  {in_document:document$}  {of_site:site$}  \
             {of_values:seen$}  {verdict}",
            line.aspect
        )?;
    }
    let count = |wanted: usize| lines.iter().filter(|line| rank(line) == wanted).count();
    writeln!(
        context.out,
        "\n{} compared: {} agree, {} known disagreements, {} unknown disagreements",
        lines.len(),
        count(0),
        count(1),
        count(2)
    )?;
    Ok(if count(2) > 0 {
        Exit::Findings
    } else {
        Exit::Conforms
    })
}
