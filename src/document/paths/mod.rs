//! The operations of the observed contract, one file per resource.

mod batch;
mod directory;
mod discovery;
mod links;
mod members;
mod plans;

use utoipa::openapi::path::{Paths, PathsBuilder};

pub(super) use links::links;

use super::parameters::Parameters;
use super::samples::Samples;
use crate::interpret::Api;

/// What the operations of one version are built from; releases are those of `docs/releases.md`.
pub(super) struct Builder<'a> {
    pub(super) api: Api,
    pub(super) samples: Samples<'a>,
    pub(super) parameters: Parameters,
}

impl Builder<'_> {
    /// The release that brought this version, and with it its reads.
    pub(super) const fn reads_since(&self) -> &'static str {
        match self.api {
            Api::V2 => "1.11.0",
            Api::V3 => "1.12.0",
            Api::V4 => "1.23.0",
        }
    }

    /// The release that brought the writes of this version.
    pub(super) const fn writes_since(&self) -> &'static str {
        match self.api {
            Api::V2 | Api::V3 => "1.13.0",
            Api::V4 => "1.23.0",
        }
    }

    /// All paths of a version, from the REST root.
    pub(super) fn paths(&mut self) -> Paths {
        let root = format!("/wc/{}/memberships", self.api);
        PathsBuilder::new()
            .path(format!("{root}/members"), self.members())
            .path(format!("{root}/members/{{id}}"), self.member())
            .path(format!("{root}/members/batch"), self.batch())
            .path(format!("{root}/members/directory"), self.directory())
            .path(format!("{root}/plans"), self.plans())
            .path(format!("{root}/plans/{{id}}"), self.plan())
            .path(root, self.index())
            .build()
    }
}
