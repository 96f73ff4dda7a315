use std::fmt::Write as _;

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
        for part in pointer.split('/').skip(1) {
            let part = part.replace("~1", "/").replace("~0", "~");
            match (value, part.parse::<usize>()) {
                (Some(serde_json::Value::Array(items)), Ok(index)) => {
                    path.0.push(Step::Index(index));
                    value = items.get(index);
                }
                (current, _) => {
                    value = current.and_then(|value| value.get(&part));
                    path.0.push(Step::Key(part));
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

    /// The index of the first step, if that is one.
    #[must_use]
    pub fn first_index(&self) -> Option<usize> {
        match self.0.first()? {
            Step::Index(index) => Some(*index),
            Step::Key(_) => None,
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

    /// The keys on the way, indexes left out.
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
    fn rows_share_a_pattern_and_odd_keys_are_quoted() {
        let value = json!([{ "meta_data": [{ "key": 1 }], "0": { "a/b": 2 } }]);
        let path = JsonPath::of_pointer("/0/meta_data/0/key", &value);
        assert_eq!(path.exact(), "$[0].meta_data[0].key");
        assert_eq!(path.pattern(), "$[*].meta_data[*].key");
        assert_eq!(path.find(&value), Some(&json!(1)));
        assert_eq!(
            JsonPath::of_pointer("/0/0/a~1b", &value).exact(),
            r#"$[0]["0"]["a/b"]"#
        );
    }
}
