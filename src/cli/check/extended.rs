use std::path::Path;

use serde_json::Value;

use super::Error;
use crate::contract::Contract;
use crate::document::{self, Edition, Overlay};
use crate::seen::Api;

/// Reads an overlay, and makes sure that it fits the document that it extends.
pub(super) fn overlay(path: &Path, edition: Edition) -> Result<Overlay, Error> {
    let refused = |source| Error::Overlay {
        path: path.to_owned(),
        source,
    };
    let overlay: Overlay = read(path)?.parse().map_err(refused)?;
    // The versions of one edition have the same schemas.
    let mut document = document::openapi(Api::V3, edition).unwrap_or_default();
    overlay.apply(&mut document).map_err(refused)?;
    Ok(overlay)
}

/// Reads a document that somebody has extended, and makes sure that it can judge.
pub(super) fn document(path: &Path) -> Result<Value, Error> {
    let form = |why: String| Error::Document {
        path: path.to_owned(),
        why,
    };
    let document: Value =
        serde_saphyr::from_str(&read(path)?).map_err(|source| form(source.to_string()))?;
    Contract::compile(document.clone()).map_err(|source| form(source.to_string()))?;
    Ok(document)
}

fn read(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|source| Error::Open {
        path: path.to_owned(),
        source,
    })
}
