use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::{thread, vec};

use super::{Entry, Error, Metadata, Reader};

/// What a thread of its own makes of the entries of a recording, while others work with the ones
/// before them.
///
/// Reading is about a third of the work of judging a recording. A few batches are held at once,
/// each as large as [`BATCH`] or as its one entry, so that a long recording needs no more memory
/// than a short one.
#[derive(Debug)]
pub struct Ahead<T> {
    batches: Receiver<Batch<T>>,
    batch: vec::IntoIter<Result<T, Error>>,
    metadata: Metadata,
}

#[derive(Debug)]
struct Batch<T> {
    entries: Vec<Result<T, Error>>,
    /// What the recording had said about itself when the batch was full.
    metadata: Metadata,
}

/// Bytes of the recording after which a batch is full.
const BATCH: u64 = 64 * 1024;

/// Batches that wait between the two threads.
const WAITING: usize = 2;

impl<T: Send + 'static> Ahead<T> {
    /// Starts to read, and to make of each entry what `make` makes of it.
    ///
    /// # Errors
    ///
    /// When the system has no thread left. What is wrong with the recording is reported in its
    /// place among the entries, as [`Reader`] tells it.
    pub fn of<R: Read + Send + 'static>(
        reader: Reader<R>,
        make: impl FnMut(Entry) -> T + Send + 'static,
    ) -> io::Result<Self> {
        let (sender, batches) = sync_channel(WAITING);
        thread::Builder::new()
            .name("recording".into())
            .spawn(move || read(reader, make, &sender))?;
        Ok(Self {
            batches,
            batch: Vec::new().into_iter(),
            metadata: Metadata::default(),
        })
    }

    /// What the recording said about itself, as far as it was read.
    #[must_use]
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }
}

impl<T> Iterator for Ahead<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(entry) = self.batch.next() {
                return Some(entry);
            }
            // The reader's end of the channel is gone when the recording is at its end.
            let Batch { entries, metadata } = self.batches.recv().ok()?;
            self.batch = entries.into_iter();
            self.metadata = metadata;
        }
    }
}

fn read<R: Read, T>(
    mut reader: Reader<R>,
    mut make: impl FnMut(Entry) -> T,
    batches: &SyncSender<Batch<T>>,
) {
    loop {
        let start = reader.offset();
        let mut entries = Vec::new();
        let is_over = loop {
            match reader.next() {
                Some(entry) => entries.push(entry.map(&mut make)),
                None => break true,
            }
            if reader.offset() - start >= BATCH {
                break false;
            }
        };
        let metadata = reader.metadata().clone();
        // Nobody listens any more where the run has ended early.
        if batches.send(Batch { entries, metadata }).is_err() || is_over {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    /// A recording of that many entries, with its maker named at its end.
    fn recording(entries: usize) -> String {
        let entry = |number: usize| {
            let text = "x".repeat(number % 997);
            format!(
                r#"{{"request":{{"method":"GET","url":"https://shop.example/{number}"}},"response":{{"status":200,"content":{{"text":"{text}"}}}}}}"#
            )
        };
        let entries: Vec<String> = (0..entries).map(entry).collect();
        format!(
            r#"{{"log":{{"entries":[{}],"creator":{{"name":"late"}}}}}}"#,
            entries.join(",")
        )
    }

    fn told(entries: impl Iterator<Item = Result<Entry, Error>>) -> Vec<String> {
        entries.map(|entry| format!("{entry:?}")).collect()
    }

    #[test]
    fn what_is_read_ahead_is_what_is_read() {
        for whole in [recording(0), recording(1), recording(2_000)] {
            for text in [whole.as_str(), &whole[..whole.len() / 2], "", "{}"] {
                let plain = told(Reader::new(text.as_bytes()));
                let ahead = Ahead::of(Reader::new(Cursor::new(text.to_owned())), Some).unwrap();
                assert_eq!(told(ahead.map(|entry| entry.map(Option::unwrap))), plain);
            }
        }
    }

    #[test]
    fn what_the_recording_says_of_itself_at_its_end_is_known_at_the_end() {
        let mut ahead = Ahead::of(Reader::new(Cursor::new(recording(500))), drop).unwrap();
        assert_eq!(ahead.by_ref().count(), 500);
        assert_eq!(ahead.metadata().creator.as_ref().unwrap().name, "late");
    }

    #[test]
    fn who_stops_listening_stops_the_reader() {
        struct Endless {
            _alive: Arc<()>,
            has_begun: bool,
        }
        impl Read for Endless {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let text: &[u8] = if self.has_begun {
                    br#"{"request":{}},"#
                } else {
                    br#"{"log":{"entries":["#
                };
                self.has_begun = true;
                text.take(buffer.len() as u64).read(buffer)
            }
        }
        let alive = Arc::new(());
        let endless = Endless {
            _alive: Arc::clone(&alive),
            has_begun: false,
        };
        let mut ahead = Ahead::of(Reader::new(endless), drop).unwrap();
        assert!(ahead.next().is_some());
        drop(ahead);
        let deadline = Instant::now() + Duration::from_secs(20);
        while Arc::strong_count(&alive) > 1 {
            assert!(Instant::now() < deadline, "it reads on");
            thread::sleep(Duration::from_millis(5));
        }
    }
}
