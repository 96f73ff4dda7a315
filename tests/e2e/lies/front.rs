//! A front to the reference site that passes requests on and lies in the responses. It counts the
//! writes that go to rows which the site behind did not make for this run.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

use crate::write::Site;

/// The id of nothing that a run sends.
pub(super) const NOTHING: u64 = 999_999_999;

/// One way in which a site lies.
#[derive(Clone, Copy)]
pub(super) struct Lie {
    pub(super) name: &'static str,
    /// Changes a response before it goes out.
    pub(super) tells: fn(&mut Scene, &Request, &mut Response),
    /// Whether a run that is lied to so must not end as if nothing had been.
    pub(super) must_be_told: bool,
    /// What the run must say.
    pub(super) says: &'static [&'static str],
}

/// A request that came in.
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) body: Value,
}

/// A response that goes out.
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Value,
}

/// What the front knows.
pub(super) struct Scene {
    /// A membership and a customer that were there before.
    pub(super) member: Value,
    pub(super) customer: Value,
    /// What the run last sent to create a membership, and a customer.
    pub(super) sent: Value,
    pub(super) sent_customer: Value,
    /// What the site really made for the run.
    pub(super) members: BTreeSet<u64>,
    pub(super) customers: BTreeSet<u64>,
    /// Creates of memberships that the site really took.
    pub(super) creates: usize,
    /// The first id that was answered.
    pub(super) first: Option<u64>,
    /// Whether the lie says that the id of nothing names a membership, or a customer.
    pub(super) has_member: bool,
    pub(super) has_customer: bool,
    writes: u64,
    foreign: Vec<String>,
}

impl Request {
    /// The id at the end of a path of members, if it is one.
    pub(super) fn member(&self) -> Option<u64> {
        id_after(&self.path, "/memberships/members/")
    }

    pub(super) fn customer(&self) -> Option<u64> {
        id_after(&self.path, "/customers/")
    }

    pub(super) fn is_create(&self) -> bool {
        self.method == "POST" && self.path.ends_with("/memberships/members")
    }

    pub(super) fn is_customer_create(&self) -> bool {
        self.method == "POST" && self.path.ends_with("/customers")
    }

    pub(super) fn is_batch(&self) -> bool {
        self.path.ends_with("/members/batch")
    }

    pub(super) fn is_list(&self) -> bool {
        self.method == "GET" && self.path.ends_with("/memberships/members")
    }
}

impl Scene {
    pub(super) fn foreign_member(&self) -> u64 {
        self.member["id"].as_u64().unwrap()
    }

    pub(super) fn foreign_customer(&self) -> u64 {
        self.customer["id"].as_u64().unwrap()
    }

    fn count(&mut self, request: &Request) {
        if ["GET", "HEAD", "OPTIONS"].contains(&request.method.as_str()) {
            return;
        }
        self.writes += 1;
        let mut members: Vec<u64> = request.member().into_iter().collect();
        let mut customers: Vec<u64> = request.customer().into_iter().collect();
        let mut bodies = vec![&request.body];
        for kind in ["create", "update", "delete"] {
            for item in request.body[kind].as_array().into_iter().flatten() {
                members.extend(item.as_u64());
                bodies.push(item);
            }
        }
        for body in bodies {
            members.extend(body["id"].as_u64());
            customers.extend(body["customer_id"].as_u64());
        }
        let is_foreign = |own: &BTreeSet<u64>, id: &u64, is_there: bool| {
            !own.contains(id) && (*id != NOTHING || is_there)
        };
        let (members_there, customers_there) = (self.has_member, self.has_customer);
        let foreign = members
            .iter()
            .any(|id| is_foreign(&self.members, id, members_there))
            || customers
                .iter()
                .any(|id| is_foreign(&self.customers, id, customers_there));
        if foreign {
            let Request {
                method, path, body, ..
            } = request;
            self.foreign.push(format!("{method} {path} {body}"));
        }
    }

    /// Learns from the true response what was made.
    fn learn(&mut self, request: &Request, response: &Response) {
        let succeeded = (200..300).contains(&response.status);
        if request.is_create() && request.body["plan_id"].is_u64() {
            self.sent = request.body.clone();
        }
        if request.is_customer_create() {
            self.sent_customer = request.body.clone();
        }
        if !succeeded {
            return;
        }
        if request.is_create() {
            self.creates += 1;
            self.members.extend(response.body["id"].as_u64());
        }
        if request.is_customer_create() {
            self.customers.extend(response.body["id"].as_u64());
        }
        for item in response.body["create"].as_array().into_iter().flatten() {
            self.members
                .extend(item["id"].as_u64().filter(|id| *id > 0));
        }
    }

