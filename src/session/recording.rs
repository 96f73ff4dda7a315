use std::path::Path;

use super::unrecorded::UnrecordedBodies;
use super::{Error, Policy, Target, told_or};
use crate::client::{self, Deadline};
use crate::exchange::Role;
use crate::finding::{Incomplete, Outcome, Reason};
use crate::har::{self, Entry};
use crate::input;
use crate::interpret::{Address, Api, Bodies, Challenge, Content, Credentials};
use crate::judge::{Closing, Clues, Found, Judge, Options};
use crate::redact;

/// Judges a HAR file entry by entry. A file that is cut off is judged as far as it goes, and the
/// outcome says so.
pub(super) fn judge(path: &Path, policy: &Policy) -> Result<Outcome, Error> {
    let reader = har::open(path).map_err(|source| Error::Open {
        path: path.to_owned(),
        source,
    })?;
    let mut bodies = Bodies::default();
    let read = move |entry: Entry| -> Result<_, har::Skipped> {
        let exchange = entry.into_exchange()?;
        let content = Content::of(&exchange.response, &mut bodies);
        Ok((exchange, content))
    };
    let mut reader = har::Ahead::of(reader, read).map_err(|source| Error::Thread { source })?;
    let release = told_or(policy.release, release(path));
    let misfit = policy
        .extension
        .misfit(Api::V3, policy.edition, Some(release.release));
    let mut judge = Judge::new(Options {
        release: Some(release),
        ..policy.judged()
    });
    let mut incomplete = Vec::new();
    let mut challenged = None;
    let mut unrecorded = UnrecordedBodies::default();
    while let Some(entry) = reader.next() {
        if let Some(deadline) = policy.deadline.filter(Deadline::is_over) {
            let limit = deadline.limit();
            let spent = client::Error::TimeSpent { limit };
            incomplete.push(Incomplete::new(Reason::TimeBudget, spent.to_string()));
            break;
        }
        let writer = reader.metadata().creator.as_ref();
        let is_own = writer.is_some_and(|program| program.name == env!("CARGO_PKG_NAME"));
        if is_own {
            judge.expect_own_traffic();
        } else if writer.is_some_and(|program| program.name == har::OF_CLIENT) {
            judge.expect_client_traffic();
        }
        match entry {
            Ok(Ok((exchange, content))) => {
                let api = Address::of(&exchange.request.url).map(|address| address.api);
                if let (Some(by), true) = (Challenge::of(&exchange.response), api.is_some()) {
                    judge.skip("a bot challenge instead of a response");
                    challenged = Some(by);
                    continue;
                }
                if api.is_some() {
                    unrecorded.count(&exchange);
                }
                match api {
                    _ if is_own && exchange.role == Role::Recheck => {
                        judge.skip("repeated to confirm a finding");
                    }
                    _ if is_own && exchange.role == Role::Compared => {
                        judge.see_compared(&exchange);
                    }
                    Some(api) if !policy.apis.is_empty() && !policy.apis.contains(&api) => {
                        judge.skip("a version of the API that was not requested");
                    }
                    _ => match Credentials::in_role(exchange.role).filter(|_| is_own) {
                        Some(credentials) => judge.see_as(&exchange, credentials),
                        None => judge.see_read(&exchange, content),
                    },
                }
            }
            Ok(Err(reason)) => judge.skip(&reason.to_string()),
            // What was whole has been judged; what is wrong with the rest ends the run.
            Err(source) if judge.judged() > 0 => {
                incomplete.push(Incomplete::new(Reason::RecordingBroken, source.to_string()));
            }
            Err(source) => {
                return Err(Error::Recording {
                    path: path.to_owned(),
                    source,
                });
            }
        }
    }
    let mut notes = policy.notes.clone();
    if let Some(comment) = &reader.metadata().comment {
        let name = &reader.metadata().creator;
        let is_own = name
            .as_ref()
            .is_some_and(|it| it.name == env!("CARGO_PKG_NAME"));
        // A comment that somebody wrote may hold anything; its shape would tell nobody anything.
        if is_own && is_short_comment(comment) {
            notes.push(format!("the recording was made by: {comment}"));
        }
    }
    notes.extend(misfit.map(|why| format!("the overlay was ignored: {why}")));
    if judge.judged() == 0 {
        notes.push("nothing was judged: the file holds no traffic of the Memberships API".into());
    }
    if let Some(by) = challenged {
        incomplete.push(Incomplete::new(
            Reason::BotChallenge,
            format!(
                "the recording holds bot challenges of {by} instead of responses; record again"
            ),
        ));
    }
    let limit = (
        "were truncated by the recorder",
        "record again without its limit on the size of bodies",
    );
    unrecorded.finish(limit, &mut incomplete, &mut notes);
    let subject = Target::Recording(path.to_owned()).subject();
    Ok(judge.finish(Closing {
        subject,
        notes,
        incomplete,
    }))
}

/// Whether a comment names a run and a site, and nothing else.
fn is_short_comment(text: &str) -> bool {
    let site = text.strip_prefix("memberspec check of ").unwrap_or(text);
    matches!(site, "embedded reference site" | "webhooks")
        || url::Url::parse(site).is_ok_and(|_| redact::told_link(site) == site)
}

/// How many exchanges are looked at for the release of the plugin.
const LOOKED_AT: usize = 40;

/// What the first exchanges tell of the release. A pipe can be read only once, and is not.
#[must_use]
pub(crate) fn release(path: &Path) -> Found {
    let mut clues = Clues::default();
    let reader = (!input::is_of_shell(path))
        .then(|| har::open(path).ok())
        .flatten();
    // What cannot be read is told when it is judged.
    for entry in reader.into_iter().flatten().take(LOOKED_AT) {
        let Ok(Ok(exchange)) = entry.map(Entry::into_exchange) else {
            continue;
        };
        clues.learn(&exchange);
    }
    clues.found()
}
