//! Ledgers from anybody: they must be of a run, what they name is proved like everything else, and
//! the host that they name is confirmed first.

use std::fs::File;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use memberspec::internals::{Before, Kind, LedgerEntry as Entry, Run};
use serde_json::{Value, json};

use super::YES;
use crate::write::Site;

/// A run with a secret that only its ledger holds.
fn run(root: &str, lent: Option<u64>, started: Timestamp) -> Run {
    Run::new(&root.parse().unwrap(), "v3", lent, started, [7; 32])
}

/// A ledger as that run would write it, with these rows.
fn ledger(run: &Run, before: &Before, members: &[u64], customers: &[u64]) -> Vec<Value> {
    let mut entries = vec![
        Entry::Run(run.clone()),
        Entry::Before {
            before: before.clone(),
            seal: run.seal(before),
        },
    ];
    for (kind, ids) in [(Kind::Member, members), (Kind::Customer, customers)] {
        entries.push(Entry::Intent {
            number: 1,
            method: "POST".into(),
            path: "/".into(),
            makes: Some(kind),
            rows: 99,
        });
        entries.extend(ids.iter().map(|id| Entry::Made { kind, id: *id }));
    }
    let lines = entries.iter().map(serde_json::to_value);
    lines.map(Result::unwrap).collect()
}

fn lines(ledger: &[Value]) -> String {
    ledger.iter().map(|line| format!("{line}\n")).collect()
}

/// A site, one row of which carries the mark of a run although no run made it, and whose owner and
/// time of creation are known.
struct Marked {
    site: Site,
    root: String,
    /// Every membership, and every customer.
    members: Vec<u64>,
    customers: Vec<u64>,
    row: u64,
    owner: u64,
    created: Timestamp,
    /// The run whose mark it carries.
    run: Run,
    before: Vec<Value>,
    from: u64,
}

impl Marked {
    /// `of` makes the run, from the owner and the time of creation of the row.
    fn with(of: impl FnOnce(&str, u64, Timestamp) -> Run) -> Self {
        let site = Site::open();
        let root = format!("http://{}/wp-json/", site.host());
        let rows = site.dump();
        let ids = |is: fn(&Value) -> bool| -> Vec<u64> {
            let rows = rows.iter().filter(|row| is(row));
            rows.filter_map(|row| row["id"].as_u64()).collect()
        };
        let members = ids(|row| row["plan_id"].is_u64());
        let customers = ids(|row| row["email"].is_string());
        let is_active = |row: &&Value| row["plan_id"].is_u64() && row["status"] == "active";
        let row = rows.iter().find(is_active).unwrap();
        let (id, owner) = (row["id"].as_u64(), row["customer_id"].as_u64());
        let (id, owner) = (id.unwrap(), owner.unwrap());
        let created = format!("{}Z", row["date_created_gmt"].as_str().unwrap());
        let created = created.parse().unwrap();
        let run = of(&root, owner, created);
        let body = json!({ "meta_data": [{ "key": "memberspec_run", "value": run.mark }] });
        let path = format!("memberships/members/{id}");
        site.send("PUT", &path, &body.to_string());
        Self {
            before: site.dump(),
            from: site.writes(),
            root,
            members,
            customers,
            row: id,
            owner,
            created,
            run,
            site,
        }
    }

    /// Cleans up with that ledger, which must write nothing and say that; gives how many requests
    /// it sent.
    fn refuses(&self, what: &str, ledger: &[Value], says: &str) -> u64 {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("run.jsonl"), lines(ledger)).unwrap();
        let mut arguments = vec!["cleanup", "run.jsonl", "--max-requests", "2000"];
        arguments.extend(YES);
        let before = self.site.requests();
        let (code, out, err) = self.site.run(&arguments, folder.path());
        let sent = self.site.requests() - before;
        assert_eq!(self.site.writes(), self.from, "{what}: {out}{err}");
        assert_eq!(code, 2, "{what}: {out}{err}");
        let words: Vec<&str> = err.split_whitespace().collect();
        assert!(words.join(" ").contains(says), "{what}: {out}{err}");
        assert_eq!(self.site.dump(), self.before, "{what}");
        sent
    }
}

/// The line with other values of these names.
fn with(line: &Value, other: &Value) -> Value {
    let mut line = line.clone();
    for (name, value) in other.as_object().unwrap() {
        line[name] = value.clone();
    }
    line
}

