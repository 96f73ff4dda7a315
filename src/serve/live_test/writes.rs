use serde_json::{Value, json};

use super::{MEMBERS, Reply, code, open_site, send};
use crate::serve::Running;

async fn write(site: &Running, method_and_path: &str, body: Value) -> Reply {
    let head = format!("{method_and_path}\nContent-Type: application/json");
    send(site, &head, &body.to_string()).await
}

async fn create(site: &Running, body: Value) -> Reply {
    write(site, &format!("POST {MEMBERS}"), body).await
}

/// Customer 65 of the seed owns nothing.
#[tokio::test]
async fn a_membership_lives_from_create_to_delete() {
    let site = open_site().await;
    let made = create(&site, json!({"customer_id": 65, "plan_id": 22})).await;
    assert_eq!(made.status, 200, "{}", made.body);
    assert_eq!(made.header("location"), None);
    assert_eq!(made.body["start_date_gmt"], "2026-11-20T12:00:00");
    assert_eq!(made.body["end_date_gmt"], "2027-02-20T12:00:00");
    let one = format!("{MEMBERS}/{}", made.body["id"]);
    let again = create(&site, json!({"customer_id": 65, "plan_id": "22"})).await;
    assert_eq!(code(&again), "woocommerce_rest_wc_user_membership_exists");
    let paused = write(&site, &format!("PUT {one}"), json!({"status": "paused"})).await;
    assert_eq!(paused.body["paused_date_gmt"], "2026-11-20T12:00:00");
    let read = send(&site, &format!("GET {one}"), "").await;
    assert_eq!(read.body, paused.body);
    let gone = send(&site, &format!("GET {one}?_method=DELETE"), "").await;
    assert_eq!(gone.body["deleted"], true);
    assert_eq!(gone.body["previous"].get("_links"), None);
    let absent = write(&site, &format!("DELETE {one}"), json!({"force": true})).await;
    assert_eq!(absent.status, 404);
    site.stop().await;
}

#[tokio::test]
async fn a_refused_create_leaves_nothing_but_where_php_dies() {
    let site = open_site().await;
    let count = async || {
        let list = send(&site, &format!("GET {MEMBERS}?customer=65"), "").await;
        list.body.as_array().unwrap().len()
    };
    for (extra, status, name) in [
        (
            json!({"order_id": 999_999}),
            404,
            "woocommerce_rest_invalid_wc_user_membership_order_id",
        ),
        (
            json!({"start_date_gmt": "xx"}),
            400,
            "woocommerce_rest_invalid_wc_user_membership_start_date_gmt",
        ),
        (
            json!({"status": null}),
            400,
            "woocommerce_rest_invalid_wc_user_membership_status",
        ),
        (json!({"status": "wcm-active"}), 400, "rest_invalid_param"),
        (
            json!({"meta_data": [{"value": 1}]}),
            404,
            "woocommerce_rest_wc_user_membership_invalid_meta_data",
        ),
        (
            json!({"profile_fields": [{"slug": "portrait", "value": 999_999}]}),
            200,
            "woocommerce_rest_wc_user_membership_invalid_profile_field",
        ),
        (json!({"plan_id": 0}), 500, "internal_server_error"),
    ] {
        let mut body = json!({"customer_id": 65, "plan_id": 35});
        for (key, value) in extra.as_object().unwrap() {
            body[key] = value.clone();
        }
        let reply = create(&site, body).await;
        assert_eq!((reply.status, code(&reply)), (status, name), "{extra}");
        assert_eq!(count().await, 0, "{extra}");
    }
    let dead = create(
        &site,
        json!({"customer_id": 65, "plan_id": 35, "profile_fields": [{"slug": "seat", "value": "roof"}]}),
    )
    .await;
    assert_eq!((dead.status, dead.header("allow")), (500, None));
    assert_eq!(count().await, 1);
    site.stop().await;
}

