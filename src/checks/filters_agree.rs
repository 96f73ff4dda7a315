use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::Value;

use super::facts;
use super::{At, Check, Entry, ExchangeContext, ObservedAt, Reporter, RunContext};
use crate::finding::{Basis, Class, Level, Location, Rule, Violation, causes};
use crate::interpret::{
    Api, Foreign, Interpreted, Kind, MEMBER_STATUSES, Paging, Route, Row, customer_names, id_of,
};

static RULE: Rule = Rule {
    id: "filters-agree",
    level: Level::Error,
    class: Class::Filters,
    title: "A filtered list holds every row that matches, however the filter is written",
    unit: "rows that match a filter",
    what: "If a filtered list of members fits on one page, it must hold every membership that was \
           read shortly before, with no write in between, and that matches the filter (status, \
           plan, customer, order, product, subscription, include). A plan by slug must return as \
           many rows as the plan by id, a customer by e-mail address or login as many as by id. \
           Two filters together return the rows that match both. An empty list for an id that is \
           not known to exist proves nothing, because sites return no rows for it \
           (`docs/observed.md#4`).",
    why: "Synchronization by customer or by plan never sees rows that a filter omits: the member \
          has paid, but the other system does not know.",
    example: "Membership 61 has order 38, but `?order=38` returns an empty list.",
    remedy: "Look for a search index or a cache in front of the database, and for plugins that \
             change queries through pre_get_posts or posts_where.",
};

causes! {
    /// What the check finds.
    enum Fault {
        RowMissing = "row-missing": "every row that matches", "a matching row is missing";
        RowMissingOfBoth = "row-missing-of-both":
        "every row that matches both filters", "a row that matches both is missing";
        AnotherNumber { before: String, found: String } = "another-number":
        "as many rows as with {before}", "another number with {found}";
    }
}

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    causes: Fault::IDS,
    make: || Box::<FiltersAgree>::default(),
};

/// How many memberships are remembered; then memory starts afresh.
const KEPT: usize = 20_000;

/// The parameters that narrow a list of members.
const FILTERS: [&str; 7] = [
    "status",
    "plan",
    "customer",
    "order",
    "product",
    "subscription",
    "include",
];

#[derive(Default)]
struct FiltersAgree {
    known: HashMap<i64, Known>,
    slugs: HashMap<String, i64>,
    there: BTreeSet<(Kind, i64)>,
    spelt: HashMap<(&'static str, i64), Spelt>,
    /// The customer that the names given for the run lead to.
    named: Option<i64>,
    /// The customers that names lead to, as WooCommerce says of them.
    names: HashMap<String, i64>,
}

/// What a membership said of itself when it was read last.
struct Known {
    status: &'static str,
    plan: Option<i64>,
    customer: Option<i64>,
    order: Option<i64>,
    product: Option<i64>,
    subscription: Option<i64>,
    moment: ObservedAt,
    number: usize,
}

/// How long a list was when it was requested in one spelling.
struct Spelt {
    spelling: Spelling,
    total: u64,
    moment: ObservedAt,
    number: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Spelling {
    Id,
    Slug,
    Name,
}

/// What a filter asks for.
enum Wanted {
    Statuses(Vec<&'static str>),
    Ids(BTreeSet<i64>),
}

impl Check for FiltersAgree {
    fn see(&mut self, context: &ExchangeContext<'_>, run: &RunContext, report: &mut Reporter<'_>) {
        let seen = context.seen;
        if seen.is_reshaped() {
            return;
        }
        match seen.route() {
            Some(Route::Plans) => self.learn_slugs(seen.rows().unwrap_or_default()),
            Some(Route::Members) => {
                if let Some(rows) = seen.rows() {
                    self.judge(rows, context, run, report);
                    // Rows that a filter let through are its business, right or wrong.
                    if !FILTERS.iter().any(|filter| seen.query.has(filter)) {
                        self.learn(rows, seen, run);
                    }
                }
            }
            Some(Route::Member(_)) => {
                if let Some(item) = seen.item() {
                    self.learn(std::slice::from_ref(item), seen, run);
                }
            }
            _ => {}
        }
    }

