use std::sync::{Arc, Mutex, PoisonError};

use url::Url;

use super::run::{Site, ask};
use super::{Attendant, Error, Event, Policy};
use crate::client::{
    self, Client, Credentials, Hash, LocateError, Located, NegotiateError, Proxy, Scheme, locate,
    negotiate,
};
use crate::config::Auth;
use crate::exchange::{Exchange, Method, PlannedRequest};
use crate::finding::{Outcome, Subject, SubjectKind};
use crate::interpret::{Api, is_page};
use crate::judge::Found;
use crate::probe::Scope;
use crate::redact;
use crate::runner;

/// How many requests are made at most with a read-only key.
pub(super) const READER_REQUESTS: u64 = 8;

/// How many requests are made at most as a customer, those that confirm a finding included.
pub(super) fn customer_requests(policy: &Policy) -> u64 {
    match policy.scope {
        Scope::Quick => Scope::QUICK_CUSTOMER_REQUESTS as u64,
        Scope::Standard | Scope::Thorough => 24,
    }
}

const IN_THE_CLEAR: &str = "the values of --header and --site-auth were sent unencrypted, because the \
                            address of the site is http";

/// Finds a site on the network, agrees with it on how to show who asks, and checks it.
pub(super) async fn judge<A: Attendant + ?Sized>(
    typed: &str,
    policy: &Policy,
    early: &Arc<Mutex<Vec<Exchange>>>,
    attendant: &mut A,
) -> Result<Outcome, Error> {
    let client = client(typed, policy, attendant)?.tapped(Some(Arc::clone(early)));
    let (located, apis, scheme, mut notes) = found(&client, typed, policy).await?;
    notes.extend(policy.notes.iter().cloned());
    if client::is_in_the_clear(&located.root) && !client.settings().extra.is_empty() {
        notes.push(IN_THE_CLEAR.to_owned());
    }
    notes.extend(clock_note(early));
    attendant.hear(&Event::Located {
        host: located.root.host_str().unwrap_or_default(),
        is_signed: scheme != Scheme::None,
    });
    let home = client::home(typed, policy.access.rest_prefix.as_deref());
    let home = home.unwrap_or_else(|| located.root.clone());
    let name = name(&located.root, &home);
    let reader = policy.write.as_ref().and_then(|it| it.reader.as_ref());
    let customer = policy.customer_credentials.as_ref();
    let site = Site {
        subject: Subject {
            name,
            kind: SubjectKind::Site,
            apis: Vec::new(),
        },
        reader: other(
            READER_REQUESTS,
            reader,
            policy,
            scheme,
            (&located.root, typed),
        )?,
        customer: other(
            customer_requests(policy),
            customer,
            policy,
            scheme,
            (&located.root, typed),
        )?,
        root: located.root,
        client: client.tapped(None).with_scheme(scheme),
        apis,
        known: located.apis,
        notes,
        closed_by: located.closed_by,
        early: early.lock().unwrap_or_else(PoisonError::into_inner).clone(),
    };
    ask(site, policy, attendant).await
}

/// A site that was found and accepts the key.
#[derive(Debug)]
pub(crate) struct Reached {
    /// The versions that it has, oldest first.
    pub(crate) apis: Vec<Api>,
    /// What a person should know of it.
    pub(crate) notes: Vec<String>,
}

/// Finds a site and tries the key, and asks nothing else.
///
/// # Errors
///
/// When there is no such site, and when it does not accept the key.
pub(crate) async fn reach(
    typed: &str,
    policy: &Policy,
    attendant: &dyn Attendant,
) -> Result<Reached, Error> {
    let client = client(typed, policy, attendant)?;
    let (located, _, _, notes) = found(&client, typed, policy).await?;
    Ok(Reached {
        apis: located.apis,
        notes,
    })
}

