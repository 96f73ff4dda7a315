use std::io::{self, Read};

use super::value_end::ValueEnd;

/// Bytes read at once.
const CHUNK: usize = 1024 * 1024;

/// A window over the input that holds no more than the value at hand.
pub(super) struct Source<R> {
    input: R,
    window: Vec<u8>,
    /// First byte of the window that is not taken yet.
    start: usize,
    /// Offset in the input of the window's first byte.
    before: u64,
}

/// What became of a value that was requested.
pub(super) enum Taken {
    /// It is `source.value(length)`; `source.consume(length)` goes on after it.
    Held { length: usize },
    /// It was larger than the limit, and was passed over.
    PassedOver,
    /// The input ends within it.
    CutOff,
}

impl<R: Read> Source<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            input,
            window: Vec::new(),
            start: 0,
            before: 0,
        }
    }

    /// Offset of the next byte.
    pub(super) fn offset(&self) -> u64 {
        self.before + self.start as u64
    }

    /// Offset of the end of what was read.
    pub(super) fn end(&self) -> u64 {
        self.before + self.window.len() as u64
    }

    /// All bytes that are held and not taken.
    pub(super) fn held(&self) -> &[u8] {
        &self.window[self.start..]
    }

    /// Reads as much again as is held, or at least one chunk; false if nothing came.
    pub(super) fn double(&mut self) -> io::Result<bool> {
        self.fill(self.held().len().max(CHUNK))
    }

    /// Up to `count` next bytes, fewer only at the end of the input.
    pub(super) fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        if self.held().len() < count {
            self.fill(CHUNK.max(count))?;
        }
        let held = self.held();
        Ok(&held[..held.len().min(count)])
    }

    /// The next byte that is not white space, not taken.
    pub(super) fn token(&mut self) -> io::Result<Option<u8>> {
        loop {
            if let Some(at) = self
                .held()
                .iter()
                .position(|byte| !byte.is_ascii_whitespace())
            {
                self.start += at;
                return Ok(Some(self.window[self.start]));
            }
            self.start = self.window.len();
            if !self.fill(CHUNK)? {
                return Ok(None);
            }
        }
    }

    /// Goes on after `count` bytes that are held.
    pub(super) fn consume(&mut self, count: usize) {
        self.start = self.window.len().min(self.start + count);
    }

    /// The first `length` bytes that are held.
    pub(super) fn value(&self, length: usize) -> &[u8] {
        &self.window[self.start..self.start + length]
    }

    /// Reads until the value that starts at the next byte is held, or passes over it if it is
    /// larger than `limit` bytes. A limit of 0 passes over any value.
    pub(super) fn take(&mut self, limit: usize) -> io::Result<Taken> {
        let mut scan = ValueEnd::new();
        let mut scanned = 0;
        let mut passed_over = false;
        loop {
            let fresh = &self.held()[scanned..];
            let ends = scan.feed(fresh);
            scanned += ends.unwrap_or(fresh.len());
            if passed_over || scanned > limit {
                passed_over = true;
                self.start += scanned;
                scanned = 0;
            }
            if ends.is_some() {
                return Ok(if passed_over {
                    Taken::PassedOver
                } else {
                    Taken::Held { length: scanned }
                });
            }
            if !self.double()? {
                return Ok(Taken::CutOff);
            }
        }
    }

    /// Reads up to `count` bytes behind what is held; false at the end of the input.
    fn fill(&mut self, count: usize) -> io::Result<bool> {
        self.before += self.start as u64;
        self.window.drain(..self.start);
        self.start = 0;
        self.window.reserve(count);
        let mut limited = self.input.by_ref().take(count as u64);
        Ok(limited.read_to_end(&mut self.window)? > 0)
    }
}
