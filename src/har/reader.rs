use std::collections::VecDeque;
use std::io::{self, Read};

use serde_json::{Map, Value};

use super::attachments::Attachments;
use super::convert::{self, Parsed};
use super::error::{Error, Mistaken};
use super::flows::{self, Length};
use super::metadata::{Key, Metadata};
use super::source::{Source, Taken};
use super::{Entry, Skipped, order, postman};

/// Bytes that one entry may have before it is passed over: 128 MiB.
pub(crate) const ENTRY_CAP: usize = 128 * 1024 * 1024;

/// Bytes that a key or a piece of metadata may have.
const SMALL: usize = 64 * 1024;

/// Reads a recording entry by entry and holds one entry at a time.
///
/// Every whole entry is delivered before an error is; after an error the iterator ends.
pub struct Reader<R> {
    source: Source<R>,
    stage: Stage,
    cap: usize,
    metadata: Metadata,
    entries: usize,
    has_entries: bool,
    attachments: Attachments,
    /// Members of the root that make it a collection of Postman.
    kept: Map<String, Value>,
    /// What was read before it was requested.
    waiting: VecDeque<Result<Entry, Error>>,
    /// Whether all is read before anything is handed out, to sort it by time.
    is_sorted: bool,
}

/// Where in the file the reader stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Start,
    Root,
    Log,
    Entries,
    /// In a list of transactions, as Charles exports them.
    List,
    /// Between flows of mitmproxy.
    Flows,
    Done,
}

impl<R: Read> Reader<R> {
    /// A reader that passes over entries larger than [`ENTRY_CAP`]. It buffers by itself.
    pub fn new(input: R) -> Self {
        Self::with_cap(input, ENTRY_CAP)
    }

    /// A reader that passes over entries larger than `cap` bytes.
    pub fn with_cap(input: R, cap: usize) -> Self {
        Self {
            source: Source::new(input),
            stage: Stage::Start,
            cap,
            metadata: Metadata::default(),
            entries: 0,
            has_entries: false,
            attachments: Attachments::default(),
            kept: Map::new(),
            waiting: VecDeque::new(),
            is_sorted: false,
        }
    }

    /// With the files that hold bodies of the recording.
    pub(super) fn with_attachments(self, attachments: Attachments) -> Self {
        Self {
            attachments,
            ..self
        }
    }

    /// Hands out the entries in the order of their times.
    pub(super) fn sorted(self) -> Self {
        Self {
            is_sorted: true,
            ..self
        }
    }

    /// What the recording said about itself so far.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// How many bytes of the recording were taken.
    pub(super) fn offset(&self) -> u64 {
        self.source.offset()
    }

    fn advance(&mut self) -> Result<Option<Entry>, Error> {
        loop {
            if let Some(entry) = self.waiting.pop_front() {
                return entry.map(Some);
            }
            match self.stage {
                Stage::Start => self.start()?,
                Stage::Root => self.root()?,
                Stage::Log => self.log()?,
                Stage::Entries | Stage::List => {
                    if let Some(entry) = self.entry()? {
                        return Ok(Some(entry));
                    }
                }
                Stage::Flows => {
                    if let Some(entry) = self.flow()? {
                        return Ok(Some(entry));
                    }
                }
                Stage::Done => return Ok(None),
            }
        }
    }

    fn start(&mut self) -> Result<(), Error> {
        let first = self.source.peek(4).map_err(|source| Error::Read {
            entries: 0,
            at: 0,
            source,
        })?;
        match first {
            [0x1F, 0x8B, ..] => return Err(Error::NotHar(Mistaken::Gzip)),
            [b'P', b'K', 3, 4] => return Err(Error::NotHar(Mistaken::Zip)),
            [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] | [0, b'{', ..] | [b'{', 0, ..] => {
                return Err(Error::NotHar(Mistaken::Utf16));
            }
            [0xEF, 0xBB, 0xBF, ..] => self.source.consume(3),
            _ => {}
        }
        match self.token()? {
            Some(b'{') => {
                self.source.consume(1);
                self.stage = Stage::Root;
                Ok(())
            }
            None => Err(Error::Empty),
            Some(b'<') => Err(Error::NotHar(Mistaken::Markup)),
            Some(b'[') => {
                self.source.consume(1);
                self.stage = Stage::List;
                self.is_sorted = true;
                Ok(())
            }
            Some(b'0'..=b'9') => {
                self.stage = Stage::Flows;
                Ok(())
            }
            Some(_) => Err(Error::NotHar(Mistaken::Other)),
        }
    }

