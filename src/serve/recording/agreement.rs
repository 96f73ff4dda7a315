use std::collections::BTreeMap;

use jiff::civil::DateTime;
use serde_json::Value;

use crate::exchange::Response;
use crate::serve::http_answer::HttpAnswer;

/// What two responses disagree on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// The HTTP status.
    Status,
    /// The code of an error.
    Code,
    /// A header that clients read.
    Header,
    /// The set of keys.
    Keys,
    /// The type of a value, null included.
    Type,
    /// How many rows a list has.
    Rows,
    /// A value.
    Value,
}

impl Kind {
    /// The name for people.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Code => "code",
            Self::Header => "header",
            Self::Keys => "keys",
            Self::Type => "type",
            Self::Rows => "rows",
            Self::Value => "value",
        }
    }
}

/// One disagreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    /// What it is about.
    pub kind: Kind,
    /// Where: a header's name or a path into the body.
    pub place: String,
    /// What the real site answered.
    pub recorded: String,
    /// What the reference site answers.
    pub answered: String,
}

/// How an exchange came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// Everything agrees, values too.
    Whole,
    /// Status, code, keys, types and headers agree; some value does not.
    Shape,
    /// Something that clients rely on disagrees.
    None,
}

impl Agreement {
    /// From the disagreements of an exchange.
    pub(super) fn of(differences: &[Difference]) -> Self {
        if differences.is_empty() {
            Self::Whole
        } else if differences
            .iter()
            .all(|difference| difference.kind == Kind::Value)
        {
            Self::Shape
        } else {
            Self::None
        }
    }
}

/// The headers that clients read.
const HEADERS: [&str; 9] = [
    "Content-Type",
    "X-WP-Total",
    "X-WP-TotalPages",
    "Link",
    "Allow",
    "Location",
    "Cache-Control",
    "Vary",
    "Access-Control-Expose-Headers",
];

/// How many seconds two dates may be apart: a recording tells when a request was sent, not when the
/// site looked at its clock.
const TOLERANCE: i64 = 5;

/// Properties whose text is not part of the contract, or that only a real site can know.
const FREE_TEXT: [&str; 2] = ["description", "avatar"];

/// Compares a response with the recorded one. `ids` translates ids that the recording made into
/// those that the replay made.
pub(super) fn compare(
    recorded: &Response,
    answered: &HttpAnswer,
    ids: &BTreeMap<u64, u64>,
) -> Vec<Difference> {
    let mut comparison = Comparison {
        ids,
        differences: Vec::new(),
    };
    if recorded.status != answered.status {
        comparison.note(Kind::Status, "", &recorded.status, &answered.status);
        return comparison.differences;
    }
    comparison.headers(recorded, answered);
    let ours = serde_json::from_slice::<Value>(&answered.body).ok();
    match serde_json::from_slice::<Value>(recorded.body.bytes()).ok() {
        Some(theirs) => comparison.body(&theirs, ours.as_ref()),
        None if recorded.body.bytes().is_empty() != answered.body.is_empty() => {
            comparison.note(Kind::Type, "$", &"a body that is not JSON", &"another");
        }
        None => {}
    }
    comparison.differences
}

struct Comparison<'a> {
    ids: &'a BTreeMap<u64, u64>,
    differences: Vec<Difference>,
}

