//! What a run owns. Nothing outside is believed: an id becomes the run's own only in
//! [`Own::prove`], and the client asks nothing else before it lets a write out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use url::Url;

use super::contradiction::Contradiction;
use super::unknown::UnknownId;
use super::{Mark, Person, permit};
use crate::client::{Permit, http_date};
use crate::exchange::{Body, Exchange};
use crate::ledger::{Before, Kind};
use crate::seen::instant;

/// How far the clock that writes `Date` headers and the clock that dates rows may be apart: they
/// are on one machine, or on two that both keep the time.
const SKEW: SignedDuration = SignedDuration::from_mins(5);

/// How long a run may last at most. What a ledger says of its start opens no longer a time.
const LONGEST_RUN: SignedDuration = SignedDuration::from_hours(24);

/// How far a local time is from UTC at most.
const FARTHEST_ZONE: SignedDuration = SignedDuration::from_hours(14);

/// What a run has made so far: the only things that it may change. Clones share one list.
#[derive(Debug, Clone)]
pub struct Own(Arc<Mutex<Held>>);

/// A row that may be the run's: what the response to a create says, or what a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What it is.
    pub kind: Kind,
    /// Its id, as the site says.
    pub id: u64,
    /// What its create sent, where it is known which one it was.
    pub sent: Option<Sent>,
}

/// What a create sent that the row must show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// The plan of a membership; none where what was sent is no number.
    Plan(Option<u64>),
    /// The customer with this person's address.
    Person(Person),
}

/// The list itself.
#[derive(Debug)]
pub(super) struct Held {
    /// The REST root, with a slash at the end.
    pub(super) root: Url,
    mark: Mark,
    /// The addresses under which customers may be made.
    pub(super) emails: Vec<String>,
    members: BTreeSet<u64>,
    customers: BTreeSet<u64>,
    /// An existing customer who may be given memberships, and is not changed otherwise.
    pub(super) lent: Option<u64>,
    /// What was there before; without it nothing can be proved.
    before: Option<Baseline>,
    /// Memberships that were listed and are not the run's.
    listed: BTreeSet<u64>,
    /// How many rows the creates asked for that were sent.
    asked: BTreeMap<Kind, u64>,
    /// Ids that name nothing: their own GET was answered with 404.
    absent: BTreeSet<UnknownId>,
}

#[derive(Debug)]
struct Baseline {
    highest_post: u64,
    highest_user: u64,
    /// When the run began, by the clock of the site.
    began: Timestamp,
}

impl Baseline {
    fn highest(&self, kind: Kind) -> u64 {
        match kind {
            Kind::Member => self.highest_post,
            Kind::Customer => self.highest_user,
        }
    }
}

impl Own {
    /// Nothing yet, at the site whose REST root this is.
    #[must_use]
    pub fn new(root: &Url, mark: &Mark, lent: Option<u64>) -> Self {
        let mut root = root.clone();
        if !root.path().ends_with('/') {
            let path = format!("{}/", root.path());
            root.set_path(&path);
        }
        Self(Arc::new(Mutex::new(Held {
            root,
            mark: mark.clone(),
            emails: Person::ALL.map(|person| mark.email(person)).into(),
            members: BTreeSet::new(),
            customers: BTreeSet::new(),
            lent,
            before: None,
            listed: BTreeSet::new(),
            asked: BTreeMap::new(),
            absent: BTreeSet::new(),
        })))
    }

    /// Says what was there before. `started` is when the run began, for a ledger without the time
    /// of the site.
    pub fn set_before(&self, before: &Before, started: Timestamp) {
        self.held().before = Some(Baseline {
            highest_post: before.highest(Kind::Member),
            highest_user: before.highest(Kind::Customer),
            began: before.at.unwrap_or(started),
        });
    }

    /// Notes a membership that was listed and that no create of this run can have made.
    pub(super) fn note_listed(&self, id: u64) {
        self.held().listed.insert(id);
    }

