use std::sync::Arc;

use url::Url;

use super::keeper::{Keeper, Observed};
use super::writing::Prepared;
use super::{Attendant, Error, Event, Policy, Target};
use crate::base::plural;
use crate::checks::own_contract;
use crate::client::{Client, Scheme};
use crate::config::Auth;
use crate::contract::Contract;
use crate::document::{Edition, Release};
use crate::exchange::{Exchange, Role};
use crate::finding::{Incomplete, Outcome, Reason, SelfDescription, Subject, SubjectKind};
use crate::interpret::Api;
use crate::judge::{By, Closing, Found, Judge, Options};
use crate::learn::{Learned, compare, sum};
use crate::probe::Aside;
use crate::runner::{self, Clients, Holding, Plan};

/// A site that was found, and how to ask it.
#[derive(Debug)]
pub(crate) struct Site {
    pub(super) root: Url,
    pub(super) subject: Subject,
    pub(super) client: Client,
    /// Signs with a read-only key.
    pub(super) reader: Option<Client>,
    /// Signs as a plain customer of the shop.
    pub(super) customer: Option<Client>,
    pub(super) apis: Vec<Api>,
    pub(super) known: Vec<Api>,
    pub(super) notes: Vec<String>,
    /// The error code by which something closes the REST API to visitors.
    pub(super) closed_by: Option<String>,
    /// The responses by which it was found, which need not be requested again.
    pub(super) early: Vec<Exchange>,
}

/// A live session under way: [`Run::read`], then [`Run::write`] where the policy allows it, then
/// [`Run::finish`].
pub(crate) struct Run<'a> {
    policy: &'a Policy,
    site: Site,
    judge: Judge,
    keeper: Keeper,
    writing: Option<Prepared>,
    /// The responses received while the release was looked for that a run requests as well.
    answered: Vec<Exchange>,
    /// Whether the site answered while the release was looked for.
    reached: bool,
    /// Whether the site has said its address and time zone.
    knows_site: bool,
    /// The version that is judged first, and its contract.
    first: Option<(Api, Arc<Contract>)>,
    notes: Vec<String>,
    incomplete: Vec<Incomplete>,
    has_ended: bool,
}

/// What the person says wins over what was found, and is reported where the two differ.
#[must_use]
pub(crate) fn told_or(told: Option<Release>, found: Found) -> Found {
    let Some(release) = told else { return found };
    Found {
        release,
        by: By::Told,
        named: found.named,
        against: Vec::new(),
    }
}

impl Policy {
    /// What a judge needs to know of it.
    pub(super) fn judged(&self) -> Options {
        Options {
            edition: self.edition,
            strictness: self.strictness,
            selection: self.selection.clone(),
            extension: self.extension.clone(),
            release: None,
            customer: self.customer.clone(),
            webhook_secret: self.webhook_secret.clone(),
            curl: self.access.curl(&self.trust),
            listed: self.listed.clone(),
        }
    }
}

/// The index of the site's REST API, if it was shown to a visitor and says where the site is.
fn index(site: &Site) -> Option<Exchange> {
    let path = |url: &Url| url.path().trim_end_matches('/').to_owned();
    let answer = site.early.iter().find(|answer| {
        let says_home = || {
            let body = answer.response.body.bytes();
            let index: Option<serde_json::Value> = serde_json::from_slice(body).ok();
            index.is_some_and(|index| index.get("home").is_some_and(serde_json::Value::is_string))
        };
        answer.response.status == 200
            && path(&answer.request.url) == path(&site.root)
            && says_home()
    })?;
    Some(Exchange {
        label: Some("to compare: the site's address and time zone".to_owned()),
        role: Role::Compared,
        ..answer.clone()
    })
}

