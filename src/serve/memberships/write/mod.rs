//! What writes do, as far as it was measured (`docs/observed.md#8`, `#9`, `#10`).

mod batch;
mod create;
mod dates;
mod delete;
mod input;
mod meta;
mod misbehaviour;
mod profile;
mod status;
mod update;

pub(crate) use batch::batch_members;
pub(crate) use create::{create_member, enrol, enrol_with_status};
pub(crate) use delete::delete_member;
pub(crate) use input::Input;
pub(crate) use status::{Effect, Transition, transitions};
pub(crate) use update::update_member;

use serde_json::Value;

use super::dates::SiteTime;
use super::member::{CustomerData, Rendering, render_linked_member, render_member};
use super::member_list::Reading;
use crate::base::Api;
use crate::base::Release;
use crate::serve::data::Membership;
use crate::serve::faults::Fault;
use crate::serve::options::Subscriptions;
use crate::serve::store::Store;
use crate::serve::wordpress::ApiRequest;

/// What happened to a membership, as webhooks tell it (`docs/observed.md#13`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Happening {
    /// Made.
    Created,
    /// Its status, plan or owner changed.
    Updated,
    /// Its owner changed.
    Transferred,
    /// Deleted.
    Deleted,
}

/// Something that happened, with what a webhook would send.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Event {
    /// What.
    pub(crate) happening: Happening,
    /// The body of a delivery.
    pub(crate) payload: Value,
}

/// What a write of the plugin's routes works with.
pub(crate) struct Writing<'a> {
    /// The tables.
    pub(crate) store: &'a mut Store,
    /// Clock and zone.
    pub(crate) time: &'a SiteTime,
    /// Whether Subscriptions is active.
    pub(crate) subscriptions: Subscriptions,
    /// The version of the route.
    pub(crate) version: Api,
    /// What the site does wrong.
    pub(crate) faults: &'a [&'static Fault],
    /// What has happened so far.
    pub(crate) events: Vec<Event>,
}

impl Writing<'_> {
    /// The same, for reading.
    pub(crate) fn reading(&self) -> Reading<'_> {
        Reading {
            store: self.store,
            time: self.time,
            subscriptions: self.subscriptions,
            version: self.version,
            faults: self.faults,
            // No row depends on it; what an older release lacks is taken away later.
            release: Release::MEASURED,
        }
    }

    fn rendering(&self, request: &ApiRequest) -> Rendering<'_> {
        self.reading().rendering(request)
    }

    /// A membership as the response to a write shows it.
    fn answer(&self, row: &Membership, request: &ApiRequest) -> Value {
        render_linked_member(row, &self.rendering(request), CustomerData::Empty)
    }

    /// Notes what happened to a membership that is there.
    fn note(&mut self, happening: Happening, row: &Membership, request: &ApiRequest) {
        let payload = render_member(row, &self.rendering(request), CustomerData::Empty);
        self.events.push(Event {
            happening,
            payload: payload.into(),
        });
    }
}
