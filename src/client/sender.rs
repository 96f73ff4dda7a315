use std::collections::HashSet;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;
use tokio::time::timeout_at;
use url::Url;

use crate::exchange::{Exchange, Method, PlannedRequest, Request, Response};
use crate::interpret::Challenge;
use crate::redact;

use super::pace::Pace;
use super::redirect::{self, Next};
use super::retry::{self, Patience};
use super::tls::{self, Http};
use super::{Deadline, Error, Event, Scheme, Settings, Writes, classify, gate, sign, wire};

/// Asks a site. Clones share the connections, the pace and the budget.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    scheme: Scheme,
    writes: Writes,
    deadline: Option<Deadline>,
    listener: Option<Arc<Listener>>,
    tap: Option<Arc<Mutex<Vec<Exchange>>>>,
}

type Listener = dyn Fn(&Event) + Send + Sync;

struct Shared {
    http: Http,
    settings: Settings,
    pace: Pace,
    slots: Semaphore,
    /// How many requests were sent again because the site closed the connection.
    resent: AtomicU64,
}

/// One connection of so many requests may be closed by accident. A site that closes more has a fault,
/// which must show.
const REQUESTS_PER_DROP: u64 = 50;

impl Client {
    /// Sets up connections; sends nothing yet.
    ///
    /// # Errors
    ///
    /// [`Error::Certificates`] or [`Error::Setup`].
    pub fn new(settings: Settings) -> Result<Self, Error> {
        Ok(Self {
            scheme: settings.scheme,
            writes: settings.writes.clone(),
            deadline: settings.deadline,
            listener: None,
            tap: None,
            shared: Arc::new(Shared {
                http: tls::http(&settings)?,
                pace: Pace::new(settings.rate, settings.max_requests),
                slots: Semaphore::new(settings.concurrency.get()),
                resent: AtomicU64::new(0),
                settings,
            }),
        })
    }

    /// The same client with another scheme for those who sign.
    #[must_use]
    pub fn with_scheme(mut self, scheme: Scheme) -> Self {
        self.scheme = scheme;
        self
    }

    /// The same client, allowed to write what `writes` says.
    #[must_use]
    pub fn with_writes(mut self, writes: Writes) -> Self {
        self.writes = writes;
        self
    }

    /// The same client without an end of its time: what a run has made is removed even then.
    #[must_use]
    pub fn without_deadline(mut self) -> Self {
        self.deadline = None;
        self
    }

    /// The same client, telling `listener` about waits and redirects.
    #[must_use]
    pub fn on_event(mut self, listener: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        self.listener = Some(Arc::new(listener));
        self
    }

    /// The same client, keeping every exchange in `tap` as well.
    #[must_use]
    pub fn tapped(mut self, tap: Option<Arc<Mutex<Vec<Exchange>>>>) -> Self {
        self.tap = tap;
        self
    }

    /// How it behaves.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    /// The scheme of those who sign.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// How many requests went out so far, redirects and repetitions included.
    #[must_use]
    pub fn sent(&self) -> u64 {
        self.shared.pace.sent()
    }

    /// How many of them were sent again because the site closed the connection before the end of its
    /// response.
    #[must_use]
    pub fn resent(&self) -> u64 {
        self.shared.resent.load(Ordering::Relaxed)
    }

    /// Asks, follows redirects within the site, waits where the site asks for it, and responds with
    /// the last request, as it really went out, and the response to it.
    ///
    /// A body that is too long, late or broken is [`crate::exchange::Body::Cut`], no error.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; nothing was sent for [`Error::WriteRefused`], [`Error::BudgetSpent`],
    /// [`Error::NoCredentials`], [`Error::SecretInTheClear`], [`Error::AuthorizationTaken`],
    /// [`Error::UnsignableList`] and [`Error::InvalidHeader`].
    pub async fn send(&self, planned: &PlannedRequest) -> Result<Exchange, Error> {
        // It fails only when closed, and nothing closes it.
        let _slot = self.shared.slots.acquire().await.ok();
        let first = &planned.request.url;
        let mut url = first.clone();
        let mut seen = HashSet::from([url.clone()]);
        loop {
            let exchange = self.patiently(planned, &url).await?;
            match redirect::next(&exchange) {
                Next::Stay => return Ok(exchange),
                Next::Elsewhere(to) => {
                    return Err(Error::RedirectedElsewhere {
                        from: redact::url(&url),
                        to: redact::told_link(to.as_str()),
                    });
                }
                Next::Follow(to) => {
                    if !seen.insert(to.clone()) {
                        return Err(Error::RedirectLoop {
                            url: redact::url(&to),
                        });
                    }
                    if seen.len() > redirect::LIMIT {
                        return Err(Error::TooManyRedirects {
                            url: redact::url(first),
                            limit: redirect::LIMIT,
                        });
                    }
                    self.tell(|| Event::Redirected {
                        from: redact::url(&url),
                        to: redact::told_link(to.as_str()),
                    });
                    url = to;
                }
            }
        }
    }

