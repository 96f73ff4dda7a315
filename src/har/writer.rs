use std::io::{self, Write};

use serde::Serialize;

use crate::exchange::Exchange;
use crate::redact::{self, Redactor};

use super::Error;
use super::written::Written;

/// The creator of recordings of what somebody else's client sent.
pub(crate) const OF_CLIENT: &str = concat!(env!("CARGO_PKG_NAME"), "-proxy");

/// Writes a recording, one entry a line, secrets and personal data masked.
///
/// The file is complete after [`Writer::finish`]; a writer that is dropped before that, because a
/// run was aborted, closes the file too, so that what was recorded can be read.
#[derive(Debug)]
pub struct Writer<W: Write> {
    /// `None` once finished.
    output: Option<W>,
    redactor: Redactor,
    entries: usize,
}

#[derive(Serialize)]
struct Creator {
    name: &'static str,
    version: &'static str,
}

impl<W: Write> Writer<W> {
    /// Starts a recording. `comment` says what was recorded (`log.comment`). What the redactor knows
    /// is masked in every spelling, wherever it stands. The output should be buffered.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] if the output rejects.
    pub fn new(output: W, comment: &str, redactor: Redactor) -> Result<Self, Error> {
        Self::by(env!("CARGO_PKG_NAME"), output, comment, redactor)
    }

    /// Starts a recording of what somebody else's client sent. It has another creator, so that it is
    /// not taken for memberspec's own traffic, of which more is known.
    ///
    /// # Errors
    ///
    /// As [`Writer::new`].
    pub(crate) fn of_client(output: W, comment: &str, redactor: Redactor) -> Result<Self, Error> {
        Self::by(OF_CLIENT, output, comment, redactor)
    }

    fn by(
        name: &'static str,
        mut output: W,
        comment: &str,
        redactor: Redactor,
    ) -> Result<Self, Error> {
        let creator = Creator {
            name,
            version: env!("CARGO_PKG_VERSION"),
        };
        start(
            &mut output,
            &creator,
            &redactor.text(&redact::text(comment)),
        )
        .map_err(|source| Error::Write { entries: 0, source })?;
        Ok(Self {
            output: Some(output),
            redactor,
            entries: 0,
        })
    }

    /// Adds one exchange, redacted.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] if the output rejects.
    pub fn write(&mut self, exchange: &Exchange) -> Result<(), Error> {
        let entries = self.entries;
        let Some(output) = &mut self.output else {
            return Ok(());
        };
        let shown = redact::exchange(exchange);
        add(output, entries, &shown, &self.redactor)
            .map_err(|source| Error::Write { entries, source })?;
        self.entries += 1;
        Ok(())
    }

    /// How many entries were written.
    pub fn entries(&self) -> usize {
        self.entries
    }

    /// Closes the recording and hands the output back, flushed.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] if the output rejects.
    pub fn finish(mut self) -> Result<Option<W>, Error> {
        self.close().map_err(|source| Error::Write {
            entries: self.entries,
            source,
        })
    }

    fn close(&mut self) -> io::Result<Option<W>> {
        let Some(mut output) = self.output.take() else {
            return Ok(None);
        };
        output.write_all(b"\n]}}\n")?;
        output.flush()?;
        Ok(Some(output))
    }
}

impl<W: Write> Drop for Writer<W> {
    fn drop(&mut self) {
        // Nobody is left to tell; a run that cares has called `finish`.
        let _ = self.close();
    }
}

fn start(output: &mut impl Write, creator: &Creator, comment: &str) -> io::Result<()> {
    output.write_all(b"{\"log\":{\"version\":\"1.2\",\"creator\":")?;
    serde_json::to_writer(&mut *output, creator)?;
    output.write_all(b",\"comment\":")?;
    serde_json::to_writer(&mut *output, comment)?;
    output.write_all(b",\"entries\":[")
}

