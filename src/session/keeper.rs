use std::fs::File;
use std::io::{self, BufWriter};

use bytes::Bytes;
use url::Url;

use super::{Attendant, Error, Event, Policy};
use crate::base::plural;
use crate::exchange::{Body, Exchange, Headers, Method, Request, Response, Role, Unrecorded};
use crate::finding::{Incomplete, Reason, Subject, SubjectKind};
use crate::har;
use crate::interpret::{Address, Api};
use crate::learn::Learned;
use crate::runner;

/// Where every exchange of a live session goes beside the judge: the recording, what is learned of
/// the site, and the attendant.
pub(super) struct Keeper {
    recorder: Option<har::Writer<BufWriter<File>>>,
    learned: Learned,
    /// Learned is from one version of the API; the versions differ in their arguments.
    api: Option<Api>,
    /// How many responses were larger than the limit, so that nothing of them was judged.
    larger: u64,
}

/// Keeps exchanges, and hands on what happens.
pub(super) struct Observed<'a, A: ?Sized> {
    pub(super) keeper: &'a mut Keeper,
    pub(super) attendant: &'a mut A,
}

impl<A: Attendant + ?Sized> runner::Observer for Observed<'_, A> {
    fn keep(&mut self, exchange: &Exchange) -> io::Result<()> {
        self.keeper.keep(exchange, self.attendant)
    }

    fn hear(&mut self, event: &runner::Event) {
        self.attendant.hear(&Event::Request(event));
    }
}

impl Keeper {
    pub(super) fn new(policy: &Policy, subject: &Subject, api: Option<Api>) -> Result<Self, Error> {
        let recorder = match &policy.record {
            Some(path) => {
                let open = |source| Error::Record {
                    path: path.clone(),
                    source,
                };
                let file = crate::input::create(path).map_err(open)?;
                // What others sent is judged again as their traffic and not as memberspec's own.
                let begin = match subject.kind {
                    SubjectKind::Proxy => har::Writer::of_client,
                    _ => har::Writer::new,
                };
                let comment = match subject.kind {
                    SubjectKind::Receiver | SubjectKind::Proxy => subject.name.clone(),
                    _ => format!("memberspec check of {}", subject.name),
                };
                let redactor = policy.redactor.clone();
                let writer = begin(BufWriter::new(file), &comment, redactor);
                Some(writer.map_err(Error::Recorder)?)
            }
            None => None,
        };
        Ok(Self {
            recorder,
            learned: Learned::default(),
            api,
            larger: 0,
        })
    }

    pub(super) fn keep<A: Attendant + ?Sized>(
        &mut self,
        exchange: &Exchange,
        attendant: &mut A,
    ) -> io::Result<()> {
        attendant.keep(exchange);
        let is_larger = exchange.response.body == Body::NotRecorded(Unrecorded::Truncated);
        self.larger += u64::from(is_larger);
        let api = Address::of(&exchange.request.url).map(|address| address.api);
        if api.is_some() && api == self.api {
            self.learned.learn(exchange);
        }
        match &mut self.recorder {
            Some(recorder) => recorder.write(exchange).map_err(io::Error::other),
            None => Ok(()),
        }
    }

    /// Why the run is incomplete, if responses were larger than `most` bytes.
    pub(super) fn incomplete(&self, most: usize) -> Option<Incomplete> {
        let text = format!(
            "larger than {most} bytes and not judged: {}; raise --max-body",
            plural(self.larger, "response")
        );
        (self.larger > 0).then(|| Incomplete::new(Reason::BodiesMissing, text))
    }

    /// Records a request that got no response, as browsers do: with status 0.
    pub(super) fn keep_unanswered(&mut self, method: Method, url: Url) -> io::Result<()> {
        let Some(recorder) = &mut self.recorder else {
            return Ok(());
        };
        let exchange = Exchange {
            label: None,
            role: Role::default(),
            started: Some(crate::clock::now_or_epoch()),
            request: Request::new(method, url),
            response: Response {
                status: 0,
                headers: Headers::default(),
                body: Body::Whole(Bytes::new()),
            },
        };
        recorder.write(&exchange).map_err(io::Error::other)
    }

    /// Ends the recording, and hands over what was learned.
    pub(super) fn finish(self) -> Result<Learned, Error> {
        if let Some(recorder) = self.recorder {
            recorder.finish().map_err(Error::Recorder)?;
        }
        Ok(self.learned)
    }
}
