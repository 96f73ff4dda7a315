use std::io::Write;
use std::sync::Arc;

use super::Error;
use super::settings::Settings;
use super::site::{self, Address};
use crate::cli::Context;
use crate::client::{self, Client, Credentials, Hash, Located, Proxy, Scheme, locate, negotiate};
use crate::config::Auth;
use crate::finding::{Outcome, Subject, SubjectKind};
use crate::redact;
use crate::seen::Api;

/// Finds a site on the network, agrees with it on how to show who asks, and checks it.
pub(super) async fn judge(
    typed: &str,
    settings: &Settings,
    context: &mut Context,
) -> Result<Outcome, crate::cli::Error> {
    let credentials = settings
        .credentials
        .as_ref()
        .filter(|_| settings.auth != Auth::None);
    let credentials = credentials.map(|it| Credentials {
        key: it.key.clone(),
        secret: it.secret.clone(),
    });
    let setup = site::client_settings(settings, Scheme::None, credentials, proxy(typed))?;
    let client = site::listened(Client::new(setup).map_err(Error::Client)?, context);
    let client = client.tapped(Some(Arc::clone(&settings.early)));
    let located = locate(&client, typed).await.map_err(Error::Locate)?;
    let apis = settled(settings, &located);
    let (scheme, mut notes) = scheme(&client, &located, &apis, settings.auth).await?;
    notes.splice(0..0, located.notes.iter().cloned());
    if let Some(pair) = &settings.credentials {
        let host = located.root.host_str().unwrap_or_default();
        let (shown, source) = (pair.shown(), &pair.source);
        writeln!(
            context.err,
            "Authenticating at {host} with {shown} from {source}."
        )?;
    }
    if settings.is_insecure_by_file {
        writeln!(
            context.err,
            "WARNING: `insecure` in the configuration switches the check of certificates off; \
             whoever stands in between can read the key."
        )?;
        notes.push("certificates were not checked: the configuration says `insecure`".to_owned());
    }
    if scheme == Scheme::None {
        writeln!(
            context.err,
            "No credentials: only what is public is asked. Set MEMBERSPEC_KEY and \
             MEMBERSPEC_SECRET for the rest."
        )?;
    }
    let name = redact::url(&located.root);
    let address = Address {
        subject: Subject {
            name: name
                .trim_end_matches('/')
                .trim_end_matches("/wp-json")
                .to_owned(),
            kind: SubjectKind::Site,
            apis: Vec::new(),
        },
        root: located.root,
        client: client.tapped(None).with_scheme(scheme),
        reader: reader(settings, scheme, proxy(typed))?,
        apis,
        known: located.apis,
        notes,
    };
    site::ask(address, settings, context).await
}

/// A client for a site whose REST root is known, that signs as the site wants it.
pub(in crate::cli) async fn client_for(
    check: &super::Check,
    root: &url::Url,
    context: &Context,
) -> Result<Client, crate::cli::Error> {
    let (settings, _) = super::settings::resolve(check, context)?;
    let Some(pair) = &settings.credentials else {
        return Err(Error::WriteWithoutCredentials.into());
    };
    let credentials = Credentials {
        key: pair.key.clone(),
        secret: pair.secret.clone(),
    };
    let setup = site::client_settings(
        &settings,
        Scheme::None,
        Some(credentials),
        proxy(root.as_str()),
    )?;
    let client = site::listened(Client::new(setup).map_err(Error::Client)?, context);
    let located = Located {
        root: root.clone(),
        apis: Vec::new(),
        notes: Vec::new(),
    };
    let (scheme, _) = scheme(&client, &located, &settings.apis, settings.auth).await?;
    Ok(client.with_scheme(scheme))
}

/// A client with the key that may only read, if one is configured. It asks little.
fn reader(settings: &Settings, scheme: Scheme, proxy: Proxy) -> Result<Option<Client>, Error> {
    let pair = settings
        .write
        .as_ref()
        .and_then(|write| write.reader.as_ref());
    let Some(pair) = pair else { return Ok(None) };
    let credentials = Credentials {
        key: pair.key.clone(),
        secret: pair.secret.clone(),
    };
    let setup = client::Settings {
        max_requests: site::READER_REQUESTS,
        ..site::client_settings(settings, scheme, Some(credentials), proxy)?
    };
    Client::new(setup).map(Some).map_err(Error::Client)
}

/// The versions to ask for: as told, else v3 where the site has it, else its newest.
fn settled(settings: &Settings, located: &Located) -> Vec<Api> {
    if !settings.apis.is_empty() {
        return settings.apis.clone();
    }
    match located.apis.last() {
        Some(newest) if !located.apis.contains(&Api::V3) => vec![*newest],
        _ => vec![Api::V3],
    }
}

/// How to show who asks, and what the person should know about it.
async fn scheme(
    client: &Client,
    located: &Located,
    apis: &[Api],
    auth: Auth,
) -> Result<(Scheme, Vec<String>), crate::cli::Error> {
    let has_credentials = client.settings().credentials.is_some();
    let api = apis.first().copied().unwrap_or(Api::V3);
    let list = located
        .root
        .join(&format!("wc/{api}/memberships/members?per_page=1"))
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
    let question = client::Ask::get(list).signed(client::Signing::By(chosen));
    let answer = client.send(&question).await.map_err(Error::Client)?;
    match client::explain(&answer, chosen) {
        Some(refusal) => Err(Error::Negotiate(client::NegotiateError::Refused(refusal)).into()),
        None => Ok((chosen, Vec::new())),
    }
}

/// A site on this machine is asked directly, any other as the system's proxy settings say.
fn proxy(typed: &str) -> Proxy {
    let bare = typed.split_once("://").map_or(typed, |(_, rest)| rest);
    let local = ["localhost", "127.", "[::1]"]
        .iter()
        .any(|host| bare.starts_with(host));
    if local { Proxy::Direct } else { Proxy::System }
}
