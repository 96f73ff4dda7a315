mod request_log;

use std::io::Write as _;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use jiff::Unit;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::format::Format;
use super::interrupt::interrupted;
use super::{Context, Error, Exit, ready_file};
use crate::base::nearest;
use crate::document::{self, Edition};
use crate::interpret::Api;
use crate::redact::Redactor;
use crate::report::{Dialect, Output};
use crate::serve::{
    self, AuthPolicy, Clock, Data, FAULTS, Fault, Key, Options, Release, Running, Subscriptions,
    Tls, Topic, UnknownTopic, Webhook,
};
use url::Url;

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
}

/// Whether credentials are required.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Auth {
    /// As WooCommerce does.
    Required,
    /// Everybody is the shop manager.
    Open,
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Port to listen on; 0 chooses a free port.
    #[arg(long, default_value_t = 8931)]
    port: u16,
    /// Address to listen on. The site holds fictitious data behind well-known keys.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    listen: IpAddr,
    /// Serve the data of this JSON file instead of the seed.
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Serve the data found in these recordings (HAR) of a site, instead of the seed.
    #[arg(long, value_name = "HAR", conflicts_with = "data")]
    from: Vec<PathBuf>,
    /// Behave like this release of the plugin, from 1.11 on.
    #[arg(long, value_name = "RELEASE", default_value = "1.27")]
    api_release: Release,
    /// Whether WooCommerce Subscriptions is active.
    #[arg(long, value_enum, default_value_t = Switch::On)]
    subscriptions: Switch,
    /// Time zone of the shop: its name in the IANA database.
    #[arg(long, value_name = "ZONE", default_value = "America/New_York", value_parser = time_zone)]
    timezone: TimeZone,
    /// Whether credentials are required.
    #[arg(long, value_enum, default_value_t = Auth::Required)]
    auth: Auth,
    /// For development: accept Basic and query keys over http too, which real sites ignore.
    #[arg(long, conflicts_with = "auth")]
    dev: bool,
    /// Write address, keys and certificate to this file (JSON) once the site accepts connections,
    /// for tests that start it with --port 0.
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
    /// Switch on this fault; repeatable. --list-faults lists them.
    #[arg(long = "fault", value_name = "ID", value_parser = known_fault)]
    faults: Vec<&'static Fault>,
    /// Serve over https with a new self-signed certificate; WooCommerce accepts Basic and query
    /// keys there.
    #[arg(long)]
    tls_self_signed: bool,
    /// Write that certificate to this file, for clients to trust.
    #[arg(long, value_name = "FILE", requires = "tls_self_signed")]
    certificate: Option<PathBuf>,
    /// Keep the site's data in this SQLite file across restarts. Requires a build with the feature
    /// site-store.
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
    /// Send webhooks to a receiver, such as user_membership.created=http://127.0.0.1:8000/;
    /// repeatable.
    #[arg(long = "webhook", value_name = "TOPIC=URL", value_parser = receiver)]
    webhooks: Vec<(Topic, Url)>,
    /// Secret that deliveries are signed with.
    #[arg(long, value_name = "SECRET", default_value = "hook-secret")]
    webhook_secret: String,
    /// List the faults and exit.
    #[arg(long)]
    list_faults: bool,
    /// Format of the list of faults.
    #[arg(long, value_enum, default_value_t = Format::Text, requires = "list_faults")]
    format: Format,
    /// Wait this many milliseconds before each response.
    #[arg(long, value_name = "MS", default_value_t = 0)]
    latency: u64,
}

/// A topic and a receiver.
fn receiver(text: &str) -> Result<(Topic, Url), String> {
    let (topic, url) = text
        .split_once('=')
        .ok_or_else(|| "expected TOPIC=URL".to_owned())?;
    let topic = topic
        .parse()
        .map_err(|unknown: UnknownTopic| unknown.to_string())?;
    let url = Url::parse(url).map_err(|wrong| wrong.to_string())?;
    if url.scheme() == "http" {
        Ok((topic, url))
    } else {
        Err("only http:// receivers are supported".to_owned())
    }
}

/// The fault of a name, or the nearest names.
pub(super) fn known_fault(id: &str) -> Result<&'static Fault, String> {
    serve::fault(id).ok_or_else(|| match nearest(id, FAULTS.iter().map(|fault| fault.id)) {
        Some(nearest) => {
            format!("unknown fault; did you mean {nearest}? --list-faults lists all")
        }
        None => "unknown fault; --list-faults lists all".to_owned(),
    })
}

fn time_zone(name: &str) -> Result<TimeZone, jiff::Error> {
    TimeZone::get(name)
}

/// Serves the reference site until Ctrl-C or SIGTERM.
pub(super) fn run(serve: &Serve, context: &mut Context) -> Result<Exit, Error> {
    if serve.list_faults {
        return list_faults(serve.format, context);
    }
    let mut options = options(serve)?;
    options.served = Some(request_log::start());
    if let Some(path) = &serve.ready_file {
        if serve.certificate.as_ref() == Some(path) {
            return Err(Error::OneFileForTwo { path: path.clone() });
        }
        ready_file::remove(path)?;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let running = serve::start(options).await?;
        if let (Some(path), Some(certificate)) = (&serve.certificate, &running.certificate) {
            crate::input::write(path, certificate.as_bytes()).map_err(|source| {
                Error::WriteFile {
                    path: path.clone(),
                    source,
                }
            })?;
        }
        match announce(&running, serve.dev) {
            // A site is of use without a reader of its first lines.
            Err(error) if error.is_broken_pipe() => {}
            announced => announced?,
        }
        if let Some(path) = &serve.ready_file {
            ready_file::write(path, &content(&running))?;
        }
        interrupted().await?;
        running.stop().await;
        Ok(Exit::Conforms)
    })
}

