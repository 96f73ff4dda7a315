use serde_json::{Value, json};

use super::front::{Lie, NOTHING, Request, Response, Scene, now};

type Tells = fn(&mut Scene, &Request, &mut Response);

const CONTRADICTS: &[&str] = &["the site contradicts what was sent"];

/// A lie at which a run must stop and say so.
const fn stops(name: &'static str, tells: Tells) -> Lie {
    Lie {
        name,
        tells,
        must_be_told: true,
        says: CONTRADICTS,
    }
}

/// A lie that a run may find out by its checks, or that leaves nothing to be told.
const fn quiet(name: &'static str, tells: Tells) -> Lie {
    Lie {
        name,
        tells,
        must_be_told: false,
        says: &[],
    }
}

/// What a run skips at a lie.
const fn skips(name: &'static str, tells: Tells) -> Lie {
    Lie {
        name,
        tells,
        must_be_told: false,
        says: &["the id that must be unknown"],
    }
}

fn created(request: &Request, response: &Response) -> bool {
    request.is_create() && response.status == 200
}

/// Answers each create with that id.
fn id(request: &Request, response: &mut Response, id: Value) {
    if created(request, response) {
        response.body["id"] = id;
    }
}

/// Answers each create with a membership that was there, in a disguise that its own GET wears too.
fn existing(scene: &Scene, request: &Request, response: &mut Response, disguise: &[&str]) {
    let foreign = scene.foreign_member();
    if created(request, response) {
        response.body = scene.member.clone();
        scene.disguise(&mut response.body, disguise);
    }
    if request.method == "GET" && request.member() == Some(foreign) && scene.creates > 0 {
        scene.disguise(&mut response.body, disguise);
    }
}

/// Changes what the own GET of each row that the run made shows.
fn own_get(scene: &Scene, request: &Request, response: &mut Response, name: &str, value: Value) {
    let is_own = request
        .member()
        .is_some_and(|id| scene.members.contains(&id));
    if request.method == "GET" && is_own && response.status == 200 {
        response.body[name] = value;
    }
}

/// Hides every membership in every list.
fn hide(request: &Request, response: &mut Response) {
    if request.is_list() && response.status == 200 {
        response.body = json!([]);
        for (name, value) in &mut response.headers {
            if name.to_ascii_lowercase().starts_with("x-wp-total") {
                *value = "0".to_owned();
            }
        }
    }
}

/// One kind of item of the response to a batch.
fn item_of<'a>(response: &'a mut Response, kind: &str) -> Option<&'a mut Value> {
    response.body.get_mut(kind)
}

/// Changes the foreign membership in every list.
fn listed(scene: &Scene, response: &mut Response, disguise: &[&str]) {
    let foreign = scene.foreign_member();
    for row in response.body.as_array_mut().into_iter().flatten() {
        if row["id"] == foreign && scene.creates > 0 {
            scene.disguise(row, disguise);
        }
    }
}

