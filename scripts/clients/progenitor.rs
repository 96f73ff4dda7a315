//! progenitor. It has no code for security: the HTTP client sends the key with every request.

progenitor::generate_api!(spec = "documents/openapi.3.0.json", interface = Builder);

use base64::Engine as _;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let variable = |name: &str| std::env::var(name).expect(name);
    let pair = format!("{}:{}", variable("KEY"), variable("SECRET"));
    let basic = base64::engine::general_purpose::STANDARD.encode(pair);
    let mut headers = reqwest::header::HeaderMap::new();
    headers.insert("Authorization", format!("Basic {basic}").parse().unwrap());
    let http = reqwest::Client::builder().default_headers(headers).build().unwrap();
    let client = Client::new_with_client(&format!("{}wp-json", variable("SITE")), http);

    let list = client.list_user_memberships().per_page(std::num::NonZeroU32::new(5).unwrap());
    let list = list.status(types::ListUserMembershipsStatus::Active).send().await.unwrap();
    assert_eq!(list.len(), 5);

    let ids: Vec<i64> = list.iter().map(|it| it.id.get() as i64).collect();
    let chosen = client.list_user_memberships().include(ids).send().await.unwrap();
    // The page on clients says that arrays do not work; once they do, it must say so.
    assert_eq!(chosen.len(), 1);

    let body = types::UserMembershipCreate::builder()
        .customer_id(variable("CUSTOMER").parse::<i64>().unwrap())
        .plan_id(variable("PLAN").parse::<std::num::NonZeroU64>().unwrap());
    let created = client.create_user_membership().body(body).send().await.unwrap();

    let body = types::UserMembershipUpdate::builder().end_date_gmt("2031-05-06T07:08:09".to_owned());
    let updated = client.update_user_membership().id(created.id).body(body);
    updated.send().await.unwrap();

    client.delete_user_membership().id(created.id).send().await.unwrap();
    let gone = client.get_user_membership().id(created.id).send().await.unwrap_err();
    assert_eq!(gone.status().map(|it| it.as_u16()), Some(404));
}