impl<'a> Run<'a> {
    /// Asks for consent where something is to be written, and finds the release.
    ///
    /// # Errors
    ///
    /// When nobody agrees, and when a file cannot be written.
    pub(crate) async fn begin<A: Attendant + ?Sized>(
        mut site: Site,
        policy: &'a Policy,
        attendant: &mut A,
    ) -> Result<Self, Error> {
        let writing = match (&policy.write, site.apis.first()) {
            (Some(write), Some(api)) => Some(Prepared::of(&site, *api, write, attendant).await?),
            _ => None,
        };
        attendant.hear(&Event::Asking {
            name: &site.subject.name,
            most: policy.max_requests,
            writes: writing.is_some(),
        });
        let api = site.apis.first().copied();
        let mut keeper = Keeper::new(policy, &site.subject, api)?;
        let holding = holding(&site.client);
        let (release, answers) = match (api, policy.release, holding) {
            (None, ..) => (None, Vec::new()),
            (_, None, Holding::Nothing) => (Some(Found::assumed()), Vec::new()),
            (Some(api), told, _) => {
                let (found, answers) =
                    runner::find_release(&site.client, &site.root, api, &site.known, &site.early)
                        .await;
                (Some(told_or(told, found)), answers)
            }
        };
        let mut judge = Judge::new(Options {
            release,
            ..policy.judged()
        });
        let reached = !answers.is_empty();
        let (beside, answered): (Vec<_>, Vec<_>) = answers
            .into_iter()
            // What failed is requested anew: its repetition would come much later than at once.
            .partition(|answer| {
                answer.role == Role::Compared || !(200..300).contains(&answer.response.status)
            });
        judge.expect_closed(site.closed_by.take());
        let index = index(&site);
        let knows_site = index.is_some();
        let beside: Vec<Exchange> = index.into_iter().chain(beside).collect();
        for answer in &beside {
            keeper.keep(answer, attendant).map_err(Error::Kept)?;
            judge.see_compared(answer);
        }
        let mut notes = std::mem::take(&mut site.notes);
        for api in &site.apis {
            let extension = &policy.extension;
            let misfit = extension.misfit(*api, policy.edition, judge.release());
            notes.extend(misfit.map(|why| format!("{api} is judged without the overlay: {why}")));
        }
        let mut incomplete = Vec::new();
        if holding == Holding::Nothing && policy.auth != Auth::None {
            incomplete.push(Incomplete::new(
                Reason::CredentialsMissing,
                "there are no credentials, so only public endpoints were judged; set \
                 MEMBERSPEC_KEY and MEMBERSPEC_SECRET, or give --auth none if this is intended",
            ));
        }
        Ok(Self {
            policy,
            site,
            judge,
            keeper,
            writing,
            answered,
            reached,
            knows_site,
            first: None,
            notes,
            incomplete,
            has_ended: false,
        })
    }

    /// Asks everything that can be asked without changing the site.
    ///
    /// # Errors
    ///
    /// When an exchange cannot be recorded.
    pub(crate) async fn read<A: Attendant + ?Sized>(
        &mut self,
        attendant: &mut A,
    ) -> Result<(), Error> {
        let apis = self.site.apis.clone();
        // The versions are compared once, beside the first that is judged.
        let known = self.site.known.iter();
        let mut beside: Vec<Api> = known
            .filter(|known| Some(*known) != apis.first())
            .copied()
            .collect();
        for api in apis {
            // What is asked follows what sites answer, whichever contract judges.
            let Some(contract) = own_contract(api, Edition::Observed, self.judge.release()) else {
                self.notes.push(format!(
                    "{api} was not judged: this release does not have it"
                ));
                continue;
            };
            let plan = Plan {
                root: self.site.root.clone(),
                api,
                contract: &contract,
                aside: Aside {
                    apis: std::mem::take(&mut beside),
                    customer: self.policy.customer.clone(),
                    has_customer_caller: self.site.customer.is_some(),
                    knows_site: self.knows_site,
                    scope: self.policy.scope,
                    budget: self.policy.max_requests,
                },
                credentials: holding(&self.site.client),
                answered: std::mem::take(&mut self.answered),
                reached: self.reached,
                concurrency: self.policy.concurrency,
                stop: self.policy.stop.clone(),
            };
            let mut observer = Observed {
                keeper: &mut self.keeper,
                attendant: &mut *attendant,
            };
            let clients = Clients {
                own: &self.site.client,
                customer: self.site.customer.as_ref(),
            };
            let ended = runner::run(clients, &plan, &mut self.judge, &mut observer);
            let ended = ended.await.map_err(Error::Kept)?;
            if ended
                .as_ref()
                .is_some_and(|it| it.reason == Reason::Interrupted)
            {
                attendant.hear(&Event::Interrupted);
            }
            self.first.get_or_insert((api, contract));
            self.has_ended = ended.is_some();
            self.incomplete.extend(ended);
            if self.has_ended {
                break;
            }
        }
        Ok(())
    }

