use std::path::Path;

use serde_json::Value;

use super::Error;
use crate::contract::Contract;
use crate::document::{self, Edition, Overlay};
use crate::seen::Api;

/// Reads an overlay, and makes sure that it fits the document that it extends, which may be the
/// person's own, in one version of the API at least.
pub(super) fn overlay(
    path: &Path,
    edition: Edition,
    own: Option<&Value>,
) -> Result<Overlay, Error> {
    let refused = |source| Error::Overlay {
        path: path.to_owned(),
        source,
    };
    let overlay: Overlay = read(path)?.parse().map_err(refused)?;
    match own {
        Some(own) => overlay.apply(&mut own.clone()).map_err(refused)?,
        // Schemas are the same in all versions of one edition, paths are not.
        None => {
            let mut first = None;
            let documents = Api::ALL.into_iter().rev();
            let mut documents =
                documents.filter_map(|api| Some((api, document::openapi(api, edition)?)));
            let fits = documents.any(|(api, mut document)| {
                match overlay.for_api(api).apply(&mut document) {
                    Ok(()) => true,
                    Err(refusal) => {
                        first.get_or_insert(refusal);
                        false
                    }
                }
            });
            if let (false, Some(refusal)) = (fits, first) {
                return Err(refused(refusal));
            }
        }
    }
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
    crate::input::text(path, crate::input::WRITTEN).map_err(|source| Error::Open {
        path: path.to_owned(),
        source,
    })
}