    fn root(&mut self) -> Result<(), Error> {
        match self.token()? {
            Some(b',') => self.source.consume(1),
            Some(b'}') => {
                self.source.consume(1);
                if !self.has_entries {
                    self.saved_responses()?;
                }
                if self.token()?.is_some() {
                    return Err(self.broken("the end of the file"));
                }
                self.stage = Stage::Done;
            }
            Some(b'"') => {
                let key = self.key()?;
                let is_kept = |known: &&&str| key == format!("\"{known}\"").as_bytes();
                let kept = postman::KEYS.iter().find(is_kept);
                let is_nested = matches!(self.token()?, Some(b'{' | b'['));
                if key == b"\"log\"" && self.token()? == Some(b'{') {
                    self.source.consume(1);
                    self.stage = Stage::Log;
                } else if let Some(kept) = kept.filter(|_| is_nested) {
                    self.keep(kept)?;
                } else {
                    self.pass_over()?;
                }
            }
            None => return Err(self.cut_off()),
            Some(_) => return Err(self.broken("a key")),
        }
        Ok(())
    }

    fn log(&mut self) -> Result<(), Error> {
        match self.token()? {
            Some(b',') => self.source.consume(1),
            Some(b'}') => {
                self.source.consume(1);
                self.stage = Stage::Root;
            }
            Some(b'"') => {
                let key = self.key()?;
                let is_entries = key == b"\"entries\"";
                let metadata = Key::of(&key);
                if is_entries && self.token()? == Some(b'[') {
                    self.source.consume(1);
                    self.has_entries = true;
                    self.stage = Stage::Entries;
                } else if let Some(key) = metadata {
                    self.note(key)?;
                } else {
                    self.pass_over()?;
                }
            }
            None => return Err(self.cut_off()),
            Some(_) => return Err(self.broken("a key")),
        }
        Ok(())
    }

