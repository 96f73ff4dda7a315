use std::fmt::Write as _;

use crate::base::pointer;
use crate::redact;

/// A place in a JSON value, in the notation that people know: `$[0].meta_data[2].key`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct JsonPath(Vec<Step>);

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Step {
    Key(String),
    Index(usize),
}

impl JsonPath {
    /// The root, `$`.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// One step into an object.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        let mut path = self.clone();
        path.0.push(Step::Key(key.to_owned()));
        path
    }

    /// One step into an array.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        let mut path = self.clone();
        path.0.push(Step::Index(index));
        path
    }

    /// Reads a JSON pointer (RFC 6901) as the validator prints it. A number is an index where
    /// `root` has an array there, a key where it has an object.
    #[must_use]
    pub fn of_pointer(pointer: &str, root: &serde_json::Value) -> Self {
        let mut path = Self::root();
        let mut value = Some(root);
        for part in pointer::steps(pointer) {
            match (value, part.parse::<usize>()) {
                (Some(serde_json::Value::Array(items)), Ok(index)) => {
                    path.0.push(Step::Index(index));
                    value = items.get(index);
                }
                (current, _) => {
                    value = current.and_then(|value| value.get(&*part));
                    path.0.push(Step::Key(part.into_owned()));
                }
            }
        }
        path
    }

    /// The exact place: `$[0].order_id`.
    #[must_use]
    pub fn exact(&self) -> String {
        self.print(|index, text| {
            let _infallible = write!(text, "[{index}]");
        })
    }

    /// The place for any row: `$[*].order_id`.
    #[must_use]
    pub fn pattern(&self) -> String {
        self.print(|_, text| text.push_str("[*]"))
    }

    /// The value at this place.
    #[must_use]
    pub fn find<'a>(&self, root: &'a serde_json::Value) -> Option<&'a serde_json::Value> {
        self.0.iter().try_fold(root, |value, step| match step {
            Step::Key(key) => value.get(key),
            Step::Index(index) => value.get(index),
        })
    }

    /// What stands on the way to this place and nothing else, and the place in that: of a list the
    /// one element that is gone through, of an object the member that is gone through, its number
    /// called `id`, and as many members as told on both sides (the first ones, where the member is
    /// not there); of those that are no scalars only that they hold something.
    #[must_use]
    pub fn prune(&self, root: &serde_json::Value, beside: usize) -> (serde_json::Value, Self) {
        let mut place = self.clone();
        for step in &mut place.0 {
            if let Step::Index(index) = step {
                *index = 0;
            }
        }
        (pruned(root, &self.0, beside), place)
    }

    /// The place that this one lies in.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let (_, rest) = self.0.split_last()?;
        Some(Self(rest.to_vec()))
    }

    /// The same place in a list that holds the value at an index.
    #[must_use]
    pub fn behind_index(&self, index: usize) -> Self {
        let steps = std::iter::once(Step::Index(index)).chain(self.0.iter().cloned());
        Self(steps.collect())
    }

    /// The index of the first step, if that is one, and the place behind it.
    #[must_use]
    pub fn split_index(&self) -> Option<(usize, Self)> {
        match self.0.split_first()? {
            (Step::Index(index), rest) => Some((*index, Self(rest.to_vec()))),
            (Step::Key(_), _) => None,
        }
    }

    /// The last key, if the last step is one.
    #[must_use]
    pub fn last_key(&self) -> Option<&str> {
        match self.0.last()? {
            Step::Key(key) => Some(key),
            Step::Index(_) => None,
        }
    }

    /// The keys on the way, without indexes.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Index(_) => None,
        })
    }

    fn print(&self, index: impl Fn(usize, &mut String)) -> String {
        let mut text = String::from("$");
        for step in &self.0 {
            match step {
                Step::Index(number) => index(*number, &mut text),
                // Sites use data as keys: of those only the shape is told.
                Step::Key(key) if !redact::is_key(key) => {
                    let _infallible = write!(text, "[{}]", redact::told_key(key));
                }
                Step::Key(key) if is_plain(key) => {
                    text.push('.');
                    text.push_str(key);
                }
                Step::Key(key) => {
                    let _infallible = write!(text, "[{key:?}]");
                }
            }
        }
        text
    }
}

fn pruned(value: &serde_json::Value, steps: &[Step], beside: usize) -> serde_json::Value {
    use serde_json::Value;
    let Some((step, rest)) = steps.split_first() else {
        return value.clone();
    };
    match (value, step) {
        (Value::Array(items), Step::Index(index)) => items
            .get(*index)
            .map(|item| pruned(item, rest, beside))
            .into_iter()
            .collect(),
        (Value::Object(members), Step::Key(key)) => {
            let at = members.keys().position(|name| name == key);
            let (from, to) = match at {
                Some(at) => (at.saturating_sub(beside), at + beside),
                None => (0, beside),
            };
            let is_near = |at: usize| (from..=to).contains(&at);
            let kept = members.iter().enumerate().filter(|(at, (name, member))| {
                is_near(*at) || (*name == "id" && member.is_number())
            });
            kept.map(|(_, (name, member))| {
                let member = if name == key {
                    pruned(member, rest, beside)
                } else {
                    hollow(member)
                };
                (name.clone(), member)
            })
            .collect()
        }
        _ => hollow(value),
    }
}

/// A scalar, or that an object or array is empty or not.
fn hollow(value: &serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Object(members) => members
            .keys()
            .take(1)
            .map(|_| (String::new(), Value::Null))
            .collect(),
        Value::Array(items) => items.iter().take(1).map(|_| Value::Null).collect(),
        scalar => scalar.clone(),
    }
}

fn is_plain(key: &str) -> bool {
    !key.is_empty()
        && !key.starts_with(|first: char| first.is_ascii_digit())
        && key
            .chars()
            .all(|part| part.is_ascii_alphanumeric() || part == '_' || part == '-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_place_is_found_again_in_what_leads_to_it() {
        let value = json!([
            { "id": 1 },
            { "a": 1, "b": { "x": "y" }, "c": [1], "d": { "k": [2, 3] }, "e": 5, "f": 6, "id": 7 },
        ]);
        let path = JsonPath::of_pointer("/1/d/k/1", &value);
        let (pruned, place) = path.prune(&value, 1);
        assert_eq!(
            pruned,
            json!([{ "c": [null], "d": { "k": [3] }, "e": 5, "id": 7 }])
        );
        assert_eq!(place.find(&pruned), Some(&json!(3)));
        let (pruned, place) = JsonPath::root().index(1).key("z").prune(&value, 1);
        assert_eq!(pruned, json!([{ "a": 1, "b": { "": null }, "id": 7 }]));
        assert_eq!(place.find(&pruned), None);
    }

    #[test]
    fn rows_share_a_pattern_and_odd_keys_are_quoted() {
        let value = json!([{ "meta_data": [{ "key": 1 }], "0": { "a/b": 2 } }]);
        let path = JsonPath::of_pointer("/0/meta_data/0/key", &value);
        assert_eq!(path.exact(), "$[0].meta_data[0].key");
        assert_eq!(path.pattern(), "$[*].meta_data[*].key");
        assert_eq!(path.find(&value), Some(&json!(1)));
        assert_eq!(
            JsonPath::of_pointer("/0/0/a~1b", &value).exact(),
            r#"$[0]["0"][key, 3 characters]"#
        );
    }
}
