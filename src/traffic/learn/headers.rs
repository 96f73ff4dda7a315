use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::learner::{Learner, Part};
use crate::base::pointer;
use crate::exchange::Headers;
use crate::redact;

/// Headers of the transfer and of the connection, which say nothing of the API.
const OF_THE_TRANSFER: [&str; 17] = [
    "alt-svc",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "keep-alive",
    "nel",
    "report-to",
    "server",
    "server-timing",
    "set-cookie",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "vary",
    "x-powered-by",
];

/// Beginnings of headers that caches and proxies add to some responses: that one came says
/// something, that one is missing does not.
const NOW_AND_THEN: [&str; 12] = [
    "age",
    "cf-",
    "etag",
    "last-modified",
    "via",
    "warning",
    "x-amz-",
    "x-cache",
    "x-request-id",
    "x-runtime",
    "x-served-by",
    "x-varnish",
];

/// Headers of a response that are compared at most.
const MOST: usize = 64;

/// The headers that came with one status of one operation.
#[derive(Debug, Default)]
pub(super) struct Carried {
    responses: u64,
    /// By its name in lower case: the name as it came, in how many responses, and whether all of
    /// them hold a number.
    names: BTreeMap<String, (String, u64, bool)>,
}

impl Learner {
    /// Notes the headers of one response. A recording without any keeps none.
    pub(super) fn carry(&mut self, place: &str, headers: &Headers) {
        if headers.is_empty() {
            return;
        }
        let carried = self.carried.entry(place.to_owned()).or_default();
        carried.responses += 1;
        let mut values: BTreeMap<String, (&str, &str)> = BTreeMap::new();
        for (name, value) in headers.iter() {
            values
                .entry(name.to_ascii_lowercase())
                .or_insert((name, value));
        }
        for (lower, (name, value)) in &values {
            let is_full = carried.names.len() >= MOST;
            if OF_THE_TRANSFER.contains(&lower.as_str())
                || !is_repeated(lower)
                || (is_full && !carried.names.contains_key(lower))
            {
                continue;
            }
            let is_number = value.parse::<u64>().is_ok();
            let known = carried.names.entry(lower.clone());
            let known = known.or_insert_with(|| ((*name).to_owned(), 0, true));
            known.1 += 1;
            known.2 &= is_number;
        }
        for (name, header) in self.described(place) {
            let Some((_, value)) = values.get(&name.to_ascii_lowercase()) else {
                continue;
            };
            if !redact::is_masked(value) {
                let schema = format!("{header}/schema");
                let value = self.adapted.read_text(&schema, value);
                if self.adapted.takes_plain(&schema, &value) {
                    continue;
                }
                let own = self.own_header(place, &name);
                self.adapted.fit_returned(&format!("{own}/schema"), &value);
            }
        }
    }

    /// The headers that a response describes, each with its pointer.
    fn described(&self, place: &str) -> Vec<(String, String)> {
        let Some(response) = self.adapted.resolve(place) else {
            return Vec::new();
        };
        let headers = format!("{response}/headers");
        let list = self
            .adapted
            .root
            .pointer(&headers)
            .and_then(Value::as_object);
        let names = list.into_iter().flat_map(|list| list.keys());
        names
            .filter_map(|name| {
                let header = format!("{headers}/{}", pointer::escape(name));
                Some((name.clone(), self.adapted.resolve(&header)?))
            })
            .collect()
    }

    /// Makes a header the response's own, so that what is learned of it is said of no other.
    fn own_header(&mut self, place: &str, name: &str) -> String {
        self.adapted.own(place);
        let header = format!("{place}/headers/{}", pointer::escape(name));
        self.adapted.own(&header);
        header
    }

    /// What only all responses together show: which headers always come, and which never do.
    pub(super) fn finish_headers(&mut self) {
        for (place, carried) in std::mem::take(&mut self.carried) {
            let described = self.described(&place);
            for (name, header) in &described {
                let lower = name.to_ascii_lowercase();
                let came = carried.names.get(&lower).map_or(0, |(_, came, _)| *came);
                let required = self.adapted.root.pointer(&format!("{header}/required"));
                let is_required = required == Some(&json!(true));
                let is_promise =
                    self.part == Part::Before && is_promised(&place, &lower, came, &carried);
                if is_required && came == 0 {
                    self.adapted.own(&place);
                    if let Some(headers) = self.adapted.object(&format!("{place}/headers")) {
                        headers.shift_remove(name);
                    }
                } else if is_required && came < carried.responses {
                    self.set_required(&place, name, false);
                } else if is_promise && !is_required {
                    self.set_required(&place, name, true);
                }
            }
            if self.part == Part::BesideWritten {
                continue;
            }
            for (lower, (name, came, is_number)) in &carried.names {
                let is_known = |(known, _): &(String, String)| known.eq_ignore_ascii_case(lower);
                if described.iter().any(is_known) {
                    continue;
                }
                let kind = if *is_number { "integer" } else { "string" };
                let mut header = json!({"schema": {"type": kind}});
                if self.part == Part::Before && is_promised(&place, lower, *came, &carried) {
                    header["required"] = json!(true);
                }
                self.adapted.own(&place);
                if let Some(response) = self.adapted.object(&place)
                    && let Some(headers) =
                        (response.entry("headers").or_insert(json!({}))).as_object_mut()
                {
                    headers.insert(name.clone(), header);
                }
            }
        }
    }

    fn set_required(&mut self, place: &str, name: &str, required: bool) {
        let header = self.own_header(place, name);
        if let Some(header) = self.adapted.object(&header) {
            header.insert("required".to_owned(), json!(required));
        }
    }
}

/// Whether a header came often enough, and always. Errors come of too many causes to promise any.
fn is_promised(place: &str, lower: &str, came: u64, carried: &Carried) -> bool {
    const ENOUGH: u64 = 2;
    let is_error = ["/4", "/5", "/default"].iter().any(|it| {
        place
            .rsplit_once("/responses")
            .is_some_and(|(_, status)| status.starts_with(it))
    });
    !is_error
        && !redact::is_masked(lower)
        && came >= ENOUGH
        && came == carried.responses
        && !NOW_AND_THEN.iter().any(|start| lower.starts_with(start))
}

/// Words that names of headers are made of.
const WORDS: [&str; 36] = [
    "accept",
    "access",
    "after",
    "allow",
    "api",
    "cache",
    "client",
    "content",
    "control",
    "count",
    "deprecation",
    "expires",
    "id",
    "language",
    "limit",
    "link",
    "location",
    "options",
    "page",
    "pages",
    "per",
    "pragma",
    "range",
    "ranges",
    "rate",
    "ratelimit",
    "remaining",
    "reset",
    "retry",
    "sunset",
    "total",
    "type",
    "version",
    "wc",
    "wp",
    "x",
];

/// Whether the name of a header may be repeated: it is made of words of headers or is one that
/// caches add, or it is masked already.
fn is_repeated(lower: &str) -> bool {
    const WORDPRESS: [&str; 5] = [
        "x-wp-total",
        "x-wp-totalpages",
        "access-control-allow-headers",
        "access-control-expose-headers",
        "x-robots-tag",
    ];
    redact::is_masked(lower)
        || WORDPRESS.contains(&lower)
        || NOW_AND_THEN.contains(&lower)
        || lower.split('-').all(|part| WORDS.contains(&part))
}
