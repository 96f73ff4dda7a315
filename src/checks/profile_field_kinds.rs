use std::collections::BTreeMap;

use serde_json::Value;

use super::entities::entities;
use super::facts;
use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::contract::JsonPath;
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};

static RULE: Rule = Rule {
    id: "profile-field-kinds",
    level: Level::Error,
    class: Class::Shape,
    title: "All values of one profile field have the same type",
    unit: "values of profile fields",
    what: "The values that memberships hold for one profile field (`slug`) are compared: text, \
           boolean, number and list do not mix. A checkbox has booleans, a file has a number, a \
           choice of several has a list, all others have text (`docs/observed.md#5`).",
    why: "A client that reads `true` for one member and \"yes\" for the next treats every string \
          as true, or fails.",
    example: "`newsletter` is true for membership 61 and \"no\" for membership 62.",
    remedy: "Look for an import that wrote profile fields as text, and for a field whose type was \
             changed after members had filled it in.",
};

causes! {
    /// What the check finds.
    enum Fault {
        AnotherKind = "another-kind": "values of one kind for one profile field", "two kinds";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<ProfileFieldKinds>::default(),
};

/// How many profile fields are remembered.
const KEPT: usize = 1_000;

#[derive(Default)]
struct ProfileFieldKinds {
    of_slug: BTreeMap<String, First>,
}

/// The first value of a profile field.
struct First {
    kind: &'static str,
    number: usize,
    path: JsonPath,
    value: Value,
}

impl Check for ProfileFieldKinds {
    fn see(&mut self, context: &ExchangeContext<'_>, _run: &RunContext, report: &mut Reporter<'_>) {
        let mut judged_values = 0;
        for entity in entities(context.seen) {
            let fields = entity.value.get("profile_fields").and_then(Value::as_array);
            for (index, field) in fields.into_iter().flatten().enumerate() {
                let slug = field.get("slug").and_then(Value::as_str);
                let (Some(slug), Some(value)) = (slug, field.get("value")) else {
                    continue;
                };
                let Some(kind) = kind(value) else { continue };
                judged_values += 1;
                let path = entity
                    .path()
                    .key("profile_fields")
                    .index(index)
                    .key("value");
                match self.of_slug.get(slug) {
                    None if self.of_slug.len() < KEPT => {
                        let first = First {
                            kind,
                            number: context.seen.number,
                            path,
                            value: value.clone(),
                        };
                        self.of_slug.insert(slug.to_owned(), first);
                    }
                    Some(first) if first.kind != kind => {
                        let violation = Violation {
                            basis: Basis::Both,
                            location: Location::Json(path.pattern()),
                            cause: Fault::AnotherKind.into(),
                            source: Some("docs/observed.md#5".into()),
                        };
                        let others = [first.number];
                        let number = context.seen.number;
                        report.contradiction(context, violation, At::Json(&path), &others, || {
                            vec![
                                facts::value(
                                    "one value",
                                    first.number,
                                    &first.path,
                                    Some(&first.value),
                                ),
                                facts::value("another", number, &path, Some(value)),
                            ]
                        });
                    }
                    _ => {}
                }
            }
        }
        report.examined(context, judged_values);
    }
}

fn kind(value: &Value) -> Option<&'static str> {
    match value {
        Value::Null => None,
        Value::Bool(_) => Some("boolean"),
        Value::Number(_) => Some("number"),
        Value::String(_) => Some("text"),
        Value::Array(_) => Some("list"),
        Value::Object(_) => Some("object"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::member;
    use crate::checks::testing::{findings, get};
    use serde_json::json;

    fn values(one: Value, other: Value) -> Vec<String> {
        let rows: Vec<Value> = [(2, one), (1, other)]
            .into_iter()
            .map(|(id, value)| {
                let mut row = member(id);
                row["profile_fields"] = json!([{ "name": "News", "slug": "news", "value": value }]);
                row
            })
            .collect();
        findings(&ENTRY, &[get("/members", 200, &json!(rows))])
    }

    #[test]
    fn a_checkbox_with_a_text_beside_a_boolean_is_found() {
        assert_eq!(
            values(json!(true), json!("yes")),
            [
                "$[*].profile_fields[*].value: values of one kind for one profile field, two kinds found"
            ]
        );
    }

    #[test]
    fn values_of_one_kind_are_silent() {
        assert_eq!(values(json!(true), json!(false)), [""; 0]);
        assert_eq!(values(json!("M"), json!("")), [""; 0]);
    }
}
