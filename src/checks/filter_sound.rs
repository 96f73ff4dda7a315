use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use serde_json::Value;

use super::facts;
use super::{At, Check, Entry, ExchangeContext, Reporter, RunContext};
use crate::contract::JsonPath;
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::{self, Api, Interpreted, MEMBER_STATUSES, NOBODY, Row};

static RULE: Rule = Rule {
    id: "filter-sound",
    level: Level::Error,
    class: Class::Filters,
    title: "A filtered list holds only rows that match the filter",
    unit: "rows of filtered lists",
    what: "Each row of a list of members is compared with the parameters of its request: status, \
           customer, plan, order, product, subscription, include, exclude; for plans: status, \
           slug, include, exclude. A customer given by e-mail address or login must match one \
           customer, a plan given by slug one plan. An unknown login returns no rows.",
    why: "A leaking filter shows one customer's memberships to another or causes the wrong plan to \
          be billed.",
    example: "`?status=active` returns a row whose status is `paused`.",
    remedy: "Look for a plugin that changes queries by pre_get_posts or posts_where, and for a \
             cache that ignores the query string.",
};

causes! {
    /// What the check finds.
    enum Fault {
        DoesNotFit { parameter: &'static str } = "does-not-fit":
        "a match for {parameter}", "a row that does not match";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<FilterSound>::default(),
};

#[derive(Default)]
struct FilterSound {
    slugs: BTreeMap<String, (i64, usize)>,
}

impl Check for FilterSound {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        let (Some(rows), false) = (seen.rows(), seen.is_reshaped()) else {
            return;
        };
        let Some(address) = &seen.address else { return };
        let filters = if address.route.is_member() {
            self.of_members(seen, address.api, rows)
        } else {
            self.learn_slugs(rows, seen.number);
            of_plans(seen)
        };
        for filter in filters {
            report.examined(context, rows.len());
            for (index, row) in rows.iter().enumerate() {
                let Some(value) = row.get(filter.key) else {
                    continue;
                };
                // A value that the contract rules out is the business of the schema.
                if filter.accepts(value) || is_ruled_out(context, run, index, filter.key) {
                    continue;
                }
                let path = JsonPath::root().index(index).key(filter.key);
                let violation = Violation {
                    basis: Basis::Both,
                    location: Location::Json(path.pattern()),
                    cause: Fault::DoesNotFit {
                        parameter: filter.parameter,
                    }
                    .into(),
                    source: Some("docs/observed.md#4".into()),
                };
                let taught = self.taught(&filter, seen);
                report.contradiction(context, violation, At::Json(&path), &taught, || {
                    vec![
                        facts::parameter(seen, filter.parameter),
                        facts::value("answered", seen.number, &path, Some(value)),
                    ]
                });
            }
        }
    }
}

/// Whether the contract in force rules out what a row holds under a key.
fn is_ruled_out(context: &ExchangeContext<'_>, run: &RunContext, index: usize, key: &str) -> bool {
    let place = format!("$.{key}");
    let readings = context.readings(run, run.edition()).rows();
    // The readings of a list stand in the order of its rows.
    let of_row = readings.get(index).filter(|(row, _)| *row == Some(index));
    of_row.is_some_and(|(_, reading)| {
        let mut violations = reading.violations.iter();
        violations.any(|violation| violation.cause.pattern == place)
    })
}

/// What one parameter asks of one key of each row.
struct Filter {
    parameter: &'static str,
    key: &'static str,
    /// Whether the row must hold one of the values, or none of them.
    is_in: bool,
    /// A set, since there may be as many as rows.
    values: HashSet<Value>,
    /// Whether any of them is a text, and whether any is none.
    of_text: (bool, bool),
}

impl Filter {
    fn one_of(parameter: &'static str, key: &'static str, values: Vec<Value>) -> Self {
        let has_text = values.iter().any(Value::is_string);
        let has_other = values.iter().any(|value| !value.is_string());
        Self {
            parameter,
            key,
            is_in: true,
            values: values.into_iter().collect(),
            of_text: (has_text, has_other),
        }
    }

    fn none_of(parameter: &'static str, key: &'static str, values: Vec<Value>) -> Self {
        Self {
            is_in: false,
            ..Self::one_of(parameter, key, values)
        }
    }

    /// A value of another type than the wanted ones is the business of the schema.
    fn accepts(&self, value: &Value) -> bool {
        let (has_text, has_other) = self.of_text;
        let id = (interpret::id_of(value).filter(|_| !has_text)).map(Value::from);
        let value = id.as_ref().unwrap_or(value);
        let has_alike = if value.is_string() {
            has_text
        } else {
            has_other
        };
        if !value.is_null() && !has_alike && !self.values.is_empty() {
            return true;
        }
        self.values.contains(value) == self.is_in
    }
}

impl FilterSound {
    /// The exchange that taught what a slug stands for, where that decides.
    fn taught(&self, filter: &Filter, seen: &Interpreted<'_>) -> Vec<usize> {
        let slug = seen
            .query
            .get("plan")
            .filter(|_| filter.parameter == "plan");
        let known = slug.and_then(|slug| self.slugs.get(slug));
        known.map(|(_, number)| *number).into_iter().collect()
    }

    fn learn_slugs(&mut self, plans: &[Arc<Row>], number: usize) {
        for plan in plans {
            let slug = plan
                .get("slug")
                .and_then(Value::as_str)
                .filter(|slug| !slug.is_empty());
            if let (Some(slug), Some(id)) = (slug, plan.get("id").and_then(interpret::id_of)) {
                self.slugs.insert(slug.to_owned(), (id, number));
            }
        }
    }

    fn of_members(&self, seen: &Interpreted<'_>, api: Api, rows: &[Arc<Row>]) -> Vec<Filter> {
        let query = &seen.query;
        let mut filters = Vec::new();
        let mut want = |parameter: &'static str, key: &'static str, values: Vec<Value>| {
            filters.push(Filter::one_of(parameter, key, values));
        };
        match api {
            Api::V2 | Api::V3 => {
                if let Some(status) = query.get("status").filter(|status| *status != "any") {
                    want("status", "status", vec![status.into()]);
                }
                match query.get("plan").map(|text| (text, id_of(text))) {
                    Some((_, Some(id))) => want("plan", "plan_id", vec![id.into()]),
                    Some((slug, None)) => {
                        let known = self.slugs.get(slug).map(|(id, _)| *id);
                        want("plan", "plan_id", same(rows, "plan_id", known));
                    }
                    None => {}
                }
            }
            Api::V4 => {
                let known: Option<Vec<Value>> = query.list("status").map(|list| {
                    let bare = |text: &str| text.strip_prefix("wcm-").unwrap_or(text).to_owned();
                    list.into_iter()
                        .map(|text| Value::String(bare(text)))
                        .collect()
                });
                // Any unknown word switches the filter off as a whole (`docs/observed.md#2`).
                if let Some(list) =
                    known.filter(|list| !list.is_empty() && list.iter().all(is_status))
                {
                    want("status", "status", list);
                }
                let plans = query.list("plan").unwrap_or_default();
                let ids: Vec<Value> = plans
                    .iter()
                    .filter_map(|text| id_of(text))
                    .map(Value::from)
                    .collect();
                if !ids.is_empty() && ids.len() == plans.len() {
                    want("plan", "plan_id", ids);
                }
            }
        }
        match query.get("customer").map(|text| (text, id_of(text))) {
            Some((_, Some(id))) => want("customer", "customer_id", vec![id.into()]),
            // No id is 0 or less, so that any row is one too many.
            Some((NOBODY, _)) => want("customer", "customer_id", vec![0.into()]),
            Some(_) => want("customer", "customer_id", same(rows, "customer_id", None)),
            None => {}
        }
        for (parameter, key) in [
            ("order", "order_id"),
            ("product", "product_id"),
            ("subscription", "subscription_id"),
        ] {
            // A negative order is taken without its sign (`docs/observed.md#4`).
            if let Some(id) = query
                .get(parameter)
                .and_then(|text| text.trim().parse::<i64>().ok())
            {
                want(parameter, key, vec![id.abs().into()]);
            }
        }
        include_and_exclude(seen, &mut filters);
        filters
    }
}

fn of_plans(seen: &Interpreted<'_>) -> Vec<Filter> {
    const STATUSES: [&str; 6] = ["publish", "draft", "private", "trash", "pending", "future"];
    let mut filters = Vec::new();
    let asked = seen
        .query
        .list("status")
        .or_else(|| seen.query.list("post_status"));
    let wanted = match asked {
        None => vec!["publish"],
        Some(list) => list,
    };
    // An unknown status answers all plans, `any` all but the trash (`docs/observed.md#4`).
    if !wanted.is_empty() && wanted.iter().all(|status| STATUSES.contains(status)) {
        let values = wanted.into_iter().map(Value::from).collect();
        filters.push(Filter::one_of("status", "status", values));
    }
    for parameter in ["slug", "name"] {
        if let Some(slug) = seen.query.get(parameter).filter(|slug| !slug.is_empty()) {
            filters.push(Filter::one_of(parameter, "slug", vec![slug.into()]));
        }
    }
    include_and_exclude(seen, &mut filters);
    filters
}

fn include_and_exclude(seen: &Interpreted<'_>, filters: &mut Vec<Filter>) {
    let ids = |name: &str| -> Option<Vec<Value>> {
        let list = seen.query.list(name)?;
        Some(
            list.iter()
                .filter_map(|text| text.parse::<i64>().ok())
                .map(Value::from)
                .collect(),
        )
    };
    let included = seen.query.list("include").filter(|list| !list.is_empty());
    let include = included.and_then(|_| ids("include"));
    let exclude = ids("exclude");
    match (include, exclude) {
        // `include` wins where both are given (`docs/observed.md#4`).
        (Some(values), _) => filters.push(Filter::one_of("include", "id", values)),
        (None, Some(values)) if !values.is_empty() => {
            filters.push(Filter::none_of("exclude", "id", values));
        }
        _ => {}
    }
}

/// All rows must share one value: the known one, or that of the first row.
fn same(rows: &[Arc<Row>], key: &str, known: Option<i64>) -> Vec<Value> {
    let first = rows
        .first()
        .and_then(|row| row.get(key))
        .and_then(interpret::id_of);
    known.or(first).map(Value::from).into_iter().collect()
}

fn id_of(text: &str) -> Option<i64> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())
        .flatten()
}