#[test]
fn a_ledger_that_names_rows_of_others_deletes_none() {
    let marked = Marked::with(|root, _, created| run(root, None, created));
    let (members, customers) = (&marked.members, &marked.customers);
    let low = Before::default();
    let early = Before {
        at: Some(Timestamp::UNIX_EPOCH),
        ..Before::default()
    };
    let started = |started| {
        let root = marked.root.parse().unwrap();
        Run::new(&root, "v3", Some(marked.owner), started, [9; 32])
    };
    let late = Timestamp::from_second(4_000_000_000).unwrap();
    let known = [
        ("the mark is copied", marked.run.clone(), &low),
        ("before in 1970", marked.run.clone(), &early),
        ("made up", started(Timestamp::now()), &low),
        ("started in 1970", started(Timestamp::UNIX_EPOCH), &low),
        ("started in the future", started(late), &low),
        ("started with the row", started(marked.created), &low),
    ];
    for (what, run, before) in known {
        let ledger = ledger(&run, before, members, customers);
        marked.refuses(what, &ledger, "left alone, because not proved");
    }
    let lent = Marked::with(|root, owner, created| run(root, Some(owner), created));
    let seen_before = [
        Before {
            highest_post: lent.row,
            ..Before::default()
        },
        Before {
            rows: vec![(lent.row, "00".into())],
            ..Before::default()
        },
    ];
    for before in seen_before {
        let ledger = ledger(&lent.run, &before, &[lent.row], &[]);
        lent.refuses(
            "which existed before this run",
            &ledger,
            "left alone, because not proved",
        );
    }
}

/// The mark can be read on the site; the secret that it was made of cannot.
#[test]
fn a_ledger_that_no_run_wrote_is_refused_before_anything_is_sent() {
    let marked = Marked::with(|root, _, _| run(root, None, Timestamp::now()));
    let root = marked.root.parse().unwrap();
    let run = &marked.run;
    let whole = ledger(run, &Before::default(), &[marked.row], &[]);
    let other = Run::new(&root, "v3", Some(marked.owner), marked.created, [8; 32]);
    let other = serde_json::to_value(Entry::Run(other)).unwrap();
    let lent = json!({ "lent_customer": marked.owner, "started": marked.created });
    let changed = "the line was changed, or the ledger is forged";
    let lacks = "lacks the secret that its run wrote";
    let old = "is a ledger of form 1";
    let none = json!({ "secret": null });
    let mut without = with(&whole[0], &lent);
    without.as_object_mut().unwrap().remove("secret");
    let first_lines = [
        (
            "lent, started with the row",
            with(&whole[0], &lent),
            changed,
        ),
        (
            "lent",
            with(&whole[0], &json!({ "lent_customer": marked.owner })),
            changed,
        ),
        (
            "another start",
            with(&whole[0], &json!({ "started": marked.created })),
            changed,
        ),
        (
            "another API",
            with(&whole[0], &json!({ "api": "v2" })),
            changed,
        ),
        (
            "the mark copied into another run's ledger",
            with(&other, &json!({ "mark": run.mark })),
            changed,
        ),
        (
            "the mark in capitals",
            with(&whole[0], &json!({ "mark": run.mark.to_uppercase() })),
            changed,
        ),
        (
            "the mark shortened",
            with(&whole[0], &json!({ "mark": run.mark[..16] })),
            changed,
        ),
        (
            "a secret of nothing but zeros",
            with(
                &with(&whole[0], &lent),
                &json!({ "secret": "0".repeat(64) }),
            ),
            changed,
        ),
        (
            "the mark as the secret",
            with(&whole[0], &json!({ "secret": run.mark.repeat(2) })),
            changed,
        ),
        ("no secret", without.clone(), lacks),
        (
            "an empty secret",
            with(&without, &json!({ "secret": "" })),
            lacks,
        ),
        (
            "a short secret",
            with(&without, &json!({ "secret": "00" })),
            lacks,
        ),
        (
            "the form of before",
            with(&without, &json!({ "format": 1 })),
            old,
        ),
        (
            "the form of before, with a secret",
            with(&whole[0], &json!({ "format": 1 })),
            old,
        ),
        (
            "a form to come",
            with(&whole[0], &json!({ "format": 3 })),
            "is not a ledger format that this program knows",
        ),
        (
            "no text as the secret",
            with(&whole[0], &none),
            "is not the ledger of a write run: line 1",
        ),
    ];
    for (what, first, says) in first_lines {
        let mut ledger = whole.clone();
        ledger[0] = first;
        assert_eq!(marked.refuses(what, &ledger, says), 0, "{what}");
    }
    let picture = "which lists the rows that existed before the run, is not as the run wrote it";
    for other in [
        json!({ "highest_post": 1 }),
        json!({ "at": marked.created }),
        json!({ "rows": [[1, "00"]] }),
        json!({ "seal": "" }),
    ] {
        let mut ledger = whole.clone();
        ledger[1] = with(&ledger[1], &other);
        assert_eq!(marked.refuses("before", &ledger, picture), 0, "{other}");
    }
    let mut twice = whole.clone();
    twice.insert(1, other);
    let says = "is not a ledger format that this program knows";
    assert_eq!(marked.refuses("two runs", &twice, says), 0);
}

