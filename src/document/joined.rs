use serde_json::{Map, Value};

use super::{Edition, openapi};
use crate::interpret::Api;

/// Components that are the same in every version.
const SHARED: &str = "securitySchemes";

/// One document of what sites answer in several versions of the API: the paths of all, and the
/// components of each under names of their own.
#[must_use]
pub(crate) fn joined(versions: &[Api]) -> Value {
    let documents = versions.iter().filter_map(|api| {
        let document = openapi(*api, Edition::Observed)?;
        Some((api.as_str(), document))
    });
    let joined = documents.reduce(|(first, mut all), (name, mut other)| {
        rename(&mut other, name);
        for part in ["paths", "components"] {
            let (Some(into), Some(from)) = (all.get_mut(part), other.get_mut(part)) else {
                continue;
            };
            let (Some(into), Some(from)) = (into.as_object_mut(), from.as_object_mut()) else {
                continue;
            };
            if part == "paths" {
                into.append(from);
                continue;
            }
            for (kind, members) in from.iter_mut().filter(|(kind, _)| *kind != SHARED) {
                let known = into
                    .entry(kind.as_str())
                    .or_insert(Value::Object(Map::new()));
                if let (Some(known), Some(members)) = (known.as_object_mut(), members.as_object()) {
                    let renamed = members.iter();
                    known.extend(renamed.map(|(own, it)| (named(name, own), it.clone())));
                }
            }
        }
        (first, all)
    });
    joined.map(|(_, document)| document).unwrap_or_default()
}

fn named(version: &str, component: &str) -> String {
    format!("{version}.{component}")
}

/// Makes references lead to the renamed components, and drops the names of operations and the links
/// that use them: they would stand in the document twice.
fn rename(value: &mut Value, version: &str) {
    match value {
        Value::Object(members) => {
            for name in ["operationId", "links"] {
                members.shift_remove(name);
            }
            for (name, member) in members.iter_mut() {
                let parts = (member.as_str())
                    .filter(|_| name == "$ref")
                    .and_then(|target| target.strip_prefix("#/components/")?.split_once('/'));
                let target = parts
                    .filter(|(kind, _)| *kind != SHARED)
                    .map(|(kind, own)| format!("#/components/{kind}/{}", named(version, own)));
                match target {
                    Some(target) => *member = target.into(),
                    None => rename(member, version),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, version)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_has_its_paths_and_every_reference_leads_somewhere() {
        let document = joined(&Api::ALL);
        let text = document.to_string();
        for api in Api::ALL {
            assert!(text.contains(&format!("/wc/{api}/memberships/members")));
        }
        let mut open = vec![&document];
        while let Some(value) = open.pop() {
            match value {
                Value::Object(members) => {
                    if let Some(Value::String(target)) = members.get("$ref") {
                        let target = target.trim_start_matches('#');
                        assert!(document.pointer(target).is_some(), "{target}");
                    }
                    open.extend(members.values());
                }
                Value::Array(items) => open.extend(items),
                _ => {}
            }
        }
        assert_eq!(
            joined(&[Api::V3]),
            openapi(Api::V3, Edition::Observed).unwrap()
        );
    }
}
