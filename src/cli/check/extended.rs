use std::path::Path;

use serde_json::Value;

use super::Error;
use crate::contract::Contract;
use crate::document::{self, Edition, Overlay};
use crate::interpret::Api;
use crate::session;

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

/// Reads a document that somebody has extended, and makes sure that it can judge these versions of
/// the API; any that it describes where none is reported.
pub(super) fn document(path: &Path, apis: &[Api]) -> Result<Value, Error> {
    let form = |why: String| Error::Document {
        path: path.to_owned(),
        why,
    };
    let document: Value =
        crate::input::yaml(&read(path)?).map_err(|source| form(source.to_string()))?;
    if let Some(why) = no_openapi(&document) {
        return Err(form(why));
    }
    let contract =
        Contract::compile(document.clone()).map_err(|source| form(source.to_string()))?;
    let described = |api: Api| {
        let start = format!("/wc/{api}/memberships");
        let mut operations = contract.operations().iter();
        operations.any(|operation| operation.template.starts_with(&start))
    };
    let there: Vec<&str> = Api::ALL
        .into_iter()
        .filter(|api| described(*api))
        .map(Api::as_str)
        .collect();
    if there.is_empty() {
        return Err(form(format!(
            "it describes another API: none of its {} operations is below \
             /wc/vN/memberships; `memberspec generate` writes a document to start from",
            contract.operations().len()
        )));
    }
    match apis.iter().find(|api| !described(**api)) {
        Some(api) => Err(form(format!(
            "it describes {}, but {api} is to be judged; choose with --api",
            there.join(", ")
        ))),
        None => Ok(document),
    }
}

/// Why this is no document that can judge; none where it may be one.
fn no_openapi(document: &Value) -> Option<String> {
    if document.get("swagger").is_some() {
        return Some("it is a Swagger 2.0 document: convert it to OpenAPI 3.1 first".to_owned());
    }
    let Some(version) = document.get("openapi").and_then(Value::as_str) else {
        return Some("it is not an OpenAPI document: it has no `openapi` version".to_owned());
    };
    if !version.starts_with("3.") {
        return Some("its `openapi` version is not 3.x".to_owned());
    }
    let paths = document.get("paths").and_then(Value::as_object);
    if paths.is_none_or(serde_json::Map::is_empty) {
        return Some("it has no paths, so it describes no operations".to_owned());
    }
    None
}

fn read(path: &Path) -> Result<String, Error> {
    let text = crate::input::text(path, crate::input::WRITTEN);
    let text = text.map_err(|source| session::Error::Open {
        path: path.to_owned(),
        source,
    });
    Ok(text?)
}