    /// Who is there, and by which names, is asked once; without it no repetition could be judged.
    fn afresh(&self) -> Option<Box<dyn Check>> {
        Some(Box::new(Self {
            slugs: self.slugs.clone(),
            there: self.there.clone(),
            named: self.named,
            names: self.names.clone(),
            ..Self::default()
        }))
    }

    fn see_compared(
        &mut self,
        context: &ExchangeContext<'_>,
        _run: &RunContext,
        _report: &mut Reporter<'_>,
    ) {
        let found = Foreign::of(&context.seen.exchange.request.url);
        if let Some(Foreign { kind, id }) = found.filter(|_| context.seen.is_success()) {
            self.there.insert((kind, id));
            if kind == Kind::Customer {
                let names = customer_names(context.seen).into_iter();
                self.names.extend(names.map(|name| (name, id)));
            }
        }
    }
}

impl FiltersAgree {
    fn learn_slugs(&mut self, plans: &[Arc<Row>]) {
        for plan in plans {
            let slug = plan.get("slug").and_then(Value::as_str).unwrap_or_default();
            if let (false, Some(id)) = (slug.is_empty(), number(plan, "id")) {
                self.slugs.insert(slug.to_owned(), id);
            }
        }
    }

    fn learn(&mut self, rows: &[Arc<Row>], seen: &Interpreted<'_>, run: &RunContext) {
        if self.known.len() >= KEPT {
            self.known.clear();
        }
        let asked = self.asked(seen);
        for row in rows {
            match (known_of(row, run, seen), number(row, "id")) {
                // What does not fit the question is the business of filter-sound, and what it says
                // of itself is not to be trusted.
                (Some((id, known)), _)
                    if asked
                        .as_ref()
                        .is_some_and(|asked| !known.fits_all(id, asked)) => {}
                (Some((id, known)), _) => {
                    self.known.insert(id, known);
                }
                (None, Some(id)) => {
                    self.known.remove(&id);
                }
                (None, None) => {}
            }
        }
    }

    fn judge(
        &mut self,
        rows: &[Arc<Row>],
        context: &ExchangeContext<'_>,
        run: &RunContext,
        report: &mut Reporter<'_>,
    ) {
        let seen = context.seen;
        let Some((filters, api)) = filters_of(seen) else {
            return;
        };
        let Some(total) = Paging::of(seen)
            .filter(|paging| paging.offset.is_none())
            .and_then(|paging| paging.total.number())
        else {
            return;
        };
        if let [filter] = filters.as_slice() {
            self.compare_spellings(filter, api, rows, total, context, run, report);
        }
        let is_whole =
            Paging::of(seen).is_some_and(|paging| paging.page == 1) && total == rows.len() as u64;
        let leads = |(filter, wanted): &(&str, Wanted)| self.leads_somewhere(filter, wanted, rows);
        let asked = self.asked(seen).filter(|_| is_whole);
        let Some(asked) = asked.filter(|asked| asked.iter().all(leads)) else {
            return;
        };
        let listed: BTreeSet<i64> = rows.iter().filter_map(|row| number(row, "id")).collect();
        // A row that comes twice is the business of ids-unique, one that does not fit of
        // filter-sound.
        let is_sound = listed.len() == rows.len()
            && rows.iter().all(|row| {
                known_of(row, run, seen).is_some_and(|(id, known)| known.fits_all(id, &asked))
            });
        if !is_sound {
            return;
        }
        let mut examined = 0;
        let mut missing: Vec<(i64, usize)> = Vec::new();
        for (id, known) in &self.known {
            if !run.may_compare(&known.moment) || !known.fits_all(*id, &asked) {
                continue;
            }
            examined += 1;
            if !listed.contains(id) {
                missing.push((*id, known.number));
            }
        }
        report.examined(context, examined);
        missing.sort_unstable();
        let parameters = filters.join(" and ");
        for (id, number) in missing {
            let violation = Violation {
                basis: Basis::Both,
                location: Location::Parameter(parameters.clone()),
                cause: match filters.as_slice() {
                    [_] => Fault::RowMissing.into(),
                    _ => Fault::RowMissingOfBoth.into(),
                },
                source: Some("docs/observed.md#4".into()),
            };
            let text = format!("membership {id}, seen in exchange {number}");
            report.contradiction(context, violation, At::Value(&text), &[number], || {
                let known = self.known.get(&id);
                let label = format!("membership {id}");
                let mut facts = Vec::new();
                for filter in &filters {
                    let says = known.map_or_else(String::new, |known| known.says(filter, id));
                    facts.push(facts::text(&label, Some(number), key_of(filter), &says));
                    facts.push(facts::parameter(seen, filter));
                }
                let list = format!("{} rows without it", rows.len());
                facts.push(facts::text("the list", Some(seen.number), "$", &list));
                facts
            });
        }
    }

