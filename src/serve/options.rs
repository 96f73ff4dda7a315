use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;
use serde_json::Value;
use tokio::sync::mpsc::Sender;

use super::clock::Clock;
use super::data::Data;
use super::faults::Fault;
use super::served::Served;
use super::tls::Tls;
use super::webhooks::Webhook;
use crate::base::Release;

/// Whether WooCommerce Subscriptions is active on the site (`docs/observed.md#12`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subscriptions {
    /// Active: `subscription_id`, the free trial and eight more plan properties are there.
    On,
    /// Inactive: all of them are gone.
    Off,
}

/// Whether the site asks for credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthPolicy {
    /// As WooCommerce does (`docs/observed.md#3`).
    Required,
    /// As WooCommerce does over https, over http as well. Real sites never do this; it serves the
    /// development of clients.
    Development,
    /// Everybody acts as the shop manager. Real sites never do this; it serves experiments.
    Open,
}

/// How a reference site is set up. [`Options::default`] is seeded and deterministic: a clock that
/// stands still, the seed around it, New York time, a free port on loopback.
#[derive(Debug, Clone)]
pub struct Options {
    /// The address to listen on; loopback unless a person asks for another.
    pub address: IpAddr,
    /// The port; 0 takes a free one.
    pub port: u16,
    /// Whether WooCommerce Subscriptions is active.
    pub subscriptions: Subscriptions,
    /// The release of the plugin that it answers as.
    pub release: Release,
    /// The time zone that the shop is set to.
    pub time_zone: TimeZone,
    /// Whether it is served over TLS.
    pub tls: Tls,
    /// Whether credentials are required.
    pub auth: AuthPolicy,
    /// The site's time. OAuth's time stamps are judged by the machine's clock all the same.
    pub clock: Clock,
    /// A wait before each response.
    pub latency: Duration,
    /// What the site does wrong; none by default.
    pub faults: Vec<&'static Fault>,
    /// An OpenAPI document for the viewer at `/docs/`; without one there is nothing to view.
    pub document: Option<Value>,
    /// Who is notified of changes.
    pub webhooks: Vec<Webhook>,
    /// A file that keeps what the site holds across restarts. One that holds a site already beats
    /// `data`.
    pub store: Option<PathBuf>,
    /// Receives each request that was answered. Nothing waits for a slow reader: what does not
    /// fit is counted in [`Served::unheard`].
    pub served: Option<Sender<Served>>,
    /// What the site holds when it starts.
    pub data: Data,
}

/// The instant that the default clock stands at: 20 November 2026, noon UTC, a day in winter time
/// whose preceding twelve months hold both changes of daylight saving.
#[must_use]
pub fn default_instant() -> Timestamp {
    date(2026, 11, 20)
        .at(12, 0, 0, 0)
        .to_zoned(TimeZone::UTC)
        .map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}

impl Default for Options {
    fn default() -> Self {
        let now = default_instant();
        Self {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            subscriptions: Subscriptions::On,
            release: Release::MEASURED,
            time_zone: TimeZone::get("America/New_York").unwrap_or(TimeZone::UTC),
            tls: Tls::Off,
            auth: AuthPolicy::Required,
            clock: Clock::Fixed(now),
            latency: Duration::ZERO,
            faults: Vec::new(),
            document: None,
            webhooks: Vec::new(),
            store: None,
            served: None,
            data: Data::seeded(now),
        }
    }
}