fn add(
    output: &mut impl Write,
    before: usize,
    exchange: &Exchange,
    redactor: &Redactor,
) -> io::Result<()> {
    output.write_all(if before == 0 { b"\n" } else { b",\n" })?;
    let entry = serde_json::to_string(&Written::of(exchange))?;
    output.write_all(redactor.text(&entry).as_bytes())
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use jiff::Timestamp;
    use proptest::prelude::*;
    use url::Url;

    use super::*;
    use crate::exchange::{Body, Headers, Method, Request, Response, Unrecorded};
    use crate::har::Reader;

    fn exchange(url: &str) -> Exchange {
        Exchange {
            label: Some("list".into()),
            role: Default::default(),
            started: None,
            request: Request::new(Method::Get, Url::parse(url).unwrap()),
            response: Response {
                status: 200,
                headers: Headers::new(),
                body: "[]".into(),
            },
        }
    }

    fn written(exchanges: &[Exchange]) -> Vec<u8> {
        let mut writer = Writer::new(Vec::new(), "a \"site\"", Redactor::default()).unwrap();
        for exchange in exchanges {
            writer.write(exchange).unwrap();
        }
        writer.finish().unwrap().unwrap()
    }

    fn read(har: &[u8]) -> Vec<Exchange> {
        Reader::new(har)
            .map(|entry| entry.unwrap().into_exchange().unwrap())
            .collect()
    }

    #[test]
    fn a_dropped_writer_leaves_a_whole_file() {
        let mut bytes = Vec::new();
        let mut writer = Writer::new(&mut bytes, "", Redactor::default()).unwrap();
        writer.write(&exchange("https://shop.example/a")).unwrap();
        writer.write(&exchange("https://shop.example/b")).unwrap();
        drop(writer);
        assert_eq!(read(&bytes).len(), 2);
        let empty = written(&[]);
        assert_eq!(read(&empty).len(), 0);
        assert!(serde_json::from_slice::<serde_json::Value>(&empty).is_ok());
    }

    #[test]
    fn no_secret_reaches_the_file() {
        let key = "ck_0123456789abcdef0123456789abcdef01234567";
        let mut asked = exchange(&format!(
            "https://shop.example/?consumer_key={key}&consumer_secret=cs_s3cret&customer=ann%40b.example"
        ));
        asked
            .request
            .headers
            .push("Authorization", "Basic Y2tfczNjcmV0OmNzX3MzY3JldA==");
        asked
            .request
            .headers
            .push("Cookie", "wordpress_logged_in=s3cret");
        asked.request.body = Some(Bytes::from_static(
            b"{\"password\":\"s3cret\",\"first_name\":\"s3cret\"}",
        ));
        asked.response.headers.push("Set-Cookie", "session=s3cret");
        asked.response.headers.push("Link", format!("<https://shop.example/?consumer_key={key}&consumer_secret=cs_s3cret&page=2>; rel=\"next\""));
        asked.response.body = "{\"customer_data\":{\"bio\":\"s3cret\"},\"href\":\"https://shop.example/?consumer_secret=cs_s3cret\"}".into();
        let text = String::from_utf8(written(&[asked])).unwrap();
        for secret in ["s3cret", "ann", "Y2tf", key] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
        assert!(text.contains("page=2"));
    }

    fn any_body() -> impl Strategy<Value = Body> {
        prop_oneof![
            any::<String>().prop_map(|text| Body::Whole(Bytes::from(text))),
            any::<Vec<u8>>().prop_map(|bytes| Body::Whole(Bytes::from(bytes))),
            ("[a-z{\\[\"]{0,9}", "[a-z ]{1,9}").prop_map(|(got, why)| Body::Cut {
                got: Bytes::from(got),
                why,
            }),
            Just(Body::NotRecorded(Unrecorded::Omitted)),
            Just(Body::from(
                "{\"id\":7,\"first_name\":\"Ann\",\"meta_data\":[]}"
            )),
        ]
    }

    prop_compose! {
        fn any_exchange()(
            label in proptest::option::of("[a-z ]{1,9}"),
            started in proptest::option::of(1_i64..4_000_000_000),
            method in "GET|POST|DELETE|QUERY",
            path in "[a-z]{0,5}",
            query in "([a-z]{1,4}=[a-z0-9%]{0,4}&?){0,3}",
            fields in proptest::collection::vec(("[A-Za-z-]{1,9}", "[ -~]{0,20}"), 0..4),
            sent in proptest::option::of(proptest::collection::vec(any::<u8>(), 1..60)),
            status in 100_u16..600,
            body in any_body(),
        ) -> Exchange {
            let mut url = Url::parse("https://shop.example/wp-json/").unwrap();
            url.set_path(&path);
            url.set_query((!query.is_empty()).then_some(&query));
            Exchange {
                role: Default::default(),
                label,
                started: started.map(|second| Timestamp::from_second(second).unwrap()),
                request: Request {
                    method: Method::parse(&method),
                    url,
                    headers: fields.clone().into_iter().collect(),
                    body: sent.map(Bytes::from),
                },
                response: Response {
                    status: if matches!(status, 204 | 304) { 200 } else { status },
                    headers: fields.into_iter().collect(),
                    body,
                },
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back_redacted(
            exchanges in proptest::collection::vec(any_exchange(), 0..4),
        ) {
            let har = written(&exchanges);
            prop_assert!(serde_json::from_slice::<serde_json::Value>(&har).is_ok());
            let expected: Vec<Exchange> = exchanges.iter().map(redact::exchange).collect();
            prop_assert_eq!(read(&har), expected);
        }
    }
}