fn is_status(value: &Value) -> bool {
    value
        .as_str()
        .is_some_and(|status| MEMBER_STATUSES.contains(&status))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::{member, members, plan};
    use crate::checks::testing::{findings, get};
    use serde_json::json;

    #[test]
    fn rows_that_do_not_fit_are_one_finding_for_the_parameter() {
        let mut paused = member(2);
        paused["status"] = json!("paused");
        let rows = json!([member(1), paused]);
        assert_eq!(
            findings(&ENTRY, &[get("/members?status=active", 200, &rows)]),
            ["$[*].status: a match for status, a row that does not match found"]
        );
        for query in [
            "plan=999",
            "customer=1",
            "include=1",
            "exclude=2",
            "order=7",
        ] {
            let lines = findings(&ENTRY, &[get(&format!("/members?{query}"), 200, &rows)]);
            assert_eq!(lines.len(), 1, "{query}: {lines:?}");
        }
    }

    #[test]
    fn a_customer_by_e_mail_must_be_one_customer() {
        let lines = findings(
            &ENTRY,
            &[get(
                "/members?customer=a%40example.test",
                200,
                &members(1..=2),
            )],
        );
        assert_eq!(
            lines,
            ["$[*].customer_id: a match for customer, a row that does not match found"]
        );
    }

    #[test]
    fn rows_that_fit_are_silent() {
        let rows = json!([member(1)]);
        for query in [
            "status=active",
            "status=any",
            "plan=20",
            "customer=1001",
            "include=1,2",
            "exclude=2",
        ] {
            assert_eq!(
                findings(&ENTRY, &[get(&format!("/members?{query}"), 200, &rows)]),
                [""; 0],
                "{query}"
            );
        }
        assert_eq!(
            findings(&ENTRY, &[get("/plans", 200, &json!([plan(20)]))]),
            [""; 0]
        );
    }
}
