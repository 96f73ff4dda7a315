use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufWriter};
use std::rc::Rc;

use super::Error;
use super::settings::Settings;
use crate::exchange::Exchange;
use crate::finding::Subject;
use crate::har;
use crate::learn::Learned;
use crate::redact::Redactor;
use crate::seen::{Address, Api};

/// Where every exchange of a live run goes beside the judge: the recording, what is learned of the
/// site, and who wants all of them.
pub(super) struct Keeper {
    recorder: Option<har::Writer<BufWriter<File>>>,
    kept: Option<Rc<RefCell<Vec<Exchange>>>>,
    learned: Learned,
    /// Learned is from one version of the API; the versions differ in their arguments.
    api: Option<Api>,
}

impl Keeper {
    pub(super) fn new(
        settings: &Settings,
        subject: &Subject,
        api: Option<Api>,
        redactor: &Redactor,
    ) -> Result<Self, Error> {
        let recorder = match &settings.record {
            Some(path) => {
                let open = |source| Error::Record {
                    path: path.clone(),
                    source,
                };
                let file = crate::input::create(path).map_err(open)?;
                let comment = format!("memberspec check of {}", subject.name);
                let writer = har::Writer::new(BufWriter::new(file), &comment, redactor.clone());
                Some(writer.map_err(Error::Recorder)?)
            }
            None => None,
        };
        Ok(Self {
            recorder,
            kept: settings.kept.clone(),
            learned: Learned::default(),
            api,
        })
    }

    pub(super) fn keep(&mut self, exchange: &Exchange) -> io::Result<()> {
        if let Some(kept) = &self.kept {
            kept.borrow_mut().push(exchange.clone());
        }
        let api = Address::of(&exchange.request.url).map(|address| address.api);
        if api.is_some() && api == self.api {
            self.learned.learn(exchange);
        }
        match &mut self.recorder {
            Some(recorder) => recorder.write(exchange).map_err(io::Error::other),
            None => Ok(()),
        }
    }

    /// Ends the recording, and hands over what was learned.
    pub(super) fn finish(self) -> Result<Learned, Error> {
        if let Some(recorder) = self.recorder {
            recorder.finish().map_err(Error::Recorder)?;
        }
        Ok(self.learned)
    }
}