    /// What all filters of a list ask for, if each is plain.
    fn asked(&self, seen: &Interpreted<'_>) -> Option<Vec<(&'static str, Wanted)>> {
        let (filters, api) = filters_of(seen)?;
        let wanted = |filter| Some((filter, self.wanted(filter, api, seen)?));
        filters.into_iter().map(wanted).collect()
    }

    /// What the filter asks for, if it is plain.
    fn wanted(&self, filter: &'static str, api: Api, seen: &Interpreted<'_>) -> Option<Wanted> {
        let query = &seen.query;
        if filter == "status" {
            let asked = match api {
                Api::V2 | Api::V3 => vec![query.get("status")?],
                Api::V4 => query.list("status")?,
            };
            let known = |text: &str| MEMBER_STATUSES.into_iter().find(|status| *status == text);
            let statuses: Option<Vec<&'static str>> = asked.into_iter().map(known).collect();
            return statuses
                .filter(|list| !list.is_empty())
                .map(Wanted::Statuses);
        }
        let asked = match (filter, api) {
            ("include", _) | ("plan", Api::V4) => query.list(filter)?,
            _ => vec![query.get(filter)?],
        };
        let id = |text: &str| match text.parse().ok() {
            Some(id) if id > 0 => Some(id),
            Some(_) => None,
            None if filter == "plan" => self.slugs.get(text).copied(),
            None => None,
        };
        let ids: Option<BTreeSet<i64>> = asked.into_iter().map(id).collect();
        ids.filter(|list| !list.is_empty()).map(Wanted::Ids)
    }

    /// Sites answer nothing for a customer, an order or a product that is not there, whatever
    /// memberships say.
    fn leads_somewhere(&self, filter: &str, wanted: &Wanted, rows: &[Arc<Row>]) -> bool {
        let kind = match filter {
            "customer" => Kind::Customer,
            "order" => Kind::Order,
            "product" => Kind::Product,
            _ => return true,
        };
        let Wanted::Ids(ids) = wanted else {
            return true;
        };
        !rows.is_empty() || ids.iter().all(|id| self.there.contains(&(kind, *id)))
    }

