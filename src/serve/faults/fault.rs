use std::fmt;
use std::time::Duration;

use serde_json::{Map, Value};

use crate::serve::auth::Identity;
use crate::serve::data::Membership;
use crate::serve::http_answer::HttpAnswer;
use crate::serve::store::MemberQuery;
use crate::serve::webhooks::Delivery;
use crate::serve::wordpress::{Answer, ApiRequest, Page, Problem};

/// What a fault is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Keys and types of a body.
    Shape,
    /// How dates are written and what they mean.
    Dates,
    /// Pages, totals and sizes.
    Paging,
    /// What lists are filtered by.
    Filters,
    /// `Link` headers and `_links`.
    Links,
    /// Codes and envelopes of errors.
    Errors,
    /// Who may see what.
    Authentication,
    /// Content type, character set, what stands around the JSON.
    Encoding,
    /// Meaning across answers.
    Semantics,
    /// What writes do.
    Writes,
    /// What receivers of webhooks get.
    Webhooks,
    /// The connection itself.
    Transport,
}

impl Class {
    /// The name for people.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Shape => "shape",
            Self::Dates => "dates",
            Self::Paging => "paging",
            Self::Filters => "filters",
            Self::Links => "links",
            Self::Errors => "errors",
            Self::Authentication => "authentication",
            Self::Encoding => "encoding",
            Self::Semantics => "semantics",
            Self::Writes => "writes",
            Self::Webhooks => "webhooks",
            Self::Transport => "transport",
        }
    }
}

/// What it takes to see a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// GET, HEAD and OPTIONS suffice.
    Reads,
    /// It shows only to who writes.
    Writes,
}

impl Needs {
    /// The word for it.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Reads => "reads",
            Self::Writes => "writes",
        }
    }
}

/// One named departure.
pub struct Fault {
    /// Its name, in words joined by hyphens.
    pub id: &'static str,
    /// What it is about.
    pub class: Class,
    /// What on a real site does such a thing.
    pub imitates: &'static str,
    /// The check that should speak of it. Where several could see it, this one is named.
    pub found_by: &'static str,
    /// Why it shows in more findings than one, where that is as it should be; none where one
    /// finding is enough.
    pub apart: Option<&'static str>,
    /// Whether writes are needed.
    pub needs: Needs,
    /// What it does.
    pub(in crate::serve) effect: Effect,
}

impl Fault {
    /// The same fault, which shows in several findings for a reason.
    pub(in crate::serve) const fn shown_apart(mut self, why: &'static str) -> Self {
        self.apart = Some(why);
        self
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Fault").field(&self.id).finish()
    }
}

/// What a row in a response is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::serve) enum Row {
    /// A user membership.
    Member,
    /// A membership plan.
    Plan,
}

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::serve) enum Place {
    /// In a list.
    List,
    /// Alone.
    Single,
}

/// What a distortion may look at.
pub(in crate::serve) struct Distortion<'a> {
    /// The request.
    pub(in crate::serve) request: &'a ApiRequest,
    /// How many requests came before this one.
    pub(in crate::serve) nth: u64,
}

/// Where a fault takes hold.
#[derive(Clone, Copy)]
pub(in crate::serve) enum Effect {
    /// On each row of each response that shows members or plans.
    Row(fn(&mut Map<String, Value>, Row, Place, &Distortion<'_>)),
    /// On the response before it is written down: status, JSON, headers of the endpoint.
    Answer(fn(&mut Answer, &Distortion<'_>)),
    /// On the response as it goes out: bytes and all headers.
    Http(fn(&mut HttpAnswer, &Distortion<'_>)),
    /// On what a list of members selects.
    List(fn(&mut MemberQuery, &mut Page)),
    /// On who is asking.
    Identity(fn(Result<Identity, Problem>, &ApiRequest) -> Result<Identity, Problem>),
    /// On the membership that was read alone, once it was answered.
    Read(fn(&mut Membership)),
    /// On what a write does.
    Write(WriteFault),
    /// On what is sent to receivers of webhooks.
    Delivery(fn(&mut Delivery)),
    /// On the connection.
    Transport(Transport),
}

/// What a write does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::serve) enum WriteFault {
    /// The status of a create is ignored.
    CreateIgnoresStatus,
    /// A pause sets no date.
    PauseLeavesNoDate,
    /// The end is not pushed by a pause.
    ResumeKeepsEnd,
    /// A cancel removes the end.
    CancelClearsEnd,
    /// An update is written to the next membership too.
    UpdateTouchesNeighbour,
    /// An update is answered and not written.
    UpdateIsLost,
    /// A delete moves to the Trash.
    DeleteTrashes,
    /// A delete is answered and nothing is deleted.
    DeleteIsLost,
    /// A delete takes the next membership along.
    DeleteTakesNeighbour,
    /// What a rejected create has made stays.
    RefusedCreateStays,
    /// The same customer may have the same plan twice.
    DuplicatesAllowed,
    /// Meta data is added again instead of replaced.
    MetaIsAppended,
    /// Dates are taken as site time.
    DatesReadAsSiteTime,
    /// A transfer leaves the membership where it was and makes another.
    TransferCopies,
}

/// What the connection does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::serve) enum Transport {
    /// Every nth answer waits.
    Slow(u64, Duration),
    /// Every nth answer ends in the middle.
    CutEvery(u64),
    /// Every nth connection closes without a response.
    CloseEvery(u64),
}

/// Applies a distortion to each row that shows a member or a plan.
pub(in crate::serve) fn distort_rows(
    body: &mut Value,
    distort: fn(&mut Map<String, Value>, Row, Place, &Distortion<'_>),
    distortion: &Distortion<'_>,
) {
    let on = |row: &mut Map<String, Value>, place| {
        if row.contains_key("plan_id") {
            distort(row, Row::Member, place, distortion);
        } else if row.contains_key("access_method") {
            distort(row, Row::Plan, place, distortion);
        }
    };
    match body {
        Value::Array(rows) => {
            for row in rows.iter_mut().filter_map(Value::as_object_mut) {
                on(row, Place::List);
            }
        }
        Value::Object(row) => on(row, Place::Single),
        _ => {}
    }
}
