use super::place::{glob, place_fits};

/// How a departure shows where a document of the documented contract is compared with one of the
/// observed contract.
#[derive(Debug)]
pub enum InDocuments {
    /// As changes in these places.
    At(&'static [Concern]),
    /// Not at all; the manual of the API still shows it, in these places.
    Nowhere(Unwritten, &'static [Concern]),
}

/// Why no comparison of two documents shows a departure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unwritten {
    /// It concerns what a call does or when, not the form of requests and responses.
    Behaviour,
    /// Only the value differs; both values have the described form.
    Value,
    /// It concerns addresses or the transport, outside the described operations.
    Transport,
    /// The documented contract had to decide a slip of the documentation, and decided as sites
    /// do: `x-resolutions`.
    Resolved,
    /// Only v4 has it, and there is no documentation of v4 to compare with.
    VersionFour,
}

/// A kind of change in one place of two documents that a departure explains. All given parts must
/// fit.
#[derive(Debug)]
pub struct Concern {
    /// Ids of the rules of `memberspec diff` that speak of it.
    pub rules: &'static [&'static str],
    /// The operation as printed, `*` for any text (`POST */members`); empty for any.
    pub operation: &'static str,
    /// The part of it (`query parameter plan`, `response*`, `request body*`); empty for any.
    pub part: &'static str,
    /// The place in its schema, seen from one item (`$.plan_name`), as a sign's location is
    /// written; empty for any and for none.
    pub path: &'static str,
}

impl Concern {
    /// A property of responses, of any operation.
    #[must_use]
    pub const fn answered(rules: &'static [&'static str], path: &'static str) -> Self {
        Self {
            rules,
            operation: "",
            part: "response*",
            path,
        }
    }

    /// A property of what clients write.
    #[must_use]
    pub const fn written(rules: &'static [&'static str], path: &'static str) -> Self {
        Self {
            rules,
            operation: "",
            part: "request body*",
            path,
        }
    }

    /// A part of some operations that is not a schema's property: a parameter, a header, a status.
    #[must_use]
    pub const fn part(
        rules: &'static [&'static str],
        operation: &'static str,
        part: &'static str,
    ) -> Self {
        Self {
            rules,
            operation,
            part,
            path: "",
        }
    }

    /// An operation or a webhook that only one of the documents has.
    #[must_use]
    pub const fn operation(operation: &'static str) -> Self {
        Self {
            rules: &["operation-added", "webhook-added"],
            operation,
            part: "",
            path: "",
        }
    }

    /// A place of the contract that no comparison of documents shows it in. A place without path is
    /// the whole part, one without a part the whole operation.
    #[must_use]
    pub const fn about(operation: &'static str, part: &'static str, path: &'static str) -> Self {
        Self {
            rules: &[],
            operation,
            part,
            path,
        }
    }

    /// Only in these operations.
    #[must_use]
    pub const fn of(self, operation: &'static str) -> Self {
        Self { operation, ..self }
    }

    /// Whether it is this change. `place` is the part and the path as a change prints them.
    #[must_use]
    pub fn explains(&self, rule: &str, operations: &[impl AsRef<str>], place: &str) -> bool {
        let (part, path) = match place.split_once(" $") {
            Some((part, _)) => (part, &place[part.len() + 1..]),
            None => (place, ""),
        };
        self.rules.contains(&rule)
            && (self.operation.is_empty()
                || operations
                    .iter()
                    .any(|name| glob(self.operation, name.as_ref())))
            && (self.part.is_empty() || glob(self.part, part))
            && place_fits(self.path, path)
    }
}

impl Concern {
    /// Whether it is about exactly this: an operation as a whole, a part of it as a whole (without
    /// path), or a property in a part. Names are those of [`Concern::explains`].
    #[must_use]
    pub(crate) fn is_about(&self, operation: &str, part: &str, path: &str) -> bool {
        self.is_of(operation)
            && self.part.is_empty() == part.is_empty()
            && (part.is_empty() || glob(self.part, part))
            && self.path.is_empty() == path.is_empty()
            && place_fits(self.path, path)
    }

    /// Whether it can be about something in this operation.
    #[must_use]
    pub(crate) fn is_of(&self, operation: &str) -> bool {
        self.operation.is_empty() || glob(self.operation, operation)
    }
}

impl InDocuments {
    /// The places; none where it shows nowhere.
    #[must_use]
    pub fn concerns(&self) -> &'static [Concern] {
        match self {
            Self::At(concerns) => concerns,
            Self::Nowhere(..) => &[],
        }
    }

    /// The places of the contract that the departure is about, whether a comparison shows it there
    /// or not.
    #[must_use]
    pub(crate) fn places(&self) -> &'static [Concern] {
        match self {
            Self::At(concerns) | Self::Nowhere(_, concerns) => concerns,
        }
    }
}

impl Unwritten {
    /// The reason as people read it.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Behaviour => {
                "It concerns what a call does or when, not the form of requests and responses."
            }
            Self::Value => "Only the value differs; both values have the described form.",
            Self::Transport => {
                "It concerns addresses or the transport, outside the described operations."
            }
            Self::Resolved => {
                "The documentation contradicts itself here, and the documented contract follows \
                 what sites do."
            }
            Self::VersionFour => {
                "Only v4 has it, and there is no documentation of v4 to compare with."
            }
        }
    }
}

/// The ids of the rows that explain a change between a document of the documented contract and
/// one of the observed contract, in catalogue order.
///
/// `rule` is the id of the rule of `memberspec diff`, `operations` those that the change touches,
/// `place` its place as printed.
#[must_use]
pub(crate) fn concerned(
    rule: &str,
    operations: &[impl AsRef<str>],
    place: &str,
) -> Vec<&'static str> {
    super::ROWS
        .iter()
        .filter(|row| {
            (row.shown.concerns().iter()).any(|concern| concern.explains(rule, operations, place))
        })
        .map(|row| row.id)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_concern_is_found_by_rule_operation_part_and_path() {
        let concern = Concern::answered(&["property-added"], "$.plan_name").of("GET */members");
        let list = ["GET /wc/v3/memberships/members".to_owned()];
        let place = "response 200 application/json $[*].plan_name";
        assert!(concern.explains("property-added", &list, place));
        assert!(!concern.explains("property-removed", &list, place));
        assert!(!concern.explains("property-added", &["POST /members".to_owned()], place));
        assert!(!concern.explains("property-added", &list, "request body a/b $.plan_name"));
        assert!(!concern.explains("property-added", &list, "response 200 a/b $.plan_names"));
    }

    #[test]
    fn a_concern_is_about_an_operation_a_part_or_a_property() {
        let list = "GET /wc/v3/memberships/members";
        let property = Concern::answered(&["property-added"], "$.plan_name");
        let part = "response 200 application/json";
        assert!(property.is_about(list, part, "$[*].plan_name"));
        assert!(!property.is_about(list, part, "") && !property.is_about(list, "", ""));
        let parameter = Concern::about("GET */members", "query parameter plan", "");
        assert!(parameter.is_about(list, "query parameter plan", ""));
        assert!(!parameter.is_about(list, "", ""));
        let whole = Concern::operation("GET */members");
        assert!(whole.is_about(list, "", "") && !whole.is_about(list, part, "$.id"));
    }

    #[test]
    fn a_part_that_is_no_schema_has_no_path() {
        let concern = Concern::part(&["parameter-added"], "", "query parameter search");
        assert!(concern.explains("parameter-added", &[""; 0], "query parameter search"));
        assert!(!concern.explains("parameter-added", &[""; 0], "query parameter searching"));
    }
}
