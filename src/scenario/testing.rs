//! A run with something of its own, for tests.

use jiff::Timestamp;
use serde_json::{Value, json};
use url::Url;

use super::{Candidate, Mark, Own, Person};
use crate::exchange::{Exchange, Headers, Method, Request, Response};
use crate::ledger::{Before, Kind};

/// When the runs of the tests begin, and when everything in them is answered.
pub(in crate::scenario) const NOW: i64 = 1_795_000_000;

pub(in crate::scenario) fn at(seconds: i64) -> String {
    let time = Timestamp::from_second(NOW + seconds).unwrap();
    time.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

pub(in crate::scenario) fn before() -> Before {
    Before {
        at: Some(Timestamp::from_second(NOW).unwrap()),
        highest_post: 6_000,
        highest_user: 7_000,
        ..Before::default()
    }
}

/// A response to a GET of that path below the root.
pub(in crate::scenario) fn shown(root: &Url, path: &str, status: u16, row: &Value) -> Exchange {
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
pub(in crate::scenario) fn prove(
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