/// What a real run left behind is no help to who names other rows in its ledger, and its secret is
/// told to nobody.
#[test]
fn the_ledger_of_a_run_removes_what_it_made_and_nothing_that_is_added_to_it() {
    let site = Site::start();
    let before = site.dump();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.jsonl");
    let mut arguments = site.write(&["--only", "write-read-back", "--ledger", "run.jsonl"]);
    arguments.extend(["--record", "run.har", "--report", "json=-", "-v"]);
    arguments.extend(YES);
    let from = site.writes();
    let mut child = site.command(&arguments, folder.path());
    let told = File::create_new(folder.path().join("told")).unwrap();
    child.stdout(told.try_clone().unwrap()).stderr(told);
    let mut child = child.spawn().unwrap();
    let begun = Instant::now();
    while site.writes() < from + 6 && child.try_wait().unwrap().is_none() {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "it does not write"
        );
        std::thread::sleep(Duration::from_micros(300));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let first: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    let secret = first["secret"].as_str().unwrap();
    let floor = before.iter().filter_map(|row| row["id"].as_u64()).max();
    let above = floor.unwrap() + 1_000;
    let of = |kind: &str| if kind == "member" { "plan_id" } else { "email" };
    let mut added = String::new();
    for kind in ["member", "customer"] {
        let rows = before.iter().filter(|row| !row[of(kind)].is_null());
        let ids = rows.filter_map(|row| row["id"].as_u64()).take(20);
        added += &format!(
            "{}\n",
            json!({ "event": "intent", "number": 900, "method": "POST", "path": "/", "makes": kind, "rows": 99 })
        );
        for id in ids.chain([above]) {
            added += &format!("{}\n", json!({ "event": "made", "kind": kind, "id": id }));
        }
    }
    std::fs::write(&path, text.clone() + "\n" + &added).unwrap();
    let mut arguments = vec!["cleanup", "run.jsonl"];
    arguments.extend(YES);
    let (code, out, err) = site.run(&arguments, folder.path());
    assert_eq!(site.dump(), before, "{out}{err}");
    assert_eq!(code, 2, "{out}{err}");
    assert!(err.contains("left alone, because not proved"), "{out}{err}");
    let told = std::fs::read_to_string(folder.path().join("told")).unwrap();
    let sent = std::fs::read_to_string(folder.path().join("run.har")).unwrap_or_default();
    for text in [out, err, told, sent, json!(site.dump()).to_string()] {
        assert!(!text.contains(secret), "{text}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "others may read the secret: {mode:o}");
    }
}

#[test]
fn the_host_of_a_ledger_is_confirmed_before_it_is_asked_anything() {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    let root = format!("http://{}/wp-json/", site.host());
    let text = lines(&ledger(
        &run(&root, None, Timestamp::now()),
        &Before::default(),
        &[],
        &[],
    ));
    std::fs::write(folder.path().join("run.jsonl"), text).unwrap();
    let (code, _, err) = site.run(&["cleanup", "run.jsonl"], folder.path());
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("--yes-write-to 127.0.0.1"), "{err}");
    let (code, _, err) = site.run(
        &["cleanup", "run.jsonl", "--yes-write-to", "shop.example"],
        folder.path(),
    );
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("you typed `shop.example`"), "{err}");
    assert_eq!(
        site.requests(),
        0,
        "no request may be sent, and no key with it"
    );
}
