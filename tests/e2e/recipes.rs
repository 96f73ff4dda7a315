//! The recipes of the manual do what it says, against the reference site.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::laws::Site;

const KEY: &str = "ck_reference_read_write";
const SECRET: &str = "cs_reference_read_write";

/// The programs of each language: what they end in, and what they need.
const LANGUAGES: [(&str, &[&str]); 4] = [
    ("sh", &["bash", "curl", "jq", "openssl"]),
    ("php", &["php"]),
    ("mjs", &["node"]),
    ("py", &["python3"]),
];

/// The languages that can be tried here.
#[expect(clippy::print_stderr, reason = "a skipped part must be seen")]
fn languages() -> Vec<(&'static str, &'static str)> {
    let is_there = |program: &&&str| {
        let version = if **program == "openssl" {
            "version"
        } else {
            "--version"
        };
        let mut command = Command::new(program);
        let command = command
            .arg(version)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    let mut found = Vec::new();
    for (extension, needs) in LANGUAGES {
        match needs.iter().find(|program| !is_there(program)) {
            Some(missing) => {
                eprintln!("skipped: recipes in {extension}, because {missing} is missing");
            }
            None => found.push((extension, needs[0])),
        }
    }
    found
}

/// Runs a recipe as it stands in the manual.
fn run(recipe: &str, language: (&str, &str), site: &Site, arguments: &[&str]) -> Output {
    let (extension, program) = language;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/manual/recipes");
    let mut command = Command::new(program);
    command
        .arg(folder.join(format!("{recipe}.{extension}")))
        .args(arguments)
        .env("SHOP", site.url().trim_end_matches('/'))
        .env("CONSUMER_KEY", KEY)
        .env("CONSUMER_SECRET", SECRET)
        .env("WEBHOOK_SECRET", "hook-secret");
    command.output().unwrap()
}

fn printed(recipe: &str, language: (&str, &str), site: &Site, arguments: &[&str]) -> String {
    let output = run(recipe, language, site, arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{recipe}.{}: {errors}", language.0);
    String::from_utf8(output.stdout).unwrap()
}

/// Sends a request to the site and reads the JSON of the response.
fn call(site: &Site, method: &str, path: &str, body: Option<&Value>) -> Value {
    let address = site
        .url()
        .trim_start_matches("http://")
        .trim_end_matches('/');
    let key = STANDARD.encode(format!("{KEY}:{SECRET}"));
    let body = body.map(Value::to_string).unwrap_or_default();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "{method} /wp-json/wc/v3/{path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Basic {key}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    let (_, body) = response.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap_or_else(|_| panic!("{method} {path}: {response}"))
}

fn members(site: &Site, query: &str) -> Vec<Value> {
    let path = format!("memberships/members?orderby=id&per_page=100{query}");
    call(site, "GET", &path, None).as_array().unwrap().clone()
}

/// A customer without a membership, and a member of no other plan whom nobody shares it with.
fn people(site: &Site) -> (u64, Value) {
    let rows = members(site, "");
    let owner = |row: &Value| row["customer_id"].as_u64().unwrap();
    let count = |id: u64| rows.iter().filter(|row| owner(row) == id).count();
    let customers = call(site, "GET", "customers?per_page=100", None);
    let mut customers = customers.as_array().unwrap().iter();
    let free = customers.find_map(|it| it["id"].as_u64().filter(|id| count(*id) == 0));
    let single = rows
        .iter()
        .find(|row| row["status"] == "active" && count(owner(row)) == 1);
    (free.unwrap(), single.unwrap().clone())
}

#[test]
fn the_manual_holds_each_recipe() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manual = std::fs::read_to_string(root.join("docs/manual/v3.md")).unwrap();
    let mut count = 0;
    for file in std::fs::read_dir(root.join("src/manual/recipes")).unwrap() {
        let path = file.unwrap().path();
        let recipe = std::fs::read_to_string(&path).unwrap();
        assert!(manual.contains(recipe.trim_end()), "{}", path.display());
        count += 1;
    }
    assert_eq!(count, 16);
}

#[test]
fn memberships_since_a_date_are_fetched_and_those_that_expire_are_found() {
    let site = Site::start(&["--dev"]);
    let (_, row) = people(&site);
    let end = jiff::Timestamp::now() + Duration::from_secs(3 * 86_400);
    let end = end.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let id = &row["id"];
    let path = format!("memberships/members/{id}");
    call(&site, "PUT", &path, Some(&json!({ "end_date_gmt": end })));
    let rows = members(&site, "");
    let since = rows[rows.len() / 2]["date_created_gmt"].as_str().unwrap();
    let expected: String = rows
        .iter()
        .filter(|row| row["date_created_gmt"].as_str().unwrap() >= since)
        .map(|row| {
            format!(
                "{} {} {}\n",
                row["id"],
                row["customer_id"],
                row["status"].as_str().unwrap()
            )
        })
        .collect();
    assert!(!expected.is_empty());
    let expiring = format!("{id} {} {end}\n", row["customer_id"]);
    for language in languages() {
        assert_eq!(
            printed("sync", language, &site, &[since]),
            expected,
            "{language:?}"
        );
        let text = printed("expiring", language, &site, &[]);
        assert!(text.contains(&expiring), "{language:?}: {text}");
        assert!(
            text.lines().count() < rows.len() / 2,
            "{language:?}: {text}"
        );
    }
}

#[test]
fn the_memberships_of_a_customer_are_moved_and_a_rejection_is_told() {
    let site = Site::start(&["--dev"]);
    let (free, row) = people(&site);
    let first = row["customer_id"].as_u64().unwrap();
    let id = &row["id"];
    let other = members(&site, "").into_iter().find(|other| {
        other["plan_id"] == row["plan_id"] && other["customer_id"] != row["customer_id"]
    });
    let other = other.unwrap()["customer_id"].to_string();
    let mut owners = [first, free];
    for language in languages() {
        let [from, to] = owners.map(|id| id.to_string());
        let text = printed("transfer", language, &site, &[&from, &other]);
        let expected = format!("{id} woocommerce_rest_wc_user_membership_update_error\n");
        assert_eq!(text, expected, "{language:?}");
        let text = printed("transfer", language, &site, &[&from, &to]);
        assert_eq!(text, format!("{id} moved\n"), "{language:?}");
        let moved = call(&site, "GET", &format!("memberships/members/{id}"), None);
        assert_eq!(moved["customer_id"].to_string(), to, "{language:?}");
        owners.swap(0, 1);
    }
}

/// Receives deliveries until one is signed; gives its signature and its body.
fn receive(listener: &TcpListener) -> (String, Vec<u8>) {
    loop {
        let (mut stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let (mut length, mut signature) = (0, None);
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            let Some((name, value)) = line.trim_end().split_once(": ") else {
                if line.trim_end().is_empty() {
                    break;
                }
                continue;
            };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().unwrap(),
                "x-wc-webhook-signature" => signature = Some(value.to_owned()),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            .unwrap();
        if let Some(signature) = signature {
            return (signature, body);
        }
    }
}

#[test]
fn a_delivery_is_verified_and_a_changed_one_is_not() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let receiver = format!("http://{}/", listener.local_addr().unwrap());
    let received = thread::spawn(move || receive(&listener));
    let webhook = format!("user_membership.created={receiver}");
    let site = Site::start(&["--dev", "--webhook", &webhook]);
    let (free, row) = people(&site);
    let body = json!({ "customer_id": free, "plan_id": row["plan_id"] });
    let created = call(&site, "POST", "memberships/members", Some(&body));
    assert!(created["id"].is_u64(), "{created}");
    let (signature, body) = received.join().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, body: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, body).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let sent = write("sent", &body);
    let changed = write("changed", &[&body[..], b" "].concat());
    for language in languages() {
        let output = run("webhook", language, &site, &[&sent, &signature]);
        assert_eq!(output.stdout, b"valid\n", "{language:?}: {output:?}");
        assert_eq!(output.status.code(), Some(0), "{language:?}");
        let output = run("webhook", language, &site, &[&changed, &signature]);
        assert_eq!(output.stdout, b"invalid\n", "{language:?}: {output:?}");
        assert_eq!(output.status.code(), Some(1), "{language:?}");
    }
}