    fn entry(&mut self) -> Result<Option<Entry>, Error> {
        match self.token()? {
            Some(b',') => {
                self.source.consume(1);
                return Ok(None);
            }
            Some(b']') => {
                self.source.consume(1);
                if self.stage == Stage::Entries {
                    self.stage = Stage::Log;
                } else if self.entries == 0 {
                    return Err(Error::NotHar(Mistaken::List));
                } else if self.token()?.is_some() {
                    return Err(self.broken("the end of the file"));
                } else {
                    self.stage = Stage::Done;
                }
                return Ok(None);
            }
            Some(b'{') => {}
            // Some other value, which says nothing of the entries after it.
            Some(b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n')
                if self.entries > 0 || self.stage == Stage::Entries =>
            {
                self.entries += 1;
                return self.skip().map(Some);
            }
            Some(_) if self.stage == Stage::List && self.entries == 0 => {
                return Err(Error::NotHar(Mistaken::List));
            }
            None => return Err(self.cut_off()),
            Some(_) => return Err(self.broken("an entry")),
        }
        let entry = match self.parse()? {
            Some(entry) => entry,
            // The first element tells whether it is a list of this kind.
            None if self.stage == Stage::List && self.entries == 0 => {
                return Err(Error::NotHar(Mistaken::List));
            }
            None => self.skip()?,
        };
        self.entries += 1;
        Ok(Some(entry))
    }

    /// Parses the entry that starts here from what is held, reading on while that is not enough.
    /// `None` if it does not parse or does not end below the cap; then nothing is taken.
    fn parse(&mut self) -> Result<Option<Entry>, Error> {
        loop {
            let held = self.source.held();
            let attachments = &mut self.attachments;
            let parsed = match self.stage {
                Stage::List => convert::element(held, attachments),
                _ => convert::entry(held, attachments),
            };
            match parsed {
                Parsed::Done { length, .. } if length > self.cap => return Ok(None),
                Parsed::Done { entry, length } => {
                    self.source.consume(length);
                    return Ok(Some(entry));
                }
                Parsed::Malformed => return Ok(None),
                Parsed::Unfinished if held.len() > self.cap => return Ok(None),
                Parsed::Unfinished => {}
            }
            let more = self.source.double();
            if !more.map_err(|source| self.unreadable(source))? {
                return Ok(None);
            }
        }
    }

    /// Passes over the entry that starts here by its brackets alone.
    fn skip(&mut self) -> Result<Entry, Error> {
        match self.take(self.cap)? {
            Taken::Held { length } => {
                self.source.consume(length);
                Ok(Entry::Skipped(Skipped::Malformed))
            }
            Taken::PassedOver => Ok(Entry::Skipped(Skipped::TooLarge)),
            Taken::CutOff => Err(self.cut_off()),
        }
    }

    /// One flow of mitmproxy; nothing at the end of the file.
    fn flow(&mut self) -> Result<Option<Entry>, Error> {
        if self.token()?.is_none() {
            self.stage = Stage::Done;
            return Ok(None);
        }
        loop {
            let held = self.source.held();
            let entry = match flows::length(held) {
                Length::Malformed if self.entries == 0 => {
                    return Err(Error::NotHar(Mistaken::Other));
                }
                Length::Malformed => return Err(self.broken("a flow")),
                Length::Whole(length) if length > self.cap => {
                    return Err(self.broken("a flow below the size limit"));
                }
                Length::Whole(length) if length <= held.len() => {
                    let entry = match flows::entry(&held[..length]) {
                        Some(entry) => convert::from_value(&entry, &mut self.attachments),
                        None => Entry::Skipped(Skipped::NotHttp),
                    };
                    self.source.consume(length);
                    entry
                }
                Length::Whole(_) | Length::Unfinished => {
                    let more = self.source.double();
                    if !more.map_err(|source| self.unreadable(source))? {
                        return Err(self.cut_off());
                    }
                    continue;
                }
            };
            self.entries += 1;
            return Ok(Some(entry));
        }
    }

    /// Keeps a member of the root until its end.
    fn keep(&mut self, name: &str) -> Result<(), Error> {
        match self.take(self.cap)? {
            Taken::Held { length } => {
                let value = serde_json::from_slice(self.source.value(length));
                self.source.consume(length);
                self.kept
                    .extend(value.ok().map(|value| (name.to_owned(), value)));
                Ok(())
            }
            Taken::PassedOver => Ok(()),
            Taken::CutOff => Err(self.cut_off()),
        }
    }

    /// Hands out what a collection of Postman or a report of newman holds, sorted: the order of a
    /// collection is not that of time.
    fn saved_responses(&mut self) -> Result<(), Error> {
        let kept = std::mem::take(&mut self.kept);
        let entries = postman::entries(&kept).ok_or(Error::NoEntries)?;
        if entries.is_empty() {
            return Err(Error::NoResponses);
        }
        let entries = entries.iter();
        let entries = entries.map(|it| Ok(convert::from_value(it, &mut self.attachments)));
        self.waiting = order::sort(entries.collect()).into();
        Ok(())
    }

    /// A key with its quotes, as written, and the colon after it.
    fn key(&mut self) -> Result<Vec<u8>, Error> {
        let key = match self.take(SMALL)? {
            Taken::Held { length } => {
                let key = self.source.value(length).to_vec();
                self.source.consume(length);
                key
            }
            Taken::PassedOver => Vec::new(),
            Taken::CutOff => return Err(self.cut_off()),
        };
        match self.token()? {
            Some(b':') => {
                self.source.consume(1);
                // The value's first byte, so that the caller need not think of white space.
                self.token()?;
                Ok(key)
            }
            None => Err(self.cut_off()),
            Some(_) => Err(self.broken("a colon")),
        }
    }

    fn note(&mut self, key: Key) -> Result<(), Error> {
        match self.take(SMALL)? {
            Taken::Held { length } => {
                self.metadata.take(key, self.source.value(length));
                self.source.consume(length);
                Ok(())
            }
            Taken::PassedOver => Ok(()),
            Taken::CutOff => Err(self.cut_off()),
        }
    }

    fn pass_over(&mut self) -> Result<(), Error> {
        if let Some(b',' | b':' | b'}' | b']') = self.token()? {
            return Err(self.broken("a value"));
        }
        match self.take(0)? {
            Taken::Held { .. } | Taken::PassedOver => Ok(()),
            Taken::CutOff => Err(self.cut_off()),
        }
    }

    fn take(&mut self, limit: usize) -> Result<Taken, Error> {
        self.source
            .take(limit)
            .map_err(|source| self.unreadable(source))
    }

    fn token(&mut self) -> Result<Option<u8>, Error> {
        self.source
            .token()
            .map_err(|source| self.unreadable(source))
    }

    fn unreadable(&self, source: io::Error) -> Error {
        Error::Read {
            entries: self.entries,
            at: self.source.end(),
            source,
        }
    }

    fn cut_off(&self) -> Error {
        Error::CutOff {
            entries: self.entries,
            at: self.source.end(),
        }
    }

    fn broken(&self, expected: &'static str) -> Error {
        Error::Broken {
            entries: self.entries,
            at: self.source.offset(),
            expected,
        }
    }
}

impl<R: Read> Reader<R> {
    fn step(&mut self) -> Option<Result<Entry, Error>> {
        let next = self.advance().transpose();
        if let Some(Err(_)) = next {
            self.stage = Stage::Done;
        }
        next
    }
}

impl<R: Read> Iterator for Reader<R> {
    type Item = Result<Entry, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut next = self.step();
        if next.is_some() && std::mem::take(&mut self.is_sorted) {
            let mut all = Vec::new();
            while let Some(entry) = next {
                all.push(entry);
                next = self.step();
            }
            self.waiting = order::sort(all).into();
            next = self.step();
        }
        next
    }
}

#[cfg(test)]
mod tests;
