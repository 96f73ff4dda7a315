use std::io::Write;

use super::Error;
use super::settings::Settings;
use super::site::{self, Address};
use crate::cli::Context;
use crate::client::{self, Client, Credentials, Hash, Proxy, Scheme};
use crate::finding::{Outcome, Subject, SubjectKind};
use crate::redact::Secret;
use crate::seen::Api;
use crate::serve;

/// Starts the embedded reference site on a free loopback port and checks it.
pub(super) async fn judge(
    settings: &Settings,
    context: &mut Context,
) -> Result<Outcome, crate::cli::Error> {
    writeln!(
        context.err,
        "No target: the embedded reference site is started on this machine and checked."
    )?;
    let options = serve::Options::default();
    let customer = options.data.customer_names();
    let site = serve::start(options).await.map_err(Error::Reference)?;
    let scheme = Scheme::OAuth1(Hash::Sha256);
    let setup = |key: &serve::Key| {
        let credentials = Credentials {
            key: Secret::new(key.consumer_key.as_str()),
            secret: Secret::new(key.consumer_secret.as_str()),
        };
        site::client_settings(settings, scheme, Some(credentials), Proxy::Direct)
    };
    let (key, reader) = match &settings.write {
        None => (&site.keys.read, None),
        Some(_) => {
            let setup = client::Settings {
                max_requests: site::READER_REQUESTS,
                ..setup(&site.keys.read)?
            };
            let reader = Client::new(setup).map_err(Error::Client)?;
            (&site.keys.read_write, Some(reader))
        }
    };
    let address = Address {
        root: site.url.join("wp-json/").map_err(Error::ReferenceAddress)?,
        subject: Subject {
            name: "embedded reference site".into(),
            kind: SubjectKind::Reference,
            apis: Vec::new(),
        },
        client: Client::new(setup(key)?).map_err(Error::Client)?,
        reader,
        apis: if settings.apis.is_empty() {
            vec![Api::V3]
        } else {
            settings.apis.clone()
        },
        known: Api::ALL.to_vec(),
        notes: Vec::new(),
    };
    let settings = Settings {
        customer: if settings.customer.is_empty() {
            customer
        } else {
            settings.customer.clone()
        },
        ..settings.clone()
    };
    let outcome = site::ask(address, &settings, context).await;
    site.stop().await;
    outcome
}
