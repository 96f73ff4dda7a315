use serde_json::Value;

use super::path::Path;
use crate::diff::schema::Direction;
use crate::diff::{Change, Counted};
use crate::exchange::{Body, Exchange, Headers};
use crate::interpret::Query;

/// Rules whose changes hit the requests that do not send something: it is required now, or what
/// its absence means changed.
const LACKING: [&str; 10] = [
    "required-property-added",
    "property-became-required",
    "required-parameter-added",
    "parameter-became-required",
    "required-body-added",
    "body-became-required",
    "parameter-default-changed",
    "parameter-default-added",
    "parameter-default-removed",
    "default-changed",
];

/// What of a call a change is about.
#[derive(Debug)]
pub(super) enum Aim {
    /// The call.
    Call,
    /// A value in the request.
    Request { part: Sent, lacking: bool },
    /// A value in the response.
    Answer { status: String, part: Answered },
}

/// A value that a request may send.
#[derive(Debug)]
pub(super) enum Sent {
    Query(String),
    Header(String),
    Cookie(String),
    /// A part of the path is always sent.
    Path,
    Body(Option<Path>),
}

/// A value that a response may carry.
#[derive(Debug)]
pub(super) enum Answered {
    Status,
    Header(String),
    Body(Path),
}

/// A call with its bodies read once.
pub(super) struct Call<'e> {
    pub(super) exchange: &'e Exchange,
    query: Query,
    sent: Option<Value>,
    answered: Option<Value>,
}

impl<'e> Call<'e> {
    pub(super) fn of(exchange: &'e Exchange) -> Self {
        let answered = match &exchange.response.body {
            Body::Whole(bytes) => serde_json::from_slice(bytes).ok(),
            _ => None,
        };
        Self {
            query: Query::of(&exchange.request.url),
            sent: sent(exchange),
            answered,
            exchange,
        }
    }
}

/// The body of a request: JSON, or the fields of a form.
fn sent(exchange: &Exchange) -> Option<Value> {
    let body = exchange.request.body.as_ref()?;
    let form = (exchange.request.headers.get("Content-Type"))
        .is_some_and(|media| media.starts_with("application/x-www-form-urlencoded"));
    if form {
        let fields = url::form_urlencoded::parse(body);
        return Some(Value::Object(
            fields
                .map(|(name, value)| (name.into_owned(), Value::from(value.into_owned())))
                .collect(),
        ));
    }
    serde_json::from_slice(body).ok()
}

impl Aim {
    /// What a change is about. `None` where it is about nothing that a call could show.
    pub(super) fn of(change: &Change) -> Option<Self> {
        if change.is_wording() {
            return None;
        }
        let lacking = LACKING.contains(&change.rule.id);
        let (part, path) = match change.place.split_once(" $") {
            Some((part, _)) => (part, Path::parse(&change.place[part.len() + 1..])),
            None => (change.place.as_str(), None),
        };
        let mut words = part.splitn(3, ' ');
        let part = match (words.next()?, words.next(), words.next()) {
            ("" | "security" | "servers", ..) => return Some(Self::Call),
            ("query", Some("parameter"), Some(name)) => Sent::Query(name.to_owned()),
            ("header", Some("parameter"), Some(name)) => Sent::Header(name.to_owned()),
            ("cookie", Some("parameter"), Some(name)) => Sent::Cookie(name.to_owned()),
            ("path", Some("parameter"), Some(_)) => Sent::Path,
            ("request", Some("body"), _) if change.direction != Some(Direction::Response) => {
                Sent::Body(path)
            }
            ("response", Some(status), rest) => return answer(status, rest, path),
            _ => return None,
        };
        Some(Self::Request { part, lacking })
    }

    /// What is counted.
    pub(super) fn counted(&self) -> Counted {
        match self {
            Self::Call => Counted::Calls,
            Self::Request { lacking: true, .. } => Counted::RequestsWithout,
            Self::Request { .. } => Counted::RequestsWith,
            Self::Answer { .. } => Counted::AnswersWith,
        }
    }

    /// Whether a call of the operation could be hit, and whether it is.
    pub(super) fn meets(&self, call: &Call<'_>) -> Option<bool> {
        match self {
            Self::Call => Some(true),
            Self::Request { part, lacking } => Some(part.is_sent(call) != *lacking),
            Self::Answer { status, part } => {
                let fits = is_of(call.exchange.response.status, status);
                match part {
                    Answered::Status => Some(fits),
                    _ if !fits => None,
                    Answered::Header(name) => Some(call.exchange.response.headers.contains(name)),
                    Answered::Body(path) => {
                        let body = call.answered.as_ref();
                        Some(body.is_some_and(|body| path.is_in(body)))
                    }
                }
            }
        }
    }
}

fn answer(status: &str, rest: Option<&str>, path: Option<Path>) -> Option<Aim> {
    let part = match (rest, path) {
        (Some(rest), _) if rest.starts_with("link ") => return None,
        (Some(rest), _) if rest.starts_with("header ") => {
            let name = rest.trim_start_matches("header ");
            Answered::Header(name.to_owned())
        }
        (_, Some(path)) => Answered::Body(path),
        _ => Answered::Status,
    };
    let status = status.to_owned();
    Some(Aim::Answer { status, part })
}

/// Whether a status is meant by a name in a document: `200`, `4XX`, `default`. A schema is shared
/// by successes of one operation and another, so one success stands for the others.
fn is_of(status: u16, name: &str) -> bool {
    let class = |text: &str| text.chars().next();
    let given = status.to_string();
    match name {
        "default" => true,
        name if name == given => true,
        name if name.starts_with('2') || name.to_ascii_uppercase().ends_with("XX") => {
            class(name) == class(&given)
        }
        _ => false,
    }
}

impl Sent {
    fn is_sent(&self, call: &Call<'_>) -> bool {
        let headers: &Headers = &call.exchange.request.headers;
        match self {
            Self::Query(name) => call.query.has(name),
            Self::Header(name) => headers.contains(name),
            Self::Cookie(name) => headers.get_all("Cookie").any(|line| {
                line.split(';')
                    .filter_map(|pair| pair.split('=').next())
                    .any(|given| given.trim() == name)
            }),
            Self::Path => true,
            Self::Body(None) => call.exchange.request.body.is_some(),
            Self::Body(Some(path)) => call.sent.as_ref().is_some_and(|body| path.is_in(body)),
        }
    }
}
