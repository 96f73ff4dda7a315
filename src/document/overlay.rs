use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use crate::interpret::Api;

/// An OpenAPI Overlay 1.0 document, as far as memberspec reads it: targets are plain paths
/// (`$.components.schemas.UserMembership.properties`, `$.paths['/wc/v3/memberships/members']`,
/// `$.list[0]`), without wildcards and filters.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Overlay {
    overlay: String,
    actions: Vec<Action>,
}

#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
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
    #[error("not an OpenAPI Overlay document: {0}")]
    Form(#[source] Box<serde_saphyr::Error>),
    /// It is of another version.
    #[error("it is an overlay of version {0}; memberspec reads version 1")]
    Version(String),
    /// A target that memberspec does not read.
    #[error("its target `{0}` is not a plain path such as $.components.schemas.UserMembership")]
    Target(String),
    /// A target that the document does not have.
    #[error("its target `{0}` is not in the document")]
    Missing(String),
    /// It removes so much, one by one, from so long lists and objects that it would take minutes.
    #[error("its removals move more than {MOVES} entries; omit them from what it adds")]
    Removals,
}

/// How many entries all removals may move up, which keep the order of what stays.
const MOVES: usize = 10_000_000;

impl FromStr for Overlay {
    type Err = OverlayError;

    /// Reads YAML or JSON.
    fn from_str(text: &str) -> Result<Self, OverlayError> {
        let overlay: Self =
            crate::input::yaml(text).map_err(|source| OverlayError::Form(Box::new(source)))?;
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
    /// The same without the actions on paths of other versions of the API.
    #[must_use]
    pub fn for_api(&self, api: Api) -> Self {
        let is_of_another = |action: &Action| {
            let steps = steps(&action.target).unwrap_or_default();
            let path = steps
                .get(1)
                .filter(|_| steps.first().is_some_and(|it| it == "paths"));
            let others = Api::ALL.into_iter().filter(|other| *other != api);
            path.is_some_and(|path| {
                let mut starts = others.map(|other| format!("/wc/{other}/"));
                starts.any(|start| path.starts_with(&start))
            })
        };
        let actions = self.actions.iter().filter(|action| !is_of_another(action));
        Self {
            overlay: self.overlay.clone(),
            actions: actions.cloned().collect(),
        }
    }

    /// Applies every action in order. Updates are merged into objects and appended to arrays.
    ///
    /// # Errors
    ///
    /// When a target is not a plain path, or does not exist.
    pub fn apply(&self, document: &mut Value) -> Result<(), OverlayError> {
        let mut moves = 0;
        for action in &self.actions {
            let missing = || OverlayError::Missing(action.target.clone());
            let mut steps = steps(&action.target)?;
            if action.remove {
                let last = steps.pop().ok_or_else(missing)?;
                let parent = find(document, &steps).ok_or_else(missing)?;
                moves += match &*parent {
                    Value::Object(members) => members.len(),
                    Value::Array(items) => items.len(),
                    _ => 0,
                };
                if moves > MOVES {
                    return Err(OverlayError::Removals);
                }
                match parent {
                    Value::Object(parent) => parent.shift_remove(&last),
                    Value::Array(parent) => {
                        let at = last.parse().ok().filter(|at| *at < parent.len());
                        at.map(|at: usize| parent.remove(at))
                    }
                    _ => None,
                }
                .ok_or_else(missing)?;
            } else if let Some(update) = &action.update {
                merge(find(document, &steps).ok_or_else(missing)?, update);
            }
        }
        Ok(())
    }
}

fn find<'a>(document: &'a mut Value, steps: &[String]) -> Option<&'a mut Value> {
    steps.iter().try_fold(document, |place, step| match place {
        Value::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
        place => place.get_mut(step.as_str()),
    })
}

/// The names in `$.a['b.c'].d[0]`.
fn steps(target: &str) -> Result<Vec<String>, OverlayError> {
    let refused = || OverlayError::Target(target.to_owned());
    let mut rest = target.strip_prefix('$').ok_or_else(refused)?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        let (step, after, is_quoted) = if let Some(quoted) = rest.strip_prefix("['") {
            let (step, after) = unquoted(quoted).ok_or_else(refused)?;
            (step, after, true)
        } else if let Some(index) = rest.strip_prefix('[') {
            let (index, after) = index.split_once(']').ok_or_else(refused)?;
            if index.is_empty() || !index.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(refused());
            }
            (index.to_owned(), after, false)
        } else {
            let plain = rest.strip_prefix('.').ok_or_else(refused)?;
            let end = plain.find(['.', '[']).unwrap_or(plain.len());
            let (step, after) = plain.split_at(end);
            (step.to_owned(), after, false)
        };
        if !is_quoted && (step.is_empty() || step.contains(['*', '?', '@'])) {
            return Err(refused());
        }
        steps.push(step);
        rest = after;
    }
    Ok(steps)
}

/// The name before `']`, its backslashes taken off, and what comes after.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut name = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => name.push(letters.next()?.1),
            '\'' => return Some((name, text.get(at..)?.strip_prefix("']")?)),
            letter => name.push(letter),
        }
    }
    None
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
        let mut document = json!({ "a": { "b": { "x": 1 }, "list": ["one"] }, "it's": [{}, 7] });
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
            { "target": "$['it\\'s'][0]", "update": { "*": 3 } },
            { "target": "$['it\\'s'][0]['*']", "update": 4 },
            { "target": "$['it\\'s'][1]", "remove": true },
        ]));
        assert_eq!(
            document,
            Ok(json!({
                "a": { "b": { "y": { "z": 2 } }, "list": ["one", "two"] },
                "it's": [{ "*": 4 }],
            }))
        );
    }

    #[test]
    fn removals_that_would_take_minutes_are_refused() {
        let many: Vec<u8> = vec![0; 20_000];
        let mut actions = vec![json!({ "target": "$.a.list", "update": many })];
        actions.resize(1_000, json!({ "target": "$.a.list[0]", "remove": true }));
        assert!(applied(&json!(actions)).unwrap_err().contains("10000000"));
    }

    #[test]
    fn what_cannot_be_applied_is_named() {
        for (target, part) in [
            ("$.a.c", "not in the document"),
            ("$..b", "not a plain path"),
            ("$.a[x]", "not a plain path"),
            ("$['a", "not a plain path"),
            ("$.a.list[9]", "not in the document"),
        ] {
            let refused = applied(&json!([{ "target": target, "update": {} }])).unwrap_err();
            assert!(
                refused.contains(part) && refused.contains(target),
                "{refused}"
            );
        }
        assert!("overlay: 2.0.0\nactions: []".parse::<Overlay>().is_err());
    }
}