    /// Tests the full life cycle of memberships, if the policy allows it, and cleans up.
    ///
    /// # Errors
    ///
    /// When an exchange cannot be recorded or the ledger cannot be written.
    pub(crate) async fn write<A: Attendant + ?Sized>(
        &mut self,
        attendant: &mut A,
    ) -> Result<(), Error> {
        let Some(mut writing) = self.writing.take() else {
            return Ok(());
        };
        if self.has_ended {
            self.incomplete.push(Incomplete::new(
                Reason::WritesNotDone,
                "the run ended before its writes: nothing was written",
            ));
            return Ok(());
        }
        attendant.hear(&Event::Writing {
            ledger: writing.ledger(),
        });
        // Nothing is asked again while the site is written to.
        self.judge.expect_own_traffic();
        let mut observer = Observed {
            keeper: &mut self.keeper,
            attendant,
        };
        let stop = self.policy.stop.clone();
        let ended = writing.run(&mut self.judge, stop, &mut observer, &mut self.notes);
        self.incomplete.extend(ended.await?);
        Ok(())
    }

    /// Judges what the site sent by itself: a delivery of a webhook.
    pub(crate) fn judge(&mut self, delivery: &Exchange) {
        self.judge.see(delivery);
    }

    /// How many requests were sent.
    #[must_use]
    pub(crate) fn requests(&self) -> u64 {
        let others = [&self.site.reader, &self.site.customer];
        let others = others.into_iter().flatten().map(Client::sent);
        self.site.client.sent() + others.sum::<u64>()
    }

    /// Sums the session up.
    ///
    /// # Errors
    ///
    /// When the recording cannot be ended.
    pub(crate) fn finish<A: Attendant + ?Sized>(self, attendant: &mut A) -> Result<Outcome, Error> {
        attendant.hear(&Event::Asked);
        let release = self.judge.release().unwrap_or(Release::MEASURED);
        let mut incomplete = self.incomplete;
        incomplete.extend(self.keeper.incomplete(self.policy.max_body));
        let learned = self.keeper.finish()?;
        let mut notes = self.notes;
        let resent = self.site.client.resent();
        if resent > 0 {
            notes.push(format!(
                "the site closed {} before the end of a response; the request was sent again",
                plural(resent, "connection")
            ));
        }
        let subject = self.site.subject;
        let described = self.first.map(|(api, contract)| {
            let command = match subject.kind {
                SubjectKind::Reference => "memberspec learn --compare".to_owned(),
                _ => format!("memberspec learn --compare {}", subject.name),
            };
            described(&learned, (api, release), &contract, self.policy, command)
        });
        let mut outcome = self.judge.finish(Closing {
            subject,
            notes,
            incomplete,
        });
        outcome.described = described.transpose()?.flatten();
        Ok(outcome)
    }
}

/// Asks a site everything and judges the responses.
pub(super) async fn ask<A: Attendant + ?Sized>(
    site: Site,
    policy: &Policy,
    attendant: &mut A,
) -> Result<Outcome, Error> {
    let mut run = Run::begin(site, policy, attendant).await?;
    run.read(attendant).await?;
    run.write(attendant).await?;
    run.finish(attendant)
}

impl Site {
    /// The versions that a policy requests; v3 by default.
    pub(super) fn apis(policy: &Policy) -> Vec<Api> {
        match policy.apis.as_slice() {
            [] => vec![Api::V3],
            apis => apis.to_vec(),
        }
    }

    /// The subject of a report that the reference site is.
    pub(super) fn reference() -> Subject {
        Target::Reference.subject()
    }
}

fn holding(client: &Client) -> Holding {
    match client.scheme() {
        Scheme::None => Holding::Nothing,
        _ => Holding::Credentials,
    }
}

/// What came of holding the site's description of itself against contract and answers; none where
/// it gave none.
fn described(
    learned: &Learned,
    (api, release): (Api, Release),
    contract: &Contract,
    policy: &Policy,
    command: String,
) -> Result<Option<SelfDescription>, Error> {
    if !learned.has_description() {
        return Ok(None);
    }
    let lines = if policy.extension.is_empty() {
        compare(learned, contract, api, false)
    } else {
        let document = policy
            .extension
            .extended(api, Edition::Observed, Some(release));
        let contract = Contract::compile(document.unwrap_or_default()).map_err(Error::Contract)?;
        compare(learned, &contract, api, false)
    };
    Ok(Some(SelfDescription {
        command,
        ..sum(&lines)
    }))
}