    #[expect(clippy::too_many_arguments, reason = "all known rows of the list")]
    fn compare_spellings(
        &mut self,
        filter: &'static str,
        api: Api,
        rows: &[Arc<Row>],
        total: u64,
        context: &ExchangeContext<'_>,
        run: &RunContext,
        report: &mut Reporter<'_>,
    ) {
        let Some(text) = context.seen.query.get(filter) else {
            return;
        };
        let id = text.parse::<i64>().ok().filter(|id| *id > 0);
        let of_rows = |key: &str| rows.first().and_then(|row| number(row, key));
        let (spelling, id) = match (filter, id) {
            ("plan", _) if api == Api::V4 => return,
            ("plan", Some(id)) => (Spelling::Id, Some(id)),
            ("plan", None) => {
                let known = self.slugs.get(text).copied();
                (Spelling::Slug, known.or_else(|| of_rows("plan_id")))
            }
            ("customer", Some(id)) => (Spelling::Id, Some(id)),
            ("customer", None) => {
                let is_named = run.customer().iter().any(|name| name == text);
                let id = of_rows("customer_id");
                if is_named && id.is_some() {
                    self.named = id;
                }
                let looked_up = self.names.get(text).copied();
                let known = looked_up.or(self.named.filter(|_| is_named));
                (Spelling::Name, id.or(known))
            }
            _ => return,
        };
        let Some(id) = id else { return };
        let now = Spelt {
            spelling,
            total,
            moment: run.moment(),
            number: context.seen.number,
        };
        // Sites answer nothing for a customer who is not there, whatever memberships say.
        let is_gone = filter == "customer"
            && spelling == Spelling::Id
            && total == 0
            && !self.there.contains(&(Kind::Customer, id));
        if is_gone {
            return;
        }
        if let Some(before) = self.spelt.get(&(filter, id))
            && before.spelling != spelling
            && run.may_compare(&before.moment)
        {
            report.examined(context, 1);
            if before.total != total {
                let violation = Violation {
                    basis: Basis::Both,
                    location: Location::Parameter(filter.into()),
                    cause: Fault::AnotherNumber {
                        before: before.spelling.words(filter),
                        found: spelling.words(filter),
                    }
                    .into(),
                    source: Some("docs/observed.md#4".into()),
                };
                let text = format!(
                    "{total} here, {} in exchange {}",
                    before.total, before.number
                );
                let of = |spelling: Spelling, number, total: u64| {
                    let label = format!("with {}", spelling.words(filter));
                    facts::text(
                        &label,
                        Some(number),
                        "header X-WP-Total",
                        &total.to_string(),
                    )
                };
                report.contradiction(
                    context,
                    violation,
                    At::Value(&text),
                    &[before.number],
                    || {
                        vec![
                            of(before.spelling, before.number, before.total),
                            of(spelling, context.seen.number, total),
                        ]
                    },
                );
            }
        }
        self.spelt.insert((filter, id), now);
    }
}

/// The values of a row; none for what lies in the Trash, which is in no filtered list.
fn known_of(row: &Value, run: &RunContext, seen: &Interpreted<'_>) -> Option<(i64, Known)> {
    let text = row.get("status").and_then(Value::as_str);
    let status = MEMBER_STATUSES
        .into_iter()
        .find(|status| text == Some(status))?;
    // A plan that is gone cannot be filtered by.
    let has_plan = row.get("plan_name").is_none_or(|name| !name.is_null());
    let known = Known {
        status,
        plan: number(row, "plan_id").filter(|_| has_plan),
        customer: number(row, "customer_id"),
        order: number(row, "order_id"),
        product: number(row, "product_id"),
        subscription: number(row, "subscription_id"),
        moment: run.moment(),
        number: seen.number,
    };
    Some((number(row, "id")?, known))
}

/// The key of a membership that a filter is about.
fn key_of(filter: &str) -> &'static str {
    match filter {
        "status" => "status",
        "include" => "id",
        "plan" => "plan_id",
        "customer" => "customer_id",
        "order" => "order_id",
        "product" => "product_id",
        _ => "subscription_id",
    }
}

impl Known {
    /// What the membership says under the key of a filter.
    fn says(&self, filter: &str, id: i64) -> String {
        let of = match filter {
            "status" => {
                return crate::redact::told("status", &serde_json::json!(self.status));
            }
            "include" => Some(id),
            "plan" => self.plan,
            "customer" => self.customer,
            "order" => self.order,
            "product" => self.product,
            _ => self.subscription,
        };
        of.map_or_else(|| "null".to_owned(), |id| id.to_string())
    }