    /// Takes a membership back: a list shows it as somebody else's.
    pub(super) fn disown(&self, id: u64) {
        let mut held = self.held();
        held.members.remove(&id);
        held.listed.insert(id);
    }

    /// Whether a membership was there before the run.
    #[must_use]
    pub fn was_there_before(&self, id: u64) -> bool {
        let held = self.held();
        let before = held.before.as_ref();
        before.is_none_or(|before| id <= before.highest_post) || held.listed.contains(&id)
    }

    /// Says that a create is about to be sent that asks for so many rows: no more can be proved.
    pub fn expect(&self, kind: Kind, rows: u64) {
        let mut held = self.held();
        let asked = held.asked.entry(kind).or_default();
        *asked = asked.saturating_add(rows);
    }

    /// How many rows the creates asked for that no row is proved to be of.
    pub(super) fn open(&self, kind: Kind) -> u64 {
        self.held().open(kind)
    }

    /// How many rows of that kind the creates asked for.
    pub(super) fn asked(&self, kind: Kind) -> u64 {
        self.held().asked.get(&kind).copied().unwrap_or(0)
    }

    /// Makes a row the run's own, if the response to its own GET proves that: the only way in.
    ///
    /// A create that was sent must have asked for it, it must not have been there before, and its
    /// own GET must show the run's mark, a customer of the run, the plan that was sent and a time
    /// of creation within the run; a customer the address that was sent instead.
    ///
    /// # Errors
    ///
    /// The first thing that does not fit.
    pub fn prove(&self, candidate: &Candidate, own_get: &Exchange) -> Result<(), Contradiction> {
        let mut held = self.held();
        held.prove(candidate, own_get)?;
        match candidate.kind {
            Kind::Member => held.members.insert(candidate.id),
            Kind::Customer => held.customers.insert(candidate.id),
        };
        Ok(())
    }

    /// Whether that row is proved to be the run's.
    #[must_use]
    pub fn has(&self, kind: Kind, id: u64) -> bool {
        let held = self.held();
        match kind {
            Kind::Member => held.has_member(id),
            Kind::Customer => held.has_customer(id),
        }
    }

    /// Takes an id as naming nothing, if the response to its own GET says so: the permission to
    /// send it in a write that the site must refuse.
    pub(super) fn note_absent(&self, unknown: UnknownId, own_get: &Exchange) -> bool {
        let mut held = self.held();
        let url = &own_get.request.url;
        let is_own = is_at(&held.root, url, &unknown.tail()) && own_get.request.is_safe();
        let code = json(own_get);
        let code = code.get("code").and_then(Value::as_str);
        // A route that is not there says nothing of the row.
        let is_absent =
            own_get.response.status == 404 && code.is_some_and(|it| it != "rest_no_route");
        if is_own && is_absent {
            held.absent.insert(unknown);
        }
        is_own && is_absent
    }

    /// Whether an id is known to name nothing.
    pub(super) fn is_absent(&self, unknown: &UnknownId) -> bool {
        self.held().is_absent(unknown)
    }

    /// Forgets which memberships are not there: each write to one needs a GET of its own.
    pub(super) fn forget_absent_members(&self) {
        self.held().absent.retain(|unknown| !unknown.is_member());
    }