/// The release of the plugin that a site runs, by the evidence that a check uses, with whatever a person
/// should know of it. A handful of requests, all of which only read.
///
/// # Errors
///
/// When there is no such site, and when it does not accept the key.
pub(crate) async fn release_of(
    typed: &str,
    policy: &Policy,
    attendant: &dyn Attendant,
) -> Result<(Found, Vec<String>), Error> {
    let early = Arc::new(Mutex::new(Vec::new()));
    let client = client(typed, policy, attendant)?.tapped(Some(Arc::clone(&early)));
    let (located, apis, scheme, notes) = found(&client, typed, policy).await?;
    // What visitors see tells releases apart too roughly to go by.
    if scheme == Scheme::None {
        return Ok((Found::assumed(), notes));
    }
    let api = apis.first().copied().unwrap_or(Api::V3);
    let client = client.tapped(None).with_scheme(scheme);
    let early = early.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let (found, _) = runner::find_release(&client, &located.root, api, &located.apis, &early).await;
    Ok((found, notes))
}

/// Where the site is, which versions to ask for, how to show who asks, and what is notable about it.
async fn found(
    client: &Client,
    typed: &str,
    policy: &Policy,
) -> Result<(Located, Vec<Api>, Scheme, Vec<String>), Error> {
    let located = match locate(client, typed, policy.access.rest_prefix.as_deref()).await {
        Ok(located) => located,
        Err(error) => behind(client, policy, error).await?,
    };
    let apis = settled(policy, &located);
    let (scheme, mut notes) = scheme(client, &located.root, &apis, policy.auth).await?;
    notes.splice(0..0, located.notes.iter().cloned());
    Ok((located, apis, scheme, notes))
}

/// By how much this machine's clock differs from the site's, if that is more than a few minutes.
fn clock_note(early: &Mutex<Vec<Exchange>>) -> Option<String> {
    const FEW: u64 = 5 * 60;
    let early = early.lock().unwrap_or_else(PoisonError::into_inner);
    let ahead = early.iter().rev().find_map(client::ahead)?;
    (ahead.unsigned_abs() > FEW).then(|| {
        format!(
            "this machine's clock is {} the site's, by its Date header; a site accepts signatures \
             (OAuth 1.0a) for 15 minutes",
            client::distance(ahead)
        )
    })
}

/// The address of a site as a person types it: what is before the usual path of the REST API, else
/// the home.
fn name(root: &Url, home: &Url) -> String {
    let root = redact::url(root);
    let usual = root.trim_end_matches('/').strip_suffix("/wp-json");
    let home = redact::url(home);
    usual.unwrap_or(home.trim_end_matches('/')).to_owned()
}

/// Looks with the key for what the index hides from visitors. Some plugins close the index or empty
/// it, and let keys in.
async fn behind(client: &Client, policy: &Policy, error: LocateError) -> Result<Located, Error> {
    let Some(root) = error.silent_root().cloned() else {
        return Err(Error::Locate(error));
    };
    if client.settings().credentials.is_none() {
        return Err(Error::Locate(error));
    }
    let scheme = match scheme(client, &root, &[Api::V3], policy.auth).await {
        Ok((scheme, _)) => scheme,
        // What closes the index rejects keys as well.
        Err(Error::Negotiate(NegotiateError::Refused(refusal))) if !refusal.is_of_woocommerce() => {
            return Err(Error::Locate(error));
        }
        Err(refused) => return Err(refused),
    };
    let client = client.clone().with_scheme(scheme);
    let mut apis = Vec::new();
    for api in Api::ALL {
        let path = format!("/wc/{api}/memberships");
        let index = PlannedRequest::below(&root, "find the site", Method::Get, &path)
            .with("_fields", "namespace");
        let answer = client.send(&index).await.map_err(Error::Client)?;
        if answer.response.status == 200 && !is_page(answer.response.body.bytes()) {
            apis.push(api);
        }
    }
    if apis.is_empty() {
        return Err(Error::Locate(error));
    }
    Ok(Located {
        root,
        apis,
        notes: vec![match &error {
            LocateError::Closed { status, .. } => format!(
                "the index of the REST API is closed to visitors (status {status}); the versions \
                 of the API were requested with the key"
            ),
            _ => "the index of the REST API does not list the memberships API; its versions were \
                  requested with the key"
                .to_owned(),
        }],
        closed_by: match error {
            LocateError::Closed { code, .. } => code,
            _ => None,
        },
    })
}