impl Comparison<'_> {
    fn note(&mut self, kind: Kind, place: &str, recorded: &dyn ToString, answered: &dyn ToString) {
        let difference = Difference {
            kind,
            place: place.to_owned(),
            recorded: recorded.to_string(),
            answered: answered.to_string(),
        };
        if !self.differences.contains(&difference) {
            self.differences.push(difference);
        }
    }

    fn headers(&mut self, recorded: &Response, answered: &HttpAnswer) {
        for name in HEADERS {
            let theirs = recorded.headers.get(name).unwrap_or("none");
            let ours = answered
                .headers
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(name))
                .map_or("none", |(_, value)| value);
            if self.plain(theirs) != self.plain(ours) {
                self.note(Kind::Header, name, &theirs, &ours);
            }
        }
    }

    /// A header without credentials and generated ids.
    fn plain(&self, text: &str) -> String {
        let mut plain = String::new();
        let text = text.replace("<RW_KEY>", "").replace("<RW_SECRET>", "");
        for part in text.split_inclusive(['&', '?', ' ', '>']) {
            let name = part.split('=').next().unwrap_or_default();
            if name.starts_with("consumer_") || name.starts_with("oauth_") {
                plain.push_str(name);
            } else {
                plain.push_str(part);
            }
        }
        match plain.rsplit_once('/') {
            Some((base, id)) if id.bytes().all(|byte| byte.is_ascii_digit()) => base.to_owned(),
            _ => plain,
        }
    }

    fn body(&mut self, theirs: &Value, ours: Option<&Value>) {
        let Some(ours) = ours else {
            self.note(Kind::Type, "$", &type_of(theirs), &"no JSON");
            return;
        };
        if let (Some(theirs), Some(ours)) = (theirs.get("code"), ours.get("code"))
            && theirs != ours
        {
            self.note(Kind::Code, "$.code", theirs, ours);
        }
        match (rows(theirs), rows(ours)) {
            (Some(theirs), Some(ours)) => self.rows(theirs, ours),
            _ => match (
                theirs.get("body").and_then(rows),
                ours.get("body").and_then(rows),
            ) {
                (Some(rows), Some(own)) => {
                    self.rows(rows, own);
                    self.value("$.headers", &theirs["headers"], &ours["headers"]);
                }
                _ => self.value("$", theirs, ours),
            },
        }
    }

    /// Lists of resources: as many rows, and row for row where both hold the same id. Which rows a
    /// page holds is left open, because WordPress orders rows of one second as it likes.
    fn rows(&mut self, theirs: &[Value], ours: &[Value]) {
        if theirs.len() != ours.len() {
            self.note(Kind::Rows, "$", &theirs.len(), &ours.len());
        }
        for row in theirs {
            let id = row.get("id").and_then(Value::as_u64).map(|id| self.own(id));
            let twin = ours
                .iter()
                .find(|ours| ours.get("id").and_then(Value::as_u64) == id);
            if let Some(twin) = twin {
                self.value("$[*]", row, twin);
            }
        }
    }

    fn own(&self, id: u64) -> u64 {
        self.ids.get(&id).copied().unwrap_or(id)
    }

    fn value(&mut self, place: &str, theirs: &Value, ours: &Value) {
        match (theirs, ours) {
            (Value::Object(theirs), Value::Object(ours)) => {
                for key in theirs.keys().filter(|key| !ours.contains_key(*key)) {
                    self.note(
                        Kind::Keys,
                        &format!("{place}.{key}"),
                        &"there",
                        &"not there",
                    );
                }
                for key in ours.keys().filter(|key| !theirs.contains_key(*key)) {
                    self.note(
                        Kind::Keys,
                        &format!("{place}.{key}"),
                        &"not there",
                        &"there",
                    );
                }
                for (key, value) in theirs {
                    let generated = key == "id" && place.ends_with(".meta_data[*]");
                    if generated || FREE_TEXT.contains(&key.as_str()) {
                        continue;
                    }
                    if let Some(own) = ours.get(key) {
                        self.value(&format!("{place}.{key}"), value, own);
                    }
                }
            }
            (Value::Array(theirs), Value::Array(ours)) => {
                if theirs.len() != ours.len() {
                    self.note(Kind::Value, place, &theirs.len(), &ours.len());
                }
                for (theirs, ours) in theirs.iter().zip(ours) {
                    self.value(&format!("{place}[*]"), theirs, ours);
                }
            }
            _ if type_of(theirs) != type_of(ours) => {
                self.note(Kind::Type, place, &type_of(theirs), &type_of(ours));
            }
            _ if !self.equal(theirs, ours) => self.note(Kind::Value, place, theirs, ours),
            _ => {}
        }
    }

    fn equal(&self, theirs: &Value, ours: &Value) -> bool {
        if theirs == ours {
            return true;
        }
        match (theirs, ours) {
            (Value::Number(id), Value::Number(own)) => id
                .as_u64()
                .is_some_and(|id| Some(self.own(id)) == own.as_u64()),
            (Value::String(theirs), Value::String(ours)) => {
                let moment = |text: &str| text.trim_end_matches("+00:00").parse::<DateTime>().ok();
                match (moment(theirs), moment(ours)) {
                    (Some(one), Some(other)) => {
                        one.duration_since(other).as_secs().abs() <= TOLERANCE
                    }
                    _ => self.translated(theirs) == *ours,
                }
            }
            _ => false,
        }
    }

    /// A URL whose last number is translated.
    fn translated(&self, text: &str) -> String {
        match text.rsplit_once('/') {
            Some((base, id)) => match id.parse::<u64>() {
                Ok(id) => format!("{base}/{}", self.own(id)),
                Err(_) => text.to_owned(),
            },
            None => text.to_owned(),
        }
    }
}

/// The rows of a list of resources.
fn rows(body: &Value) -> Option<&[Value]> {
    body.as_array()
        .map(Vec::as_slice)
        .filter(|rows| rows.iter().all(|row| row.get("id").is_some()))
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