#[tokio::test]
async fn an_update_is_not_atomic_and_shows_a_linked_subscription_late() {
    let site = open_site().await;
    let path = format!("{MEMBERS}/60");
    let half = write(
        &site,
        &format!("PUT {path}"),
        json!({"status": "cancelled", "subscription_id": 999_999}),
    )
    .await;
    assert_eq!(half.status, 404);
    let read = send(&site, &format!("GET {path}"), "").await;
    assert_eq!(read.body["status"], "cancelled");
    let list = send(&site, &format!("GET {MEMBERS}?status=free_trial"), "").await;
    let subscription = list.body[0]["subscription_id"].clone();
    let linked = write(
        &site,
        &format!("PATCH {path}"),
        json!({"subscription_id": subscription}),
    )
    .await;
    assert_eq!(linked.body["subscription_id"], Value::Null);
    let read = send(&site, &format!("GET {path}"), "").await;
    assert_eq!(read.body["subscription_id"], subscription);
    site.stop().await;
}

#[tokio::test]
async fn a_batch_answers_each_item_for_itself() {
    let site = open_site().await;
    let batch = write(
        &site,
        &format!("POST {MEMBERS}/batch"),
        json!({
            "create": [
                {"customer_id": 65, "plan_id": 35},
                {"customer_id": 65, "plan_id": 35},
                {"customer_id": 65},
                {"customer_id": 65, "plan_id": 36, "status": "bogus"},
            ],
            "update": [{"status": "paused"}, {"id": 60, "status": "paused"}],
            "delete": [999_999, 0, "x", {"id": 999_999}],
        }),
    )
    .await;
    let codes = |name: &str| -> Vec<Value> {
        batch.body[name]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| json!([item["id"], item["error"]["code"]]))
            .collect()
    };
    assert_eq!(batch.status, 200);
    assert!(batch.body["create"][0]["_links"].is_object());
    assert_eq!(
        codes("create")[1..],
        [
            json!([0, "woocommerce_rest_wc_user_membership_exists"]),
            json!([0, "woocommerce_rest_wc_user_membership_missing_plan_id"]),
            json!([0, "woocommerce_rest_invalid_wc_user_membership_status"]),
        ]
    );
    let absent = "woocommerce_rest_invalid_wc_user_membership_id";
    assert_eq!(codes("update"), [json!([null, absent]), json!([60, null])]);
    assert_eq!(
        codes("delete"),
        [
            json!([999_999, absent]),
            json!([{"id": 999_999, "force": true}, absent])
        ]
    );
    let empty = write(
        &site,
        &format!("POST {MEMBERS}/batch"),
        json!({"create": "x"}),
    )
    .await;
    assert_eq!(empty.body, json!([]));
    let ids: Vec<u64> = (900_000..900_101).collect();
    let large = write(
        &site,
        &format!("POST {MEMBERS}/batch"),
        json!({"delete": ids}),
    )
    .await;
    assert_eq!(large.status, 413);
    site.stop().await;
}

#[tokio::test]
async fn a_customer_comes_with_the_plans_of_signing_up_and_takes_them_along() {
    let site = open_site().await;
    let customers = "/wp-json/wc/v3/customers";
    let made = write(
        &site,
        &format!("POST {customers}"),
        json!({"email": "new@example.test"}),
    )
    .await;
    assert_eq!(made.status, 201, "{}", made.body);
    let id = made.body["id"].as_u64().unwrap();
    assert!(
        made.header("location")
            .unwrap()
            .ends_with(&format!("/customers/{id}"))
    );
    let twice = write(
        &site,
        &format!("POST {customers}"),
        json!({"email": "new@example.test"}),
    )
    .await;
    assert_eq!(code(&twice), "registration-error-email-exists");
    let owned = send(
        &site,
        &format!("GET {MEMBERS}?customer=new@example.test"),
        "",
    )
    .await;
    assert_eq!(owned.body.as_array().unwrap().len(), 2);
    let kept = send(&site, &format!("DELETE {customers}/{id}"), "").await;
    assert_eq!(
        (kept.status, code(&kept)),
        (501, "woocommerce_rest_trash_not_supported")
    );
    let gone = send(&site, &format!("DELETE {customers}/{id}?force=true"), "").await;
    assert_eq!((gone.status, gone.body["id"].as_u64()), (200, Some(id)));
    let owned = send(&site, &format!("GET {MEMBERS}?customer={id}"), "").await;
    assert!(owned.body.as_array().unwrap().is_empty());
    site.stop().await;
}