    /// One address, as often as the site asks to wait.
    async fn patiently(&self, planned: &PlannedRequest, url: &Url) -> Result<Exchange, Error> {
        let settings = &self.shared.settings;
        let mut attempt = 0;
        loop {
            let exchange = self.whole(planned, url).await?;
            let response = &exchange.response;
            if let Some(why) = classify::certificate(response) {
                return Err(Error::CertificateRejected {
                    url: redact::url(url),
                    why,
                });
            }
            let hidden = self.hidden_challenge(planned, url, response).await;
            if let Some(by) = Challenge::of(response).or(hidden) {
                return Err(Error::Challenged {
                    url: redact::url(url),
                    by,
                });
            }
            match retry::patience(
                response,
                attempt,
                crate::clock::now_or_epoch(),
                settings.longest_wait,
            ) {
                Patience::No if response.status == 429 => {
                    return Err(Error::RateLimited {
                        url: redact::url(url),
                        attempts: attempt,
                    });
                }
                Patience::No => return Ok(exchange),
                Patience::TooLong(wait) => {
                    return Err(Error::TooBusy {
                        url: redact::url(url),
                        wait,
                        longest: settings.longest_wait,
                    });
                }
                Patience::Stands(wait) => {
                    self.tell(|| Event::NotWaiting {
                        status: response.status,
                        wait,
                        longest: settings.longest_wait,
                        url: redact::url(url),
                    });
                    return Ok(exchange);
                }
                Patience::Wait(wait) => {
                    if let Some(deadline) = self.deadline.filter(|it| it.left() <= wait) {
                        return Err(Error::NoTimeToWait {
                            url: redact::url(url),
                            wait,
                            left: deadline.left(),
                            limit: deadline.limit(),
                        });
                    }
                    self.tell(|| Event::Waiting {
                        status: response.status,
                        wait,
                        url: redact::url(url),
                    });
                    self.shared.pace.pause(wait);
                    if response.status == 429 && response.headers.get("Retry-After").is_none() {
                        self.shared.pace.slow_down();
                    }
                }
            }
            attempt += 1;
        }
    }

    /// A challenge tells itself by its body, which HEAD leaves out: where the headers of HEAD are not
    /// those of WordPress, which always has `Allow`, GET shows what it is.
    async fn hidden_challenge(
        &self,
        planned: &PlannedRequest,
        url: &Url,
        response: &Response,
    ) -> Option<Challenge> {
        let kind = response.headers.get("Content-Type");
        let is_page = kind.is_some_and(|it| it.trim_start().starts_with("text/html"));
        let is_wordpress = response.headers.get("Allow").is_some() && !is_page;
        if planned.request.method != Method::Head || is_wordpress {
            return None;
        }
        let get = planned.clone().method(Method::Get);
        let exchange = self.whole(&get, url).await.ok()?;
        Challenge::of(&exchange.response)
    }

    /// One address, once more where the site closed the connection by accident. A request that may
    /// change something is never repeated: what came of it is not known.
    async fn whole(&self, planned: &PlannedRequest, url: &Url) -> Result<Exchange, Error> {
        let first = self.once(planned, url).await;
        let is_dropped = match &first {
            Ok((_, is_dropped)) => *is_dropped,
            Err(error) => matches!(error, Error::ClosedEarly { .. }),
        };
        let request = Request {
            url: url.clone(),
            ..planned.request.clone()
        };
        let is_accident = self.resent() <= self.sent() / REQUESTS_PER_DROP;
        if is_dropped && is_accident && request.is_safe() {
            self.shared.resent.fetch_add(1, Ordering::Relaxed);
            self.tell(|| Event::Dropped {
                url: redact::url(url),
            });
            return self.once(planned, url).await.map(|(exchange, _)| exchange);
        }
        first.map(|(exchange, _)| exchange)
    }

    /// One request and one response: the only way out. Says whether the connection was closed before
    /// the end of the response.
    async fn once(&self, planned: &PlannedRequest, url: &Url) -> Result<(Exchange, bool), Error> {
        let Shared {
            http,
            settings,
            pace,
            ..
        } = &*self.shared;
        let over = |deadline: Deadline| Error::TimeSpent {
            limit: deadline.limit(),
        };
        match self.deadline {
            Some(deadline) => timeout_at(deadline.at(), pace.turn())
                .await
                .map_err(|_elapsed| over(deadline))?,
            None => pace.turn().await,
        }
        let started = crate::clock::now_or_epoch();
        let request = sign::request(planned, url, settings, self.scheme, started)?;
        gate::pass(&self.writes, &request)?;
        if !pace.spend() {
            return Err(Error::BudgetSpent {
                limit: settings.max_requests,
            });
        }
        let sending = wire::send(http, &request, settings);
        let (response, is_dropped) = match self.deadline {
            // A write that is under way is waited for: what came of it must be known.
            Some(deadline) if request.effective_method().is_safe() => {
                timeout_at(deadline.at(), sending)
                    .await
                    .map_err(|_elapsed| over(deadline))??
            }
            _ => sending.await?,
        };
        let exchange = Exchange {
            label: Some(planned.purpose.clone()),
            role: planned.role,
            started: Some(started),
            request,
            response,
        };
        if let Some(tap) = &self.tap {
            let mut tap = tap.lock().unwrap_or_else(PoisonError::into_inner);
            tap.push(exchange.clone());
        }
        Ok((exchange, is_dropped))
    }

    fn tell(&self, event: impl FnOnce() -> Event) {
        if let Some(listener) = &self.listener {
            listener(&event());
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("settings", &self.shared.settings)
            .field("scheme", &self.scheme)
            .finish_non_exhaustive()
    }
}