fn options(serve: &Serve) -> Result<Options, Error> {
    // The seed stands around the start of this day, so that two starts on one day hold the same.
    let now = crate::clock::now()?;
    let today = now
        .round(Unit::Day)
        .map_or(now, |midnight| midnight.min(now));
    let data = match &serve.data {
        Some(path) => read_data(path)?,
        None if serve.from.is_empty() => Data::seeded(today),
        None => {
            let mut exchanges = Vec::new();
            for path in &serve.from {
                super::fidelity::read(path, &mut exchanges)?;
            }
            let data = serve::harvest(&exchanges, &serve.timezone);
            if data.memberships.is_empty() {
                return Err(Error::NoMemberships {
                    recordings: serve.from.clone(),
                });
            }
            data
        }
    };
    Ok(Options {
        address: serve.listen,
        port: serve.port,
        subscriptions: match serve.subscriptions {
            Switch::On => Subscriptions::On,
            Switch::Off => Subscriptions::Off,
        },
        release: serve.api_release,
        time_zone: serve.timezone.clone(),
        auth: match serve.auth {
            _ if serve.dev => AuthPolicy::Development,
            Auth::Required => AuthPolicy::Required,
            Auth::Open => AuthPolicy::Open,
        },
        clock: Clock::System,
        latency: Duration::from_millis(serve.latency),
        tls: if serve.tls_self_signed {
            Tls::SelfSigned
        } else {
            Tls::Off
        },
        faults: serve.faults.clone(),
        document: document::openapi(Api::V3, Edition::Observed),
        store: serve.store.clone(),
        served: None,
        webhooks: serve
            .webhooks
            .iter()
            .map(|(topic, url)| Webhook {
                topic: topic.clone(),
                url: url.clone(),
                secret: serve.webhook_secret.clone(),
            })
            .collect(),
        data,
    })
}

/// Prints each fault: id, class, the check that should speak, what it needs, what it imitates.
fn list_faults(format: Format, context: &mut Context) -> Result<Exit, Error> {
    if matches!(format, Format::Json) {
        let faults = FAULTS.iter().map(|fault| {
            json!({
                "id": fault.id,
                "class": fault.class.as_str(),
                "found_by": fault.found_by,
                "needs": fault.needs.as_str(),
                "imitates": fault.imitates,
                "shown_apart": fault.apart,
            })
        });
        context.out.speak(Dialect::Json)?;
        serde_json::to_writer_pretty(&mut context.out, &faults.collect::<Vec<_>>())
            .map_err(std::io::Error::from)?;
        writeln!(context.out)?;
        return Ok(Exit::Conforms);
    }
    for fault in FAULTS.iter() {
        let needs = fault.needs.as_str();
        writeln!(
            context.out,
            "{:<34} {:<15} {:<24} {needs:<7} {}",
            fault.id,
            fault.class.as_str(),
            fault.found_by,
            fault.imitates
        )?;
    }
    Ok(Exit::Conforms)
}

fn read_data(path: &Path) -> Result<Data, Error> {
    let text = crate::input::read(path, crate::input::MADE).map_err(|source| Error::ReadFile {
        path: path.to_owned(),
        source,
    })?;
    serde_json::from_slice(&text).map_err(|source| Error::SiteData {
        path: path.to_owned(),
        source,
    })
}

/// Prints where the site is and how to get in. The keys are the same everywhere and guard nothing.
fn announce(running: &Running, dev: bool) -> Result<(), Error> {
    // No secrets of a run: they are to be read here even where the environment holds them.
    let mut out = Output::new(std::io::stdout(), Redactor::default());
    writeln!(out, "Reference site: {}", running.url)?;
    writeln!(
        out,
        "  {0}wp-json/wc/v3/memberships/members\n  {0}docs/ interactive documentation",
        running.url
    )?;
    let how = if running.certificate.is_some() || dev {
        "Basic, query parameters or OAuth 1.0a"
    } else {
        "OAuth 1.0a over http; --dev accepts Basic and query parameters too"
    };
    writeln!(out, "Keys ({how}):")?;
    let keys = [
        ("read and write", &running.keys.read_write),
        ("read", &running.keys.read),
        ("write", &running.keys.write),
        ("a customer's", &running.keys.customer),
    ];
    for (
        name,
        Key {
            consumer_key,
            consumer_secret,
        },
    ) in keys
    {
        writeln!(out, "  {name:<15} {consumer_key} {consumer_secret}")?;
    }
    writeln!(out, "Stop with Ctrl-C.")?;
    out.flush()?;
    Ok(())
}

/// Address, keys and certificate.
fn content(running: &Running) -> Value {
    let pair = |key: &Key| json!({"consumer_key": key.consumer_key, "consumer_secret": key.consumer_secret});
    let keys = &running.keys;
    json!({
        "address": running.url,
        "keys": {
            "read_write": pair(&keys.read_write),
            "read": pair(&keys.read),
            "write": pair(&keys.write),
            "customer": pair(&keys.customer),
        },
        "certificate": running.certificate,
    })
}
