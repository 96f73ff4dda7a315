use super::run::{Site, ask};
use super::site::{READER_REQUESTS, customer_requests};
use super::{Attendant, Error, Event, Policy};
use crate::client::{self, Client, Credentials, Hash, Proxy, Scheme};
use crate::finding::Outcome;
use crate::interpret::Api;
use crate::redact::Secret;
use crate::serve::{self, Running};

/// Starts the embedded reference site on a free loopback port and checks it.
pub(super) async fn judge<A: Attendant + ?Sized>(
    policy: &Policy,
    attendant: &mut A,
) -> Result<Outcome, Error> {
    attendant.hear(&Event::StartingReference);
    let options = serve::Options::default();
    let customer = options.data.customer_names();
    let running = serve::start(options).await.map_err(Error::Reference)?;
    let policy = Policy {
        customer: if policy.customer.is_empty() {
            customer
        } else {
            policy.customer.clone()
        },
        ..policy.clone()
    };
    let outcome = match Site::of_reference(&running, &policy) {
        Ok(site) => ask(site, &policy, attendant).await,
        Err(error) => Err(error),
    };
    running.stop().await;
    outcome
}

impl Site {
    /// A reference site that runs, with the keys that it has.
    ///
    /// # Errors
    ///
    /// When the client cannot be set up.
    pub(crate) fn of_reference(running: &Running, policy: &Policy) -> Result<Self, Error> {
        let scheme = Scheme::OAuth1(Hash::Sha256);
        let setup = |key: &serve::Key| {
            let credentials = Credentials {
                key: Secret::new(key.consumer_key.as_str()),
                secret: Secret::new(key.consumer_secret.as_str()),
            };
            policy.client(scheme, Some(credentials), Proxy::Direct, None)
        };
        let keys = &running.keys;
        let other = |key, max_requests| {
            let setup = client::Settings {
                max_requests,
                ..setup(key)?
            };
            Client::new(setup).map(Some).map_err(Error::Client)
        };
        let (key, reader) = match &policy.write {
            None => (&keys.read, None),
            Some(_) => (&keys.read_write, other(&keys.read, READER_REQUESTS)?),
        };
        Ok(Self {
            root: (running.url.join("wp-json/")).map_err(Error::ReferenceAddress)?,
            subject: Self::reference(),
            client: Client::new(setup(key)?).map_err(Error::Client)?,
            reader,
            customer: other(&keys.customer, customer_requests(policy))?,
            apis: Self::apis(policy),
            known: Api::ALL.to_vec(),
            notes: policy.notes.clone(),
            closed_by: None,
            early: Vec::new(),
        })
    }
}
