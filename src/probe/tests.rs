use super::*;
use crate::checks::own_contract;
use crate::document::Edition;
use crate::exchange::{Exchange, Headers, Method, PlannedRequest, Request, Response};
use crate::interpret::{Api, Interpreted};
use serde_json::json;
use url::Url;

fn answer(mut url: Url, body: &serde_json::Value, total: u64) -> Exchange {
    url.set_query(None);
    let headers: Headers = [
        ("Content-Type", "application/json".to_owned()),
        ("X-WP-Total", total.to_string()),
        ("X-WP-TotalPages", total.div_ceil(10).to_string()),
    ]
    .into_iter()
    .collect();
    Exchange {
        label: None,
        role: Default::default(),
        started: None,
        request: Request::new(Method::Get, url),
        response: Response {
            status: 200,
            headers,
            body: body.to_string().as_str().into(),
        },
    }
}

/// Runs a planner against a made-up site of 40 members and 2 plans.
fn run(api: Api) -> (Vec<PlannedRequest>, Vec<(String, String)>) {
    let contract = own_contract(api, Edition::Observed, None).unwrap();
    let root = Url::parse("https://shop.example/wp-json/").unwrap();
    let mut planner = Planner::new(
        &root,
        api,
        &contract,
        Aside {
            apis: Api::ALL.into_iter().filter(|other| *other != api).collect(),
            has_customer_caller: true,
            knows_site: false,
            customer: vec!["ann@example.test".to_owned(), "ann".to_owned()],
            ..Aside::default()
        },
    );
    let mut asked = Vec::new();
    let statuses = ["active", "paused", "expired"];
    while let Some(round) = planner.next_round() {
        for probe in &round {
            let url = &probe.request.url;
            let (body, total) = if url.path().ends_with("/members") {
                let rows: Vec<_> = (1..=10)
                    .map(|id| {
                        json!({ "id": id, "customer_id": 100 + id, "plan_id": 1,
                            "status": statuses[id % 3], "order_id": null })
                    })
                    .collect();
                (json!(rows), 40)
            } else {
                (
                    json!([{ "id": 1, "slug": "gold" }, { "id": 2, "slug": "" }]),
                    2,
                )
            };
            let exchange = answer(url.clone(), &body, total);
            planner.learn(&Interpreted::new(1, &exchange));
        }
        asked.extend(round);
    }
    (asked, planner.into_unexercised())
}

#[test]
fn every_probe_is_a_read_and_none_is_asked_twice() {
    for api in Api::ALL {
        let (asked, _) = run(api);
        assert!(asked.iter().all(|probe| probe.request.is_safe()));
        for (index, probe) in asked.iter().enumerate() {
            let is_new = probe.is_repeat || !asked[..index].contains(probe);
            assert!(is_new, "{probe:?}");
        }
        assert!(asked.len() <= 100, "{} probes", asked.len());
    }
}

#[test]
fn filters_use_the_rows_and_what_no_row_has_is_told() {
    let (asked, unexercised) = run(Api::V3);
    let has = |name: &str, value: &str| {
        asked.iter().any(|probe| {
            let mut query = probe.request.url.query_pairs();
            query.any(|(key, sent)| key == name && sent == value)
        })
    };
    assert!(
        has("customer", "103"),
        "of the member that stands for the first status"
    );
    assert!(has("plan", "gold"));
    assert!(has("per_page", "101"));
    assert!(
        unexercised.contains(&(
            "filter order".to_owned(),
            "no membership with an order on this site was listed".to_owned()
        )),
        "{unexercised:?}"
    );
}

#[test]
fn a_walk_covers_all_pages_in_order() {
    let (asked, _) = run(Api::V3);
    let walk = asked
        .iter()
        .filter(|probe| probe.purpose == "walk over pages")
        .map(|probe| &probe.request.url)
        .filter(|url| url.path().ends_with("/members"));
    let pages: Vec<String> = walk
        .filter_map(|url| url.query_pairs().find(|(name, _)| name == "page"))
        .map(|(_, page)| page.into_owned())
        .collect();
    assert_eq!(pages, ["1", "2", "3"]);
}