    /// What a row would have to show to be taken for the run's.
    pub(super) fn disguise(&self, row: &mut Value, what: &[&str]) {
        for name in what {
            match *name {
                "mark" => row["meta_data"] = self.sent["meta_data"].clone(),
                "owner" => row["customer_id"] = self.sent["customer_id"].clone(),
                "plan" => row["plan_id"] = self.sent["plan_id"].clone(),
                "date" => row["date_created_gmt"] = json!(now()),
                _ => panic!("{name}"),
            }
        }
    }
}

/// The present as the API writes it.
pub(super) fn now() -> String {
    let now = jiff::Timestamp::now();
    now.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// A running front.
pub(super) struct Front {
    url: String,
    scene: Arc<Mutex<Scene>>,
}

impl Front {
    pub(super) fn start(site: &Site, lie: Lie) -> Self {
        let rows = site.dump();
        let is_member = |row: &&Value| row["plan_id"].is_u64() && row["customer_id"] != 0;
        let members = rows.iter().filter(is_member);
        // The newest: no list that shows anything at all leaves it out.
        let member = members.max_by_key(|row| row["id"].as_u64()).unwrap();
        let customer = rows.iter().rfind(|row| row["email"].is_string()).unwrap();
        let scene = Arc::new(Mutex::new(Scene {
            member: member.clone(),
            customer: customer.clone(),
            sent: json!({}),
            sent_customer: json!({}),
            members: BTreeSet::new(),
            customers: BTreeSet::new(),
            creates: 0,
            first: None,
            has_member: false,
            has_customer: false,
            writes: 0,
            foreign: Vec::new(),
        }));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (to, told) = (site.host(), Arc::clone(&scene));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (to, told) = (to.clone(), Arc::clone(&told));
                // Whoever hangs up in the midst is no concern of the front.
                thread::spawn(move || stream.and_then(|stream| pass(stream, &to, lie, &told)));
            }
        });
        Self { url, scene }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    pub(super) fn writes(&self) -> u64 {
        self.scene.lock().unwrap().writes
    }

    pub(super) fn foreign_writes(&self) -> Vec<String> {
        self.scene.lock().unwrap().foreign.clone()
    }
}

fn id_after(path: &str, start: &str) -> Option<u64> {
    path.split_once(start)?.1.parse().ok()
}

fn pass(client: TcpStream, to: &str, lie: Lie, scene: &Mutex<Scene>) -> std::io::Result<()> {
    let mut client_out = client.try_clone()?;
    let (head, body) = message(&mut BufReader::new(client))?;
    let mut parts = head.split(' ');
    let method = parts.next().unwrap_or_default().to_owned();
    let target = parts.next().unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let request = Request {
        method,
        path: path.to_owned(),
        query: query.to_owned(),
        body: serde_json::from_slice(&body).unwrap_or_default(),
    };
    let mut scene = scene.lock().unwrap();
    scene.count(&request);
    let mut site = TcpStream::connect(to)?;
    site.write_all(head.as_bytes())?;
    site.write_all(&body)?;
    let (head, body) = message(&mut BufReader::new(site))?;
    let is_json = head.to_ascii_lowercase().contains("application/json");
    let mut lines = head.lines();
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1)?.parse().ok());
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .filter(|(name, _)| {
            !["content-length", "connection", "transfer-encoding"]
                .contains(&name.to_ascii_lowercase().as_str())
        })
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let mut response = Response {
        status: status.unwrap_or(0),
        headers,
        body: serde_json::from_slice(&body).unwrap_or_default(),
    };
    scene.learn(&request, &response);
    let body = if is_json {
        (lie.tells)(&mut scene, &request, &mut response);
        response.body.to_string().into_bytes()
    } else {
        body
    };
    drop(scene);
    let mut out = format!("HTTP/1.1 {} Told\r\n", response.status);
    for (name, value) in &response.headers {
        out.push_str(&format!("{name}: {value}\r\n"));
    }
    out.push_str(&format!(
        "Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    ));
    client_out.write_all(out.as_bytes())?;
    client_out.write_all(&body)
}

/// Head and body of a message; the head asks for the connection to be closed.
fn message(reader: &mut impl BufRead) -> std::io::Result<(String, Vec<u8>)> {
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if line == "\r\n" {
            head.push_str("Connection: close\r\n\r\n");
            break;
        }
        if !lower.starts_with("connection:") {
            head.push_str(&line);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok((head, body))
}