    fn fits_all(&self, id: i64, asked: &[(&'static str, Wanted)]) -> bool {
        let mut asked = asked.iter();
        asked.all(|(filter, wanted)| self.fits(filter, id, wanted))
    }

    fn fits(&self, filter: &str, id: i64, wanted: &Wanted) -> bool {
        let of = match (filter, wanted) {
            (_, Wanted::Statuses(list)) => return list.contains(&self.status),
            ("include", _) => Some(id),
            ("plan", _) => self.plan,
            ("customer", _) => self.customer,
            ("order", _) => self.order,
            ("product", _) => self.product,
            _ => self.subscription,
        };
        let Wanted::Ids(ids) = wanted else {
            return false;
        };
        of.is_some_and(|id| ids.contains(&id))
    }
}

impl Spelling {
    fn words(self, filter: &str) -> String {
        match self {
            Self::Id => format!("the id of the {filter}"),
            Self::Slug => "the slug of the plan".to_owned(),
            Self::Name => "the name of the customer".to_owned(),
        }
    }
}

/// The filters of a list of members, if it has any and nothing else that narrows.
fn filters_of(seen: &Interpreted<'_>) -> Option<(Vec<&'static str>, Api)> {
    let address = seen.address.as_ref()?;
    let mut found = Vec::new();
    for name in seen.query.names() {
        if matches!(name, "page" | "per_page" | "context") || crate::redact::is_secret_name(name) {
            continue;
        }
        let filter = FILTERS.into_iter().find(|filter| *filter == name)?;
        found.push(filter);
    }
    (!found.is_empty()).then_some((found, address.api))
}

fn number(row: &Value, key: &str) -> Option<i64> {
    row.get(key).and_then(id_of)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::{member, members, plan};
    use crate::checks::testing::{With, ask, findings, get};
    use crate::exchange::{Exchange, Method};
    use serde_json::json;

    fn list(query: &str, rows: &Value) -> Exchange {
        let total = rows.as_array().map_or(0, Vec::len) as u64;
        get(&format!("/members?{query}"), 200, rows).paged(total, 1)
    }

    fn all() -> Exchange {
        get("/members", 200, &members(1..=3)).paged(3, 1)
    }

    #[test]
    fn two_filters_list_what_fits_both() {
        let query = "plan=20&status=active";
        let line = "parameter plan and status: every row that matches both filters, a row that \
                    matches both is missing found";
        let exchanges = [all(), list(query, &json!([member(1), member(2)]))];
        assert_eq!(findings(&ENTRY, &exchanges), [line]);
        let exchanges = [all(), list(query, &members(1..=3))];
        assert_eq!(findings(&ENTRY, &exchanges), [""; 0]);
    }

    #[test]
    fn a_row_that_fits_and_is_not_listed_is_found() {
        for query in ["status=active", "plan=20", "include=1,2", "plan=gold"] {
            let lines = findings(
                &ENTRY,
                &[
                    get("/plans", 200, &json!([plan(20)])),
                    all(),
                    list(query, &json!([member(1)])),
                ],
            );
            let name = query.split('=').next().unwrap();
            assert_eq!(
                lines,
                [format!(
                    "parameter {name}: every row that matches, a matching row is missing found"
                )],
                "{query}"
            );
        }
    }

    #[test]
    fn a_slug_that_gives_another_number_than_the_id_is_found() {
        let lines = findings(
            &ENTRY,
            &[
                list("plan=20", &members(1..=3)),
                list("plan=gold", &members(1..=2)),
            ],
        );
        assert!(
            lines.contains(
                &"parameter plan: as many rows as with the id of the plan, another number with \
                  the slug of the plan found"
                    .to_owned()
            ),
            "{lines:?}"
        );
    }

    #[test]
    fn whole_lists_writes_in_between_and_unknown_customers_are_silent() {
        let whole = [all(), list("status=active", &members(1..=3))];
        assert_eq!(findings(&ENTRY, &whole), [""; 0]);
        let part = get("/members?status=active&per_page=1", 200, &members(1..=1)).paged(3, 3);
        assert_eq!(findings(&ENTRY, &[all(), part]), [""; 0]);
        let written = [
            all(),
            ask(Method::Put, "/members/2", 200, "{}"),
            list("status=active", &members(1..=1)),
        ];
        assert_eq!(findings(&ENTRY, &written), [""; 0]);
        let gone = [all(), list("customer=1001", &json!([]))];
        assert_eq!(findings(&ENTRY, &gone), [""; 0]);
    }
}
