use super::reported::Reported;
use super::schema::is_another_object;
use super::{Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::contract::JsonPath;
use crate::document::Edition;
use crate::finding::{Class, Level, Location, Rule, Violation, causes};
use crate::redact;

static RULE: Rule = Rule {
    id: "undocumented-property",
    level: Level::Warning,
    class: Class::Shape,
    title: "Responses hold only keys that the contract declares",
    unit: "rows",
    what: "Every key of every object in a successful response, at every depth, must be declared by \
           the schema. Clients that ignore unknown keys are safe, so this is a warning.",
    why: "An extra key comes from a release newer than the contract, from another plugin that \
          extends the response, or from data that should not leave the shop.",
    example: "`$[*].internal_note` is in each row but not in the documentation.",
    remedy: "If another plugin adds it on purpose, learn it with `memberspec learn` or add it to \
             your own copy of the document; if a new release adds it, update the contract; \
             otherwise find out where it comes from.",
};

causes! {
    /// What the check finds.
    enum Fault {
        Undeclared { key: String } = "undeclared": "only declared keys", "the key {key}";
        Undocumented { key: String } = "undeclared": "only documented keys", "the key {key}";
        /// A key that looks like data, and its shape in place of it.
        UndeclaredData { key: String } = "undeclared": "only declared keys", "a {key}";
        UndocumentedData { key: String } = "undeclared": "only documented keys", "a {key}";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<UndocumentedProperty>::default(),
};

#[derive(Default)]
struct UndocumentedProperty {
    reported: Reported,
}

impl Check for UndocumentedProperty {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let mut counted = false;
        for edition in run.editions() {
            let readings = context.readings(run, *edition);
            let Some(schema) = readings.schema() else {
                continue;
            };
            if !std::mem::replace(&mut counted, true) {
                report.examined(context, readings.rows().len());
            }
            if is_another_object(context.seen, readings) {
                continue;
            }
            for shown in readings.undeclared() {
                let violation = |path: &JsonPath| Violation {
                    basis: (*edition).into(),
                    location: Location::Json(shown.pattern()),
                    cause: {
                        let key = path.last_key().unwrap_or_default();
                        let is_name = redact::is_key(key);
                        let key = redact::told_key(key).into_owned();
                        match (edition, is_name) {
                            (Edition::Observed, true) => Fault::Undeclared { key },
                            (Edition::Observed, false) => Fault::UndeclaredData { key },
                            (Edition::Documented, true) => Fault::Undocumented { key },
                            (Edition::Documented, false) => Fault::UndocumentedData { key },
                        }
                        .into()
                    },
                    source: Some(format!("#{}", schema.of_rows_pointer())),
                };
                let identity = (shown.identity(), shown.times);
                report.shown(context, &mut self.reported, identity, || {
                    let first = shown.first();
                    (violation(&first), first)
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::member;
    use crate::checks::testing::{findings, get};
    use serde_json::json;

    #[test]
    fn an_extra_key_is_found_at_any_depth() {
        let mut row = member(19);
        row["internal_note"] = json!("x");
        row["_links"]["self"][0]["rel"] = json!("self");
        let lines = findings(&ENTRY, &[get("/members", 200, &json!([row]))]);
        assert_eq!(
            lines,
            [
                "$[*]._links.self[*].rel: only declared keys, the key rel found",
                "$[*].internal_note: only declared keys, the key internal_note found",
            ]
        );
    }

    #[test]
    fn a_sound_row_is_silent() {
        assert_eq!(
            findings(&ENTRY, &[get("/members/19", 200, &member(19))]),
            [""; 0]
        );
    }
}
