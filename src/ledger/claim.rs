use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Before, Entry, Error, Kind, Run};

/// What a ledger says is left of its run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Which run.
    pub run: Run,
    /// Memberships that it made and that are not known to be gone.
    pub members: BTreeSet<u64>,
    /// Customers likewise.
    pub customers: BTreeSet<u64>,
    /// Rows that the ledger or a search led to and that could not be proved to be the run's. They
    /// are looked at again, and told, as long as they are there.
    pub unproved: BTreeSet<(Kind, u64)>,
    /// The memberships that were there before, if the run got to look at them.
    pub before: Option<Before>,
    /// How many rows of each kind the creates asked for that are not known to be gone: a clean-up
    /// finds no more than those.
    pub asked: BTreeMap<Kind, u64>,
    /// Whether a response to a write that makes something is missing, so that there may be more.
    pub has_lost_answers: bool,
    /// Whether the run, or a clean-up after it, has seen that nothing is left.
    pub is_clean: bool,
}

impl Claim {
    /// A run that has just begun.
    #[must_use]
    pub fn new(run: Run) -> Self {
        Self {
            run,
            members: BTreeSet::new(),
            customers: BTreeSet::new(),
            unproved: BTreeSet::new(),
            before: None,
            asked: BTreeMap::new(),
            has_lost_answers: false,
            is_clean: false,
        }
    }

    fn rows(&mut self, kind: Kind) -> &mut BTreeSet<u64> {
        match kind {
            Kind::Member => &mut self.members,
            Kind::Customer => &mut self.customers,
        }
    }

    /// Takes out all that may be the run's of a kind, what could not be proved before included.
    pub fn take(&mut self, kind: Kind) -> BTreeSet<u64> {
        let mut ids = std::mem::take(self.rows(kind));
        let of_kind = self.unproved.iter().filter(|(of, _)| *of == kind);
        ids.extend(of_kind.map(|(_, id)| *id));
        self.unproved.retain(|(of, _)| *of != kind);
        ids
    }

    /// Takes a row in.
    pub fn made(&mut self, kind: Kind, id: u64) {
        self.rows(kind).insert(id);
    }

    /// Lets a row go.
    pub fn gone(&mut self, kind: Kind, id: u64) {
        self.rows(kind).remove(&id);
    }
}

/// Reads a ledger; none for a run that ended before its first line was whole, which sent nothing. A
/// last line that was cut off is omitted: what it spoke of was not sent yet.
///
/// # Errors
///
/// A file that cannot be read or is not a ledger.
pub fn read(path: &Path) -> Result<Option<Claim>, Error> {
    let text = crate::input::read(path, crate::input::MADE).map_err(|source| Error::Read {
        path: path.to_owned(),
        source,
    })?;
    let no_run = || Error::NoRun {
        path: path.to_owned(),
    };
    if !text.contains(&b'\n') {
        return Ok(None);
    }
    let mut claim: Option<Claim> = None;
    let mut open = BTreeSet::new();
    let lines: Vec<&[u8]> = text
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .collect();
    for (index, line) in lines.iter().enumerate() {
        let entry: Entry = match serde_json::from_slice(line) {
            Ok(entry) => entry,
            // Cut off by what ended the run; a clean-up may have added lines since.
            Err(error) if claim.is_some() && error.is_eof() => continue,
            Err(source) => {
                return Err(Error::Form {
                    path: path.to_owned(),
                    line: index + 1,
                    source,
                });
            }
        };
        if let Entry::Run(run) = entry {
            if claim.is_some() {
                return Err(no_run());
            }
            claim = Some(Claim::new(bound(run, path)?));
            continue;
        }
        let claim = claim.as_mut().ok_or_else(no_run)?;
        match entry {
            Entry::Intent {
                number,
                makes: Some(kind),
                rows,
                ..
            } => {
                open.insert(number);
                let asked = claim.asked.entry(kind).or_default();
                *asked = asked.saturating_add(rows);
            }
            Entry::Run(_) | Entry::Intent { .. } => {}
            Entry::Answered { number } => {
                open.remove(&number);
            }
            Entry::Before { before, seal } => {
                if seal != claim.run.seal(&before) {
                    return Err(Error::AnotherPicture {
                        path: path.to_owned(),
                        line: index + 1,
                    });
                }
                claim.before = Some(before);
            }
            Entry::Made { kind, id } => claim.made(kind, id),
            Entry::Gone { kind, id } => {
                claim.gone(kind, id);
                if let Some(asked) = claim.asked.get_mut(&kind) {
                    *asked = asked.saturating_sub(1);
                }
            }
            Entry::Clean => claim.is_clean = true,
        }
    }
    let mut claim = claim.ok_or_else(no_run)?;
    claim.has_lost_answers = !open.is_empty();
    Ok(Some(claim))
}