/// A client that does not sign yet, and whose waiting the attendant hears of.
fn client<A: Attendant + ?Sized>(
    typed: &str,
    policy: &Policy,
    attendant: &A,
) -> Result<Client, Error> {
    let credentials = policy.credentials.clone();
    let credentials = credentials.filter(|_| policy.auth != Auth::None);
    let setup = policy.client(
        Scheme::None,
        credentials,
        proxy(typed),
        client::home(typed, None),
    )?;
    let client = Client::new(setup).map_err(Error::Client)?;
    Ok(match attendant.listener() {
        Some(listener) => client.on_event(listener),
        None => client,
    })
}

/// A client for a site whose REST root is known, that signs as the site wants it.
///
/// # Errors
///
/// When there are no credentials, and when the site does not take them.
pub(crate) async fn client_for(
    root: &Url,
    policy: &Policy,
    attendant: &dyn Attendant,
) -> Result<Client, Error> {
    if policy.credentials.is_none() {
        return Err(Error::WriteWithoutCredentials);
    }
    let client = client(root.as_str(), policy, attendant)?;
    let (scheme, _) = scheme(&client, root, &policy.apis, policy.auth).await?;
    Ok(client.with_scheme(scheme))
}

/// A client with the key that may only read, if one is configured. It asks little.
fn other(
    max_requests: u64,
    credentials: Option<&Credentials>,
    policy: &Policy,
    scheme: Scheme,
    (root, typed): (&Url, &str),
) -> Result<Option<Client>, Error> {
    let Some(credentials) = credentials.cloned() else {
        return Ok(None);
    };
    // A user with an application password may stand beside a consumer key, and the other way round.
    let is_key = credentials.key.expose().starts_with("ck_");
    let scheme = match (is_key, scheme) {
        (false, _) => Scheme::ApplicationPassword,
        (true, Scheme::ApplicationPassword) if root.scheme() == "https" => Scheme::Basic,
        (true, Scheme::ApplicationPassword) => Scheme::OAuth1(Hash::Sha256),
        (true, scheme) => scheme,
    };
    let setup = client::Settings {
        max_requests,
        ..policy.client(
            scheme,
            Some(credentials),
            proxy(typed),
            client::home(typed, None),
        )?
    };
    Client::new(setup).map(Some).map_err(Error::Client)
}

/// The versions to ask for: as told, else v3 where the site has it, else its newest.
fn settled(policy: &Policy, located: &Located) -> Vec<Api> {
    match located.apis.last() {
        Some(newest) if policy.apis.is_empty() && !located.apis.contains(&Api::V3) => {
            vec![*newest]
        }
        _ => Site::apis(policy),
    }
}

/// How to show who asks, and what the person should know about it.
async fn scheme(
    client: &Client,
    root: &Url,
    apis: &[Api],
    auth: Auth,
) -> Result<(Scheme, Vec<String>), Error> {
    let has_credentials = client.settings().credentials.is_some();
    let api = apis.first().copied().unwrap_or(Api::V3);
    let list = root
        .join(&format!("wc/{api}/memberships/members"))
        .map_err(Error::ReferenceAddress)?;
    let chosen = match auth {
        Auth::None => return Ok((Scheme::None, Vec::new())),
        Auth::Auto if !has_credentials => return Ok((Scheme::None, Vec::new())),
        Auth::Auto => {
            let agreed = negotiate(client, &list).await.map_err(Error::Negotiate)?;
            let notes = agreed.note.iter().map(|note| (*note).to_owned()).collect();
            return Ok((agreed.scheme, notes));
        }
        Auth::Basic => Scheme::Basic,
        Auth::Query => Scheme::Query,
        Auth::Oauth1 => Scheme::OAuth1(Hash::Sha256),
        Auth::ApplicationPassword => Scheme::ApplicationPassword,
    };
    // Asked for by name, it is tried once, so that a refusal is explained before the run.
    let answer = client::attempt(client, &list, chosen).await;
    let answer = answer.map_err(Error::Client)?;
    match client::explain(&answer, chosen) {
        Some(refusal) => Err(Error::Negotiate(NegotiateError::Refused(refusal))),
        None => Ok((chosen, Vec::new())),
    }
}

/// A site on this machine is asked directly, any other as the system's proxy settings say.
pub(super) fn proxy(typed: &str) -> Proxy {
    let bare = typed.split_once("://").map_or(typed, |(_, rest)| rest);
    let local = ["localhost", "127.", "[::1]"]
        .iter()
        .any(|host| bare.starts_with(host));
    if local { Proxy::Direct } else { Proxy::System }
}
