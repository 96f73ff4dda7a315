use sha2::{Digest, Sha256};

use super::{Also, Cause, Finding, Location, Rule};

impl Finding {
    /// What tells this finding from others in any run: 16 hexadecimal digits, from the check, the
    /// operation, the cause and the place.
    ///
    /// The same over rows, ids, the order of responses, the wording of messages and later releases
    /// of memberspec, so that a list of accepted findings can be kept.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        fingerprint(self.rule, &self.operation, &self.cause, &self.location)
    }

    /// Its place for people, without what tells one row or id from another.
    #[must_use]
    pub(crate) fn general_place(&self) -> String {
        general_place(&self.location)
    }
}

impl Also {
    /// The fingerprint that it would have as a finding of its own.
    #[must_use]
    pub(crate) fn fingerprint(&self) -> String {
        fingerprint(self.rule, &self.operation, &self.cause, &self.location)
    }

    /// Its place for people, as that of a finding of its own.
    #[must_use]
    pub(crate) fn general_place(&self) -> String {
        general_place(&self.location)
    }
}

fn general_place(location: &Location) -> String {
    match location {
        Location::Sequence(words) => words.clone(),
        other => place(other),
    }
}

fn fingerprint(rule: &Rule, operation: &str, cause: &Cause, location: &Location) -> String {
    let place = place(location);
    let parts = [rule.id, operation, &cause.id, cause.symptom(), &place];
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.as_bytes());
        // No part holds a NUL, so that no two lists of parts are the same text.
        hasher.update([0]);
    }
    let digest = hasher.finalize();
    digest
        .iter()
        .take(8)
        .map(|it| format!("{it:02x}"))
        .collect()
}

/// The place for programs: what tells one row or id from another is `*`.
fn place(location: &Location) -> String {
    match location {
        // The words for several answers together are for people; check and cause say which.
        Location::Sequence(_) => String::new(),
        Location::Json(path) => path.split('.').map(general).collect::<Vec<_>>().join("."),
        other => other.to_string(),
    }
}

/// A part of a path, without numbers: `[3]` and an id as a key name one row of many.
fn general(part: &str) -> String {
    let (name, index) = part.split_once('[').unwrap_or((part, ""));
    let name = if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()) {
        "*"
    } else {
        name
    };
    if index.is_empty() {
        name.to_owned()
    } else {
        format!("{name}[*]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_ids_are_not_part_of_a_place() {
        let json = |path: &str| place(&Location::Json(path.into()));
        assert_eq!(json("$[3].order_id"), json("$[*].order_id"));
        assert_eq!(json("$.rows.47.name"), json("$.rows.48.name"));
        assert_ne!(json("$.order_id"), json("$.plan_id"));
        assert_ne!(json("$.order_id"), place(&Location::Status));
    }
}
