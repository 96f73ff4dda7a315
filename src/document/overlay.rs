use std::str::FromStr;

use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

/// An OpenAPI Overlay 1.0 document, as far as memberspec reads it: targets are plain paths
/// (`$.components.schemas.UserMembership.properties`), without wildcards and filters.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Overlay {
    overlay: String,
    actions: Vec<Action>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Action {
    target: String,
    #[serde(default)]
    update: Option<Value>,
    #[serde(default)]
    remove: bool,
}

/// Why an overlay cannot be used.
#[derive(Debug, Error)]
pub enum OverlayError {
    /// It is not an overlay.
    #[error("it is no OpenAPI Overlay document: {0}")]
    Form(#[source] Box<serde_saphyr::Error>),
    /// It is of another version.
    #[error("it is an overlay of version {0}; memberspec reads version 1")]
    Version(String),
    /// A target that memberspec does not read.
    #[error("its target `{0}` is no plain path such as $.components.schemas.UserMembership")]
    Target(String),
    /// A target that the document does not have.
    #[error("its target `{0}` is not in the document")]
    Missing(String),
}

impl FromStr for Overlay {
    type Err = OverlayError;

    /// Reads YAML or JSON.
    fn from_str(text: &str) -> Result<Self, OverlayError> {
        let overlay: Self =
            serde_saphyr::from_str(text).map_err(|source| OverlayError::Form(Box::new(source)))?;
        if !overlay.overlay.starts_with("1.") {
            return Err(OverlayError::Version(overlay.overlay));
        }
        for action in &overlay.actions {
            steps(&action.target)?;
        }
        Ok(overlay)
    }
}

impl Overlay {
    /// Applies every action in order. Updates are merged into objects and appended to arrays.
    ///
    /// # Errors
    ///
    /// When a target is no plain path, or leads nowhere.
    pub fn apply(&self, document: &mut Value) -> Result<(), OverlayError> {
        for action in &self.actions {
            let missing = || OverlayError::Missing(action.target.clone());
            let mut steps = steps(&action.target)?;
            if action.remove {
                let last = steps.pop().ok_or_else(missing)?;
                let parent = find(document, &steps).and_then(Value::as_object_mut);
                let removed = parent.and_then(|parent| parent.shift_remove(&last));
                removed.ok_or_else(missing)?;
            } else if let Some(update) = &action.update {
                merge(find(document, &steps).ok_or_else(missing)?, update);
            }
        }
        Ok(())
    }
}

fn find<'a>(document: &'a mut Value, steps: &[String]) -> Option<&'a mut Value> {
    steps
        .iter()
        .try_fold(document, |place, step| place.get_mut(step.as_str()))
}

/// The names in `$.a['b.c'].d`.
fn steps(target: &str) -> Result<Vec<String>, OverlayError> {
    let refused = || OverlayError::Target(target.to_owned());
    let mut rest = target.strip_prefix('$').ok_or_else(refused)?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        let (step, after) = if let Some(quoted) = rest.strip_prefix("['") {
            quoted.split_once("']").ok_or_else(refused)?
        } else {
            let plain = rest.strip_prefix('.').ok_or_else(refused)?;
            let end = plain.find(['.', '[']).unwrap_or(plain.len());
            plain.split_at(end)
        };
        if step.is_empty() || step.contains(['*', '?', '@']) {
            return Err(refused());
        }
        steps.push(step.to_owned());
        rest = after;
    }
    Ok(steps)
}

fn merge(into: &mut Value, update: &Value) {
    match (into, update) {
        (Value::Object(members), Value::Object(news)) => {
            for (name, new) in news {
                match members.get_mut(name) {
                    Some(old) => merge(old, new),
                    None => {
                        members.insert(name.clone(), new.clone());
                    }
                }
            }
        }
        (Value::Array(items), Value::Array(news)) => items.extend(news.iter().cloned()),
        (Value::Array(items), new) => items.push(new.clone()),
        (old, new) => *old = new.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn applied(actions: &Value) -> Result<Value, String> {
        let text = json!({ "overlay": "1.0.0", "actions": actions }).to_string();
        let overlay: Overlay = text
            .parse()
            .map_err(|error: OverlayError| error.to_string())?;
        let mut document = json!({ "a": { "b": { "x": 1 }, "list": ["one"] } });
        overlay
            .apply(&mut document)
            .map_err(|error| error.to_string())?;
        Ok(document)
    }

    #[test]
    fn updates_are_merged_and_appended_and_removals_remove() {
        let document = applied(&json!([
            { "target": "$.a.b", "update": { "y": { "z": 2 } } },
            { "target": "$.a['list']", "update": "two" },
            { "target": "$.a.b.x", "remove": true },
        ]));
        assert_eq!(
            document,
            Ok(json!({ "a": { "b": { "y": { "z": 2 } }, "list": ["one", "two"] } }))
        );
    }

    #[test]
    fn what_cannot_be_applied_is_named() {
        for (target, part) in [("$.a.c", "not in the document"), ("$..b", "no plain path")] {
            let refused = applied(&json!([{ "target": target, "update": {} }])).unwrap_err();
            assert!(
                refused.contains(part) && refused.contains(target),
                "{refused}"
            );
        }
        assert!("overlay: 2.0.0\nactions: []".parse::<Overlay>().is_err());
    }
}
