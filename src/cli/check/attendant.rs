use std::io::{self, Write as _};

use url::Url;

use super::progress::Progress;
use super::settings::{self, Settings};
use super::{Check, consent};
use crate::cli::{Context, interrupt};
use crate::client::{self, Client};
use crate::config::{self, Auth};
use crate::exchange::Exchange;
use crate::judge::Found;
use crate::redact::Redactor;
use crate::report::Output;
use crate::session::{self, Attendant, Event, Intended, Listener, Reached, Target};

/// The person at the terminal, as a session sees them.
pub(super) struct Terminal<'a> {
    settings: &'a Settings,
    context: &'a mut Context,
    progress: Option<Progress>,
    /// Every exchange, for who learns from it.
    pub(super) kept: Option<Vec<Exchange>>,
}

impl<'a> Terminal<'a> {
    pub(super) fn new(settings: &'a Settings, context: &'a mut Context) -> Self {
        Self {
            settings,
            context,
            progress: None,
            kept: None,
        }
    }

    fn say(&mut self, text: &str) {
        // Where standard error is gone there is nobody left to tell.
        let _gone = writeln!(self.context.err, "{text}");
    }

    fn located(&mut self, host: &str, is_signed: bool) {
        if let Some(pair) = &self.settings.credentials {
            let (shown, source) = (pair.shown(), &pair.source);
            self.say(&format!(
                "Authenticating at {host} with {shown} from {source}."
            ));
        }
        if self.settings.is_insecure_by_file {
            self.say(
                "WARNING: `insecure` in the configuration disables certificate verification; \
                 anybody on the network path can read the key.",
            );
        }
        if !is_signed {
            self.say(
                "No credentials: only public endpoints are requested. Set MEMBERSPEC_KEY and \
                 MEMBERSPEC_SECRET for the rest.",
            );
        }
    }
}

impl Attendant for Terminal<'_> {
    fn hear(&mut self, event: &Event<'_>) {
        match event {
            Event::StartingReference => self.say(
                "No target: starting the embedded reference site on this machine and checking it.",
            ),
            Event::Located { host, is_signed } => self.located(host, *is_signed),
            Event::Asking { name, most, writes } => {
                let sent = match writes {
                    true => "writes go only to what the run itself creates",
                    false => "only GET, HEAD and OPTIONS are sent",
                };
                self.say(&format!(
                    "Asking {name} with at most {most} requests; {sent}."
                ));
                let progress = Progress::new(self.context, self.settings.verbose);
                self.progress = Some(progress);
            }
            Event::Request(event) => {
                if let Some(progress) = &mut self.progress {
                    progress.tell(event, &mut self.context.err);
                }
            }
            Event::Interrupted => interrupt::heeded(),
            Event::Writing { ledger } => interrupt::writes(*ledger),
            Event::Asked => {
                if let Some(progress) = self.progress.take() {
                    progress.finish();
                }
            }
            Event::Ended(error) => self.say(&format!("memberspec: {error}")),
        }
    }

    fn keep(&mut self, exchange: &Exchange) {
        if let Some(kept) = &mut self.kept {
            kept.push(exchange.clone());
        }
    }

    fn listener(&self) -> Option<Listener> {
        Some(Box::new(waiting(self.context.redactor.clone())))
    }

    fn consent(&mut self, intended: &Intended) -> io::Result<Option<String>> {
        consent::ask(intended, self.context)
    }
}

/// Tells the person on standard error when a request waits or is sent on.
fn waiting(redactor: Redactor) -> impl Fn(&client::Event) {
    move |event| {
        // Where standard error is gone there is nobody left to tell.
        let _gone = writeln!(Output::standard_error(redactor.clone()), "{event}");
    }
}

/// Finds a site and tries the key, without a configuration; none where there is no key. With
/// `--auth none` the site is found alone.
pub(in crate::cli) fn reach(
    check: &Check,
    context: &mut Context,
) -> Result<Option<Reached>, crate::cli::Error> {
    let (settings, target) = settings::resolve_with(check, &config::File::default(), context)?;
    let Target::Site(site) = target else {
        return Ok(None);
    };
    if settings.credentials.is_none() && settings.policy.auth != Auth::None {
        return Ok(None);
    }
    let terminal = Terminal::new(&settings, context);
    let reached = session::block_on(session::reach(&site, &settings.policy, &terminal));
    let reached = reached.and_then(|reached| reached);
    Ok(Some(reached.map_err(super::Error::Session)?))
}

/// The release of the plugin that a site runs, and how that was found; none for what is not a site.
pub(in crate::cli) fn release_of(
    check: &Check,
    context: &mut Context,
) -> Result<Option<Found>, crate::cli::Error> {
    let (settings, target) = settings::resolve(check, context)?;
    let Target::Site(site) = target else {
        return Ok(None);
    };
    let mut terminal = Terminal::new(&settings, context);
    let found = session::block_on(session::release_of(&site, &settings.policy, &terminal));
    let (found, notes) = found.and_then(|it| it).map_err(super::Error::Session)?;
    for note in notes {
        terminal.say(&format!("note: {note}"));
    }
    Ok(Some(found))
}

/// A client for a site whose REST root is known, that signs as the site wants it.
pub(in crate::cli) async fn client_for(
    check: &Check,
    root: &Url,
    context: &mut Context,
) -> Result<Client, crate::cli::Error> {
    let (settings, _) = settings::resolve(check, context)?;
    let terminal = Terminal::new(&settings, context);
    let client = session::client_for(root, &settings.policy, &terminal).await;
    Ok(client.map_err(super::Error::Session)?)
}
