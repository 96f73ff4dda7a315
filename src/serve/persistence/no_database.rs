//! In place of the store in a build without the feature `site-store`.

use std::path::Path;

use super::StoreError;
use crate::serve::data::Data;
use crate::serve::store::{Change, Counters};

/// There is none.
#[derive(Debug)]
pub(crate) enum Database {}

impl Database {
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        Err(StoreError::NotBuilt {
            path: path.to_owned(),
        })
    }

    pub(crate) fn load(&self) -> Result<Option<(Data, Counters)>, StoreError> {
        match *self {}
    }

    pub(crate) fn fill(&mut self, _: &Data, _: Counters) -> Result<(), StoreError> {
        match *self {}
    }

    pub(crate) fn write(&mut self, _: &[Change], _: Counters) -> Result<(), StoreError> {
        match *self {}
    }
}
