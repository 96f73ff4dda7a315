//! What a reference site of a release answers to reads, writes and mistakes, and what it delivers.

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

use crate::exchange::{Body, Exchange, Headers, Method, Request, Response, Role};
use crate::interpret::Api;
use crate::serve::{AuthPolicy, Options, Receiver, Running, Subscriptions, Webhook, start};

/// How long the receiver waits for another delivery.
const QUIET: Duration = Duration::from_millis(100);

/// Rows of a list that are read one by one as well.
const SINGLE: usize = 20;

struct Visit {
    site: Running,
    api: Api,
    exchanges: Vec<Exchange>,
}

impl Visit {
    /// Sends a request and keeps the exchange; gives the body of the response.
    async fn ask(&mut self, method: Method, tail: &str, body: Option<Value>) -> Value {
        let url = format!("{}wp-json/wc/{}/memberships{tail}", self.site.url, self.api);
        let url = Url::parse(&url).unwrap();
        let text = body.map(|body| body.to_string()).unwrap_or_default();
        let target = &url[url::Position::BeforePath..];
        let address = format!("127.0.0.1:{}", url.port().unwrap());
        let head = format!(
            "{} {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: \
             application/json\r\nContent-Length: {}\r\n\r\n{text}",
            method.as_str(),
            text.len()
        );
        let mut stream = TcpStream::connect(&address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let mut request = Request::new(method, url);
        request.body = Some(Bytes::from(text)).filter(|text| !text.is_empty());
        self.exchanges.push(Exchange {
            label: None,
            role: Role::default(),
            started: None,
            request,
            response: Response {
                status,
                headers: Headers::new(),
                body: Body::Whole(Bytes::copy_from_slice(body.as_bytes())),
            },
        });
        serde_json::from_str(body).unwrap_or_default()
    }

    async fn get(&mut self, tail: &str) -> Value {
        self.ask(Method::Get, tail, None).await
    }

    async fn reads(&mut self) {
        self.get("").await;
        for list in ["/plans", "/members"] {
            let rows = self.get(&format!("{list}?status=any&per_page=100")).await;
            for row in rows.as_array().unwrap().iter().take(SINGLE) {
                self.get(&format!("{list}/{}?customer_data=1", row["id"]))
                    .await;
            }
            self.get(&format!("{list}?per_page=0")).await;
            self.get(&format!("{list}?page=x&context=y")).await;
            self.get(&format!("{list}/999999")).await;
        }
        for tail in [
            "",
            "/plans",
            "/plans/1",
            "/members",
            "/members/1",
            "/members/batch",
        ] {
            self.ask(Method::Options, tail, None).await;
        }
        self.get("/nothing").await;
        self.get("/members/directory?page_id=12").await;
    }

    async fn writes(&mut self) {
        let (plans, members) = (self.get("/plans").await, self.get("/members").await);
        let (plan, customer) = (&plans[0]["id"], &members[0]["customer_id"]);
        let (post, put) = (Method::Post, Method::Put);
        for taken in members.as_array().unwrap() {
            let body = json!({"customer_id": taken["customer_id"], "plan_id": taken["plan_id"]});
            self.ask(post.clone(), "/members", Some(body)).await;
        }
        self.ask(post.clone(), "/members", Some(json!({"customer_id": 1})))
            .await;
        let create = json!({
            "customer_id": 0, "plan_id": plan, "status": "paused",
            "start_date_gmt": "2026-03-01T14:30:00", "end_date_gmt": "",
            "meta_data": [{"key": "gift_from", "value": "Ada"}, {"key": "nothing", "value": null}],
        });
        let created = self.ask(post.clone(), "/members", Some(create)).await;
        let at = format!("/members/{}", created["id"]);
        for status in [
            "active",
            "cancelled",
            "expired",
            "complimentary",
            "nonsense",
        ] {
            self.ask(put.clone(), &at, Some(json!({"status": status})))
                .await;
        }
        self.ask(
            put,
            &at,
            Some(json!({"end_date_gmt": "2027-01-01T00:00:00", "customer_id": customer})),
        )
        .await;
        let batch = json!({
            "create": [{"customer_id": 0, "plan_id": plan}, {"customer_id": 0}],
            "update": [{"id": created["id"], "status": "active"}, {"status": "active"}],
            "delete": [999_999, {"id": 1}],
        });
        self.ask(post.clone(), "/members/batch", Some(batch)).await;
        self.ask(post, "/members/batch", Some(json!({}))).await;
        self.ask(Method::Delete, &format!("{at}?force=true"), None)
            .await;
        self.ask(Method::Delete, &format!("{at}?force=true"), None)
            .await;
    }
}

/// Everything that a site of a release answers and delivers for a version of the API.
pub(super) async fn exchanges(
    api: Api,
    release: &str,
    subscriptions: Subscriptions,
) -> Vec<Exchange> {
    let mut receiver = Receiver::listen("127.0.0.1:0".parse().unwrap())
        .await
        .unwrap();
    let webhooks = ["created", "updated", "deleted", "transferred"].map(|event| Webhook {
        topic: format!("user_membership.{event}").parse().unwrap(),
        url: receiver.url.clone(),
        secret: "s".to_owned(),
    });
    let options = Options {
        auth: AuthPolicy::Open,
        release: release.parse().unwrap(),
        subscriptions,
        webhooks: webhooks.to_vec(),
        ..Options::default()
    };
    let site = start(options).await.unwrap();
    let mut visit = Visit {
        site,
        api,
        exchanges: Vec::new(),
    };
    visit.reads().await;
    visit.writes().await;
    let mut exchanges = visit.exchanges;
    exchanges.extend(receiver.until_quiet(QUIET).await);
    visit.site.stop().await;
    exchanges
}