    /// What the client asks before it lets a write out: only what this list holds may change.
    #[must_use]
    pub fn permit(&self) -> Permit {
        let own = self.clone();
        Permit::new(move |request| permit::allows(&own.held(), request))
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    pub(super) fn has_member(&self, id: u64) -> bool {
        self.members.contains(&id)
    }

    pub(super) fn has_customer(&self, id: u64) -> bool {
        self.customers.contains(&id)
    }

    pub(super) fn is_absent(&self, unknown: &UnknownId) -> bool {
        self.absent.contains(unknown)
    }

    fn open(&self, kind: Kind) -> u64 {
        let proved = match kind {
            Kind::Member => self.members.len(),
            Kind::Customer => self.customers.len(),
        };
        let asked = self.asked.get(&kind).copied().unwrap_or(0);
        asked.saturating_sub(proved as u64)
    }

    fn prove(&self, candidate: &Candidate, own_get: &Exchange) -> Result<(), Contradiction> {
        let Candidate { kind, id, sent } = candidate;
        let (kind, id) = (*kind, *id);
        let is_known = match kind {
            Kind::Member => self.has_member(id),
            Kind::Customer => self.has_customer(id),
        };
        if is_known {
            return Err(Contradiction::SameIdAgain { kind, id });
        }
        if self.open(kind) == 0 {
            let creates = self.asked.get(&kind).copied().unwrap_or(0);
            return Err(Contradiction::MoreThanCreates { kind, creates });
        }
        let Some(before) = &self.before else {
            return Err(Contradiction::NothingBefore { kind, id });
        };
        let highest = before.highest(kind);
        if id <= highest {
            return Err(Contradiction::WasThereBefore { kind, id, highest });
        }
        if kind == Kind::Member && self.listed.contains(&id) {
            return Err(Contradiction::WasListed { kind, id });
        }
        let tail = match kind {
            Kind::Member => format!("/memberships/members/{id}"),
            Kind::Customer => format!("/customers/{id}"),
        };
        if !is_at(&self.root, &own_get.request.url, &tail) || !own_get.request.is_safe() {
            return Err(Contradiction::Redirected { kind, id });
        }
        let status = own_get.response.status;
        if status != 200 {
            return Err(Contradiction::NotShown { kind, id, status });
        }
        let row = json(own_get);
        let number = |name: &str| row.get(name).and_then(Value::as_u64);
        if number("id") != Some(id) {
            return Err(Contradiction::AnotherId { kind, id });
        }
        match kind {
            Kind::Member => {
                if !self.mark.is_on(&row) {
                    return Err(Contradiction::NoMark { kind, id });
                }
                let owner = number("customer_id");
                let is_ours =
                    |owner: u64| self.customers.contains(&owner) || self.lent == Some(owner);
                if !owner.is_some_and(is_ours) {
                    return Err(Contradiction::AnotherCustomer { id });
                }
                if let Some(Sent::Plan(plan)) = sent
                    && (plan.is_none() || number("plan_id") != *plan)
                {
                    return Err(Contradiction::AnotherPlan { id });
                }
            }
            Kind::Customer => {
                let email = row.get("email").and_then(Value::as_str);
                let is_sent = |person: &Person| email == Some(self.mark.email(*person).as_str());
                let is_ours = match sent {
                    Some(Sent::Person(person)) => is_sent(person),
                    _ => Person::ALL.iter().any(is_sent),
                };
                if !is_ours {
                    return Err(Contradiction::AnotherAddress { id });
                }
            }
        }
        let (created, slack) = created(&row).ok_or(Contradiction::NoTime { kind, id })?;
        let slack = slack + SKEW;
        let last = now(own_get).min(later(before.began, LONGEST_RUN));
        if created < later(before.began, -slack) || created > later(last, slack) {
            return Err(Contradiction::AnotherTime { kind, id, created });
        }
        Ok(())
    }
}

/// When a row was created, and how far that may be off: a time without a zone may be of any.
fn created(row: &Value) -> Option<(Timestamp, SignedDuration)> {
    let time = |name: &str| row.get(name).and_then(Value::as_str).and_then(instant);
    match time("date_created_gmt") {
        Some(time) => Some((time, SignedDuration::ZERO)),
        None => Some((time("date_created")?, FARTHEST_ZONE)),
    }
}

/// The clock of the site when it sent this response; this machine's where it says nothing.
pub(crate) fn now(exchange: &Exchange) -> Timestamp {
    let date = exchange.response.headers.get("Date").and_then(http_date);
    date.or(exchange.started).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn later(time: Timestamp, by: SignedDuration) -> Timestamp {
    time.checked_add(by).unwrap_or(time)
}

fn json(exchange: &Exchange) -> Value {
    match &exchange.response.body {
        Body::Whole(bytes) => serde_json::from_slice(bytes).unwrap_or_default(),
        _ => Value::Null,
    }
}

/// Whether a URL is exactly `wc/vN` and this tail below the root, so that it was not sent on.
fn is_at(root: &Url, url: &Url, tail: &str) -> bool {
    let path = url.path().strip_prefix(root.path());
    url.origin() == root.origin()
        && ["wc/v2", "wc/v3", "wc/v4"]
            .iter()
            .any(|start| path.and_then(|path| path.strip_prefix(start)) == Some(tail))
}

#[cfg(test)]
pub(super) mod testing {
    use jiff::Timestamp;
    use serde_json::{Value, json};
    use url::Url;

    use super::super::Mark;
    use super::{Candidate, Own, Person};
    use crate::exchange::{Exchange, Headers, Method, Request, Response};
    use crate::ledger::{Before, Kind};

    /// When the runs of the tests begin, and when everything in them is answered.
    pub(in crate::life) const NOW: i64 = 1_795_000_000;

    pub(in crate::life) fn at(seconds: i64) -> String {
        let time = Timestamp::from_second(NOW + seconds).unwrap();
        time.strftime("%Y-%m-%dT%H:%M:%S").to_string()
    }

    pub(in crate::life) fn before() -> Before {
        Before {
            at: Some(Timestamp::from_second(NOW).unwrap()),
            highest_post: 6_000,
            highest_user: 7_000,
            ..Before::default()
        }
    }

    /// A response to a GET of that path below the root.
    pub(in crate::life) fn shown(root: &Url, path: &str, status: u16, row: &Value) -> Exchange {
        let now = Timestamp::from_second(NOW + 60).unwrap();
        let date = now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        Exchange {
            label: None,
            role: Default::default(),
            started: None,
            request: Request::new(Method::Get, root.join(path).unwrap()),
            response: Response {
                status,
                headers: [("Date", date.as_str())].into_iter().collect::<Headers>(),
                body: row.to_string().as_str().into(),
            },
        }
    }

    /// Proves a customer and a membership of theirs.
    pub(in crate::life) fn prove(
        own: &Own,
        root: &Url,
        mark: &Mark,
        customer: Option<u64>,
        member: u64,
    ) {
        own.set_before(&before(), Timestamp::UNIX_EPOCH);
        if let Some(id) = customer {
            let email = mark.email(Person::Owner);
            let row = json!({ "id": id, "email": email, "date_created_gmt": at(5) });
            let got = shown(root, &format!("wc/v3/customers/{id}"), 200, &row);
            let kind = Kind::Customer;
            own.expect(kind, 1);
            own.prove(
                &Candidate {
                    kind,
                    id,
                    sent: None,
                },
                &got,
            )
            .unwrap();
        }
        let row = json!({
            "id": member,
            "customer_id": customer,
            "plan_id": 35,
            "date_created_gmt": at(6),
            "meta_data": [{ "key": Mark::KEY, "value": mark.as_str() }],
        });
        let path = format!("wc/v3/memberships/members/{member}");
        let got = shown(root, &path, 200, &row);
        let (kind, id, sent) = (Kind::Member, member, None);
        own.expect(kind, 1);
        own.prove(&Candidate { kind, id, sent }, &got).unwrap();
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::{Value, json};
    use url::Url;

    use super::testing::{at, before, shown};
    use super::{Candidate, Contradiction, Mark, Own, Person, Sent};
    use crate::exchange::{Exchange, Method};
    use crate::ledger::Kind;

    const MEMBER: &str = "wc/v3/memberships/members/7001";

    fn root() -> Url {
        Url::parse("https://shop.example/wp-json/").unwrap()
    }

    fn mark() -> Mark {
        Mark::of("feedbeef")
    }

    /// A run with a customer 7100 that has sent one create of a membership.
    fn own() -> Own {
        let own = Own::new(&root(), &mark(), None);
        own.set_before(&before(), Timestamp::UNIX_EPOCH);
        own.expect(Kind::Customer, 1);
        own.prove(&customer(7100), &customer_shown(7100, &json!({})))
            .unwrap();
        own.expect(Kind::Member, 1);
        own
    }

    fn customer(id: u64) -> Candidate {
        let (kind, sent) = (Kind::Customer, Some(Sent::Person(Person::Owner)));
        Candidate { kind, id, sent }
    }

    fn customer_shown(id: u64, other: &Value) -> Exchange {
        let email = mark().email(Person::Owner);
        let row = json!({ "id": id, "email": email, "date_created_gmt": at(3) });
        shown(
            &root(),
            &format!("wc/v3/customers/{id}"),
            200,
            &with(row, other),
        )
    }

    fn member() -> Candidate {
        let (kind, sent) = (Kind::Member, Some(Sent::Plan(Some(35))));
        Candidate {
            kind,
            id: 7001,
            sent,
        }
    }

    fn row(other: &Value) -> Value {
        let row = json!({
            "id": 7001,
            "customer_id": 7100,
            "plan_id": 35,
            "date_created": at(-3_600 * 5),
            "date_created_gmt": at(7),
            "meta_data": [{ "key": Mark::KEY, "value": mark().as_str() }],
        });
        with(row, other)
    }

    fn with(mut row: Value, other: &Value) -> Value {
        for (name, value) in other.as_object().unwrap() {
            row[name] = value.clone();
        }
        row
    }

    /// What a GET of the membership proves, where these properties differ.
    fn proves(other: &Value) -> Result<(), Contradiction> {
        own().prove(&member(), &shown(&root(), MEMBER, 200, &row(other)))
    }

    #[test]
    fn a_row_is_the_runs_own_when_everything_fits() {
        let own = own();
        assert!(!own.has(Kind::Member, 7001));
        own.prove(&member(), &shown(&root(), MEMBER, 200, &row(&json!({}))))
            .unwrap();
        assert!(own.has(Kind::Member, 7001));
    }

    #[test]
    fn each_thing_that_does_not_fit_keeps_a_row_from_being_owned() {
        let id = 7001;
        let kind = Kind::Member;
        let expected = [
            (json!({ "id": 7002 }), Contradiction::AnotherId { kind, id }),
            (
                json!({ "id": "7001" }),
                Contradiction::AnotherId { kind, id },
            ),
            (
                json!({ "id": 7001.5 }),
                Contradiction::AnotherId { kind, id },
            ),
            (
                json!({ "meta_data": [] }),
                Contradiction::NoMark { kind, id },
            ),
            (
                json!({ "meta_data": [{ "key": Mark::KEY, "value": "feedbeee" }] }),
                Contradiction::NoMark { kind, id },
            ),
            (
                json!({ "customer_id": 7101 }),
                Contradiction::AnotherCustomer { id },
            ),
            (
                json!({ "customer_id": null }),
                Contradiction::AnotherCustomer { id },
            ),
            (
                json!({ "customer_id": "7100" }),
                Contradiction::AnotherCustomer { id },
            ),
            (json!({ "plan_id": 36 }), Contradiction::AnotherPlan { id }),
            (
                json!({ "date_created_gmt": null, "date_created": null }),
                Contradiction::NoTime { kind, id },
            ),
        ];
        for (other, contradiction) in expected {
            assert_eq!(proves(&other), Err(contradiction), "{other}");
        }
        for seconds in [-3_600, -301, 361, 86_400, -86_400 * 365 * 50] {
            let found = proves(&json!({ "date_created_gmt": at(seconds) }));
            assert!(
                matches!(found, Err(Contradiction::AnotherTime { .. })),
                "{seconds}: {found:?}"
            );
        }
        // A time without a zone may be of any zone.
        let local = |seconds| json!({ "date_created_gmt": null, "date_created": at(seconds) });
        assert_eq!(proves(&local(-3_600 * 12)), Ok(()));
        assert!(proves(&local(-3_600 * 20)).is_err());
    }

    #[test]
    fn what_was_there_before_is_never_owned() {
        let get = |path: &str, id: u64| shown(&root(), path, 200, &row(&json!({ "id": id })));
        let candidate = |id| Candidate { id, ..member() };
        let own = own();
        let found = own.prove(
            &candidate(6_000),
            &get("wc/v3/memberships/members/6000", 6_000),
        );
        let (kind, id, highest) = (Kind::Member, 6_000, 6_000);
        assert_eq!(
            found,
            Err(Contradiction::WasThereBefore { kind, id, highest })
        );
        own.note_listed(7001);
        let found = own.prove(&member(), &get(MEMBER, 7001));
        assert!(
            matches!(found, Err(Contradiction::WasListed { .. })),
            "{found:?}"
        );
        own.expect(Kind::Customer, 1);
        let found = own.prove(&customer(7_000), &customer_shown(7_000, &json!({})));
        assert!(
            matches!(found, Err(Contradiction::WasThereBefore { .. })),
            "{found:?}"
        );
        let blind = Own::new(&root(), &mark(), Some(7100));
        blind.expect(Kind::Member, 1);
        let found = blind.prove(&member(), &get(MEMBER, 7001));
        assert!(
            matches!(found, Err(Contradiction::NothingBefore { .. })),
            "{found:?}"
        );
    }

    #[test]
    fn a_create_proves_one_row_and_only_by_the_rows_own_get() {
        let own = own();
        let shows = |path: &str, status| shown(&root(), path, status, &row(&json!({})));
        for path in [
            "wc/v3/memberships/members/7002",
            "wc/v3/memberships/members?include=7001",
            "wc/v3/memberships/members/7001/",
            "wc/v1/memberships/members/7001",
        ] {
            let found = own.prove(&member(), &shows(path, 200));
            assert!(
                matches!(found, Err(Contradiction::Redirected { .. })),
                "{path}: {found:?}"
            );
        }
        let mut written = shows(MEMBER, 200);
        written.request.method = Method::Put;
        assert!(own.prove(&member(), &written).is_err());
        let found = own.prove(&member(), &shows(MEMBER, 404));
        assert!(
            matches!(found, Err(Contradiction::NotShown { .. })),
            "{found:?}"
        );
        own.prove(&member(), &shows(MEMBER, 200)).unwrap();
        let found = own.prove(&member(), &shows(MEMBER, 200));
        assert!(
            matches!(found, Err(Contradiction::SameIdAgain { .. })),
            "{found:?}"
        );
        let another = Candidate {
            id: 7002,
            ..member()
        };
        let get = shown(
            &root(),
            "wc/v3/memberships/members/7002",
            200,
            &row(&json!({ "id": 7002 })),
        );
        let found = own.prove(&another, &get);
        assert!(
            matches!(found, Err(Contradiction::MoreThanCreates { .. })),
            "{found:?}"
        );
        own.expect(Kind::Member, 1);
        assert_eq!(own.prove(&another, &get), Ok(()));
    }

    #[test]
    fn a_customer_has_the_address_that_was_sent_to_the_letter() {
        let own = own();
        own.expect(Kind::Customer, 1);
        let heir = mark().email(Person::Heir);
        for email in [
            heir,
            mark().email(Person::Owner).to_uppercase(),
            String::new(),
        ] {
            let found = own.prove(
                &customer(7101),
                &customer_shown(7101, &json!({ "email": email })),
            );
            assert_eq!(
                found,
                Err(Contradiction::AnotherAddress { id: 7101 }),
                "{email}"
            );
        }
    }

    /// A ledger may say what it likes of when its run began: it opens a day, and no more.
    #[test]
    fn what_a_ledger_says_of_its_start_opens_no_longer_time() {
        let own = Own::new(&root(), &mark(), Some(7100));
        let forged = crate::ledger::Before::default();
        own.set_before(&forged, Timestamp::UNIX_EPOCH);
        own.expect(Kind::Member, 9);
        let found = own.prove(&member(), &shown(&root(), MEMBER, 200, &row(&json!({}))));
        assert!(
            matches!(found, Err(Contradiction::AnotherTime { .. })),
            "{found:?}"
        );
    }
}
