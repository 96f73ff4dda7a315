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