pub(super) static LIES: &[Lie] = &[
    stops("create-answers-existing-id", |scene, request, response| {
        id(request, response, json!(scene.foreign_member()));
    }),
    stops("create-answers-existing-row", |scene, request, response| {
        existing(scene, request, response, &[]);
    }),
    stops("existing-row-wears-mark", |scene, request, response| {
        existing(scene, request, response, &["mark"]);
    }),
    stops("existing-row-wears-owner", |scene, request, response| {
        existing(scene, request, response, &["mark", "owner"]);
    }),
    stops("existing-row-wears-plan", |scene, request, response| {
        existing(scene, request, response, &["mark", "owner", "plan"]);
    }),
    stops("existing-row-wears-all", |scene, request, response| {
        existing(scene, request, response, &["mark", "owner", "plan", "date"]);
    }),
    stops(
        "hidden-lists-and-existing-row",
        |scene, request, response| {
            hide(request, response);
            existing(scene, request, response, &[]);
        },
    ),
    stops("hidden-lists-and-mark", |scene, request, response| {
        hide(request, response);
        existing(scene, request, response, &["mark"]);
    }),
    stops("hidden-lists-and-owner", |scene, request, response| {
        hide(request, response);
        existing(scene, request, response, &["mark", "owner", "plan"]);
    }),
    stops("id-is-text", |scene, request, response| {
        id(request, response, json!(scene.foreign_member().to_string()));
    }),
    stops("id-is-float", |scene, request, response| {
        id(
            request,
            response,
            json!(scene.foreign_member() as f64 + 0.5),
        );
    }),
    stops("id-is-negative", |scene, request, response| {
        id(request, response, json!(-(scene.foreign_member() as i64)));
    }),
    stops("id-is-huge", |_, request, response| {
        id(request, response, json!(u64::MAX));
    }),
    stops("id-is-nothing", |_, request, response| {
        id(request, response, json!(NOTHING));
    }),
    stops("id-is-zero", |_, request, response| {
        id(request, response, json!(0));
    }),
    stops("id-is-list", |scene, request, response| {
        id(request, response, json!([scene.foreign_member()]));
    }),
    stops("id-is-missing", |_, request, response| {
        if created(request, response) {
            response.body = json!({});
        }
    }),
    stops("first-id-again", |scene, request, response| {
        if created(request, response) {
            let first = *scene
                .first
                .get_or_insert(response.body["id"].as_u64().unwrap());
            response.body["id"] = json!(first);
        }
    }),
    stops("own-get-shows-another-owner", |scene, request, response| {
        let owner = json!(scene.foreign_customer());
        own_get(scene, request, response, "customer_id", owner);
    }),
    stops("own-get-shows-nobody", |scene, request, response| {
        own_get(scene, request, response, "customer_id", json!(0));
    }),
    stops("own-get-shows-another-plan", |scene, request, response| {
        own_get(scene, request, response, "plan_id", json!(1));
    }),
    stops("own-get-shows-another-id", |scene, request, response| {
        let foreign = json!(scene.foreign_member());
        own_get(scene, request, response, "id", foreign);
    }),
    stops("own-get-shows-no-mark", |scene, request, response| {
        own_get(scene, request, response, "meta_data", json!([]));
    }),
    stops("own-get-shows-another-mark", |scene, request, response| {
        let meta = json!([{ "id": 1, "key": "memberspec_run", "value": "0123456789abcdef" }]);
        own_get(scene, request, response, "meta_data", meta);
    }),
    stops("own-get-shows-another-day", |scene, request, response| {
        own_get(
            scene,
            request,
            response,
            "date_created_gmt",
            json!("2020-02-03T04:05:06"),
        );
    }),
    stops("own-get-shows-tomorrow", |scene, request, response| {
        own_get(
            scene,
            request,
            response,
            "date_created_gmt",
            json!("2099-02-03T04:05:06"),
        );
    }),
    stops("own-get-is-404", |scene, request, response| {
        let is_own = request
            .member()
            .is_some_and(|id| scene.members.contains(&id));
        if request.method == "GET" && is_own {
            response.status = 404;
        }
    }),
    stops("own-get-is-list", |scene, request, response| {
        let is_own = request
            .member()
            .is_some_and(|id| scene.members.contains(&id));
        if request.method == "GET" && is_own {
            response.body = json!([response.body]);
        }
    }),
    stops("own-get-is-redirected", |scene, request, response| {
        let is_own = request
            .member()
            .is_some_and(|id| scene.members.contains(&id));
        if request.method == "GET" && is_own {
            response.status = 301;
            let (start, _) = request.path.rsplit_once('/').unwrap();
            let to = format!("{start}/{}", scene.foreign_member());
            response.headers.push(("Location".to_owned(), to));
        }
    }),
    stops("customer-is-existing-id", |scene, request, response| {
        if request.is_customer_create() {
            response.body["id"] = json!(scene.foreign_customer());
        }
    }),
    stops("customer-is-existing-row", |scene, request, response| {
        if request.is_customer_create() {
            response.body = scene.customer.clone();
        }
    }),
    stops(
        "existing-customer-wears-address",
        |scene, request, response| {
            if request.is_customer_create() {
                response.body["id"] = json!(scene.foreign_customer());
            }
            if request.customer() == Some(scene.foreign_customer()) && request.method == "GET" {
                response.body["email"] = scene.sent_customer["email"].clone();
                response.body["date_created_gmt"] = json!(now());
            }
        },
    ),
    stops(
        "own-customer-shows-another-address",
        |scene, request, response| {
            let is_own = request
                .customer()
                .is_some_and(|id| scene.customers.contains(&id));
            if is_own && request.method == "GET" {
                response.body["email"] = json!("somebody@shop.example");
            }
        },
    ),
    quiet("customer-list-names-another", |scene, request, response| {
        if request.method == "GET"
            && request.path.ends_with("/customers")
            && request.query.contains("email=")
        {
            let mut row = scene.customer.clone();
            row["email"] = scene.sent_customer["email"].clone();
            response.body = json!([row]);
        }
    }),
    stops("batch-answers-extra-row", |scene, request, response| {
        if let Some(items) = item_of(response, "create")
            .and_then(Value::as_array_mut)
            .filter(|_| request.is_batch())
        {
            items.insert(0, scene.member.clone());
            items.push(scene.member.clone());
        }
    }),
    stops("batch-answers-existing-id", |scene, request, response| {
        if let Some(item) = item_of(response, "create")
            .and_then(|items| items.get_mut(0))
            .filter(|_| request.is_batch())
        {
            item["id"] = json!(scene.foreign_member());
        }
    }),
    stops(
        "batch-answers-refused-item-with-existing-row",
        |scene, request, response| {
            if let Some(item) = item_of(response, "create")
                .and_then(|items| items.get_mut(1))
                .filter(|_| request.is_batch())
            {
                *item = scene.member.clone();
            }
        },
    ),
    quiet("batch-deletes-another", |scene, request, response| {
        if let Some(item) = item_of(response, "delete")
            .and_then(|items| items.get_mut(0))
            .filter(|_| request.is_batch())
        {
            *item =
                json!({ "id": scene.foreign_member(), "deleted": true, "previous": scene.member });
        }
    }),
    quiet("update-answers-existing-row", |scene, request, response| {
        if request.method == "PUT" && response.status == 200 {
            response.body = scene.member.clone();
        }
    }),
    quiet("delete-answers-existing-row", |scene, request, response| {
        if request.method == "DELETE" && request.member().is_some() && response.status == 200 {
            response.body = json!({ "deleted": true, "previous": scene.member });
        }
    }),
    quiet("delete-is-refused", |_, request, response| {
        if request.method == "DELETE" && request.member().is_some() {
            response.status = 403;
        }
    }),
    stops("listed-row-wears-mark", |scene, request, response| {
        if request.is_list() {
            listed(scene, response, &["mark"]);
        }
    }),
    stops("listed-row-wears-owner", |scene, request, response| {
        if request.is_list() {
            listed(scene, response, &["owner"]);
        }
    }),
    stops("listed-row-wears-all", |scene, request, response| {
        let wears = ["mark", "owner", "plan", "date"];
        if request.is_list() {
            listed(scene, response, &wears);
        }
        if request.method == "GET" && request.member() == Some(scene.foreign_member()) {
            scene.disguise(&mut response.body, &wears);
        }
    }),
    stops(
        "lists-hold-more-than-was-created",
        |scene, request, response| {
            let made = scene.members.last().copied();
            if let (true, Some(last), Some(rows)) =
                (request.is_list(), made, response.body.as_array_mut())
            {
                for more in 1..40 {
                    let mut row = scene.member.clone();
                    row["id"] = json!(last + more);
                    scene.disguise(&mut row, &["mark", "owner", "plan", "date"]);
                    rows.insert(0, row);
                }
            }
        },
    ),
    skips("unknown-membership-is-there", |scene, request, response| {
        scene.has_member = true;
        if request.member() == Some(NOTHING) && request.method == "GET" {
            response.status = 200;
            response.body = scene.member.clone();
            response.body["id"] = json!(NOTHING);
        }
    }),
    skips("unknown-customer-is-there", |scene, request, response| {
        scene.has_customer = true;
        if request.customer() == Some(NOTHING) {
            response.status = 200;
            response.body = scene.customer.clone();
            response.body["id"] = json!(NOTHING);
        } else if request.member() == Some(NOTHING) {
            response.status = 403;
        }
    }),
    skips("unknown-rows-are-forbidden", |scene, request, response| {
        (scene.has_member, scene.has_customer) = (true, true);
        if request.path.ends_with("/999999999") {
            response.status = 403;
        }
    }),
    skips("unknown-routes-are-gone", |scene, request, response| {
        (scene.has_member, scene.has_customer) = (true, true);
        if request.path.ends_with("/999999999") {
            response.status = 404;
            response.body = json!({ "code": "rest_no_route", "message": "No route.", "data": { "status": 404 } });
        }
    }),
    stops(
        "somebody-elses-new-row-wears-all",
        |scene, request, response| {
            // Only the lists know whose it really is.
            let fresh = scene.members.last().copied().unwrap_or(0) + 500;
            let is_it = request.member() == Some(fresh);
            if created(request, response) {
                response.body["id"] = json!(scene.members.last().unwrap() + 500);
            } else if is_it && request.method == "GET" {
                response.status = 200;
                response.body = scene.member.clone();
                response.body["id"] = json!(fresh);
                scene.disguise(&mut response.body, &["mark", "owner", "plan", "date"]);
            } else if let (true, Some(rows)) = (request.is_list(), response.body.as_array_mut()) {
                let mut row = scene.member.clone();
                row["id"] = json!(fresh);
                rows.insert(0, row);
            }
        },
    ),
    stops("all-ids-are-in-use", |_, request, response| {
        if request.is_list() && response.status == 200 {
            for row in response.body.as_array_mut().into_iter().flatten().take(1) {
                row["id"] = json!(999_999_998);
            }
        }
    }),
    quiet("created-with-server-error", |_, request, response| {
        if created(request, response) {
            response.status = 500;
            response.body = json!({ "code": "internal_server_error", "message": "x", "data": { "status": 500 } });
        }
    }),
];