/// A run whose mark was made of its secret; nobody else can have written its ledger.
fn bound(run: Run, path: &Path) -> Result<Run, Error> {
    let path = path.to_owned();
    match run.format {
        Run::FORMAT if run.is_bound() => Ok(run),
        Run::FORMAT if !run.secret.is_whole() => Err(Error::NoSecret { path }),
        Run::FORMAT => Err(Error::NotBound { path }),
        1 => Err(Error::OldForm { path }),
        _ => Err(Error::NoRun { path }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Ledger;
    use super::*;
    use serde_json::{Value, json};
    use std::io::Write;

    fn run() -> Run {
        let root = "https://shop.example/wp-json/".parse().unwrap();
        Run::new(&root, "v3", None, jiff::Timestamp::UNIX_EPOCH, [1; 32])
    }

    fn intent(number: u64) -> Entry {
        Entry::Intent {
            number,
            method: "POST".into(),
            path: "/wc/v3/memberships/members".into(),
            makes: Some(Kind::Member),
            rows: 1,
        }
    }

    #[test]
    fn what_is_left_is_read_back_even_if_the_last_line_is_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.jsonl");
        let mut ledger = Ledger::create(&path).unwrap();
        let before = Before {
            total: 60,
            rows: vec![(5, "00ff".into())],
            ..Before::default()
        };
        let member = |id| Entry::Made {
            kind: Kind::Member,
            id,
        };
        for entry in [
            Entry::Run(run()),
            Entry::Before {
                seal: run().seal(&before),
                before: before.clone(),
            },
            intent(1),
            member(7),
            Entry::Answered { number: 1 },
            intent(2),
            member(8),
            Entry::Answered { number: 2 },
            Entry::Gone {
                kind: Kind::Member,
                id: 7,
            },
            intent(3),
        ] {
            ledger.add(&entry).unwrap();
        }
        let mut file = std::fs::OpenOptions::new()
            .append(true)
            .open(&path)
            .unwrap();
        file.write_all(br#"{"event":"made","ki"#).unwrap();
        let claim = read(&path).unwrap().unwrap();
        assert_eq!(claim.members, BTreeSet::from([8]));
        assert_eq!(claim.before, Some(before));
        assert_eq!(claim.asked, BTreeMap::from([(Kind::Member, 2)]));
        assert!(claim.has_lost_answers && !claim.is_clean);
        let mut again = Ledger::open(&path).unwrap();
        again.add(&Entry::Clean).unwrap();
        assert!(read(&path).unwrap().unwrap().is_clean);
    }

    #[test]
    fn other_files_and_files_that_are_there_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.jsonl");
        std::fs::write(&path, "{\"event\":\"ru").unwrap();
        assert!(read(&path).unwrap().is_none());
        std::fs::write(&path, "{\"a\":1}\n").unwrap();
        assert!(matches!(read(&path), Err(Error::Form { line: 1, .. })));
        assert!(matches!(Ledger::create(&path), Err(Error::Create { .. })));
        std::fs::write(&path, "{\"event\":\"clean\"}\n").unwrap();
        assert!(matches!(read(&path), Err(Error::NoRun { .. })));
    }

    #[test]
    fn a_ledger_that_its_run_did_not_write_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.jsonl");
        let read_of = |first: &Value, second: &Value| {
            std::fs::write(&path, format!("{first}\n{second}\n")).unwrap();
            read(&path).err()
        };
        let before = Before {
            highest_post: 60,
            ..Before::default()
        };
        let seal = run().seal(&before);
        let [first, second] = [Entry::Run(run()), Entry::Before { before, seal }]
            .map(|entry| serde_json::to_value(&entry).unwrap());
        assert!(read_of(&first, &second).is_none());
        let with = |line: &Value, name: &str, value: Value| {
            let mut line = line.clone();
            line[name] = value;
            line
        };
        let found = read_of(&with(&first, "format", json!(1)), &second);
        assert!(matches!(found, Some(Error::OldForm { .. })), "{found:?}");
        let found = read_of(&with(&first, "secret", json!("")), &second);
        assert!(matches!(found, Some(Error::NoSecret { .. })), "{found:?}");
        let found = read_of(&with(&first, "lent_customer", json!(5)), &second);
        assert!(matches!(found, Some(Error::NotBound { .. })), "{found:?}");
        let found = read_of(&first, &with(&second, "highest_post", json!(0)));
        let is_picture = matches!(found, Some(Error::AnotherPicture { line: 2, .. }));
        assert!(is_picture, "{found:?}");
    }
}
