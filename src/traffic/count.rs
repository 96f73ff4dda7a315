use std::collections::HashMap;

use super::aim::{Aim, Call};
use super::route::Routes;
use crate::diff::{Change, Impact};
use crate::exchange::Exchange;

/// Counts, call by call, which changes recorded traffic would meet.
#[derive(Debug)]
pub(crate) struct Counter {
    routes: Routes,
    /// For each operation, the changes that touch it.
    touching: HashMap<String, Vec<usize>>,
    counts: Vec<Option<Count>>,
    calls: u64,
    matched: u64,
}

#[derive(Debug)]
struct Count {
    aim: Aim,
    hit: u64,
    of: u64,
}

impl Counter {
    /// Counts for these changes. `operations` are all operations of both documents, as changes
    /// name them, the new document's last.
    #[must_use]
    pub(crate) fn new<'a>(
        changes: &[Change],
        operations: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut touching: HashMap<String, Vec<usize>> = HashMap::new();
        let mut counts = Vec::new();
        for (at, change) in changes.iter().enumerate() {
            for operation in &change.operations {
                touching.entry(operation.to_string()).or_default().push(at);
            }
            let aim = Aim::of(change)
                .filter(|_| (change.operations.iter()).any(|operation| operation.contains(" /")));
            counts.push(aim.map(|aim| Count { aim, hit: 0, of: 0 }));
        }
        Self {
            routes: Routes::of(operations),
            touching,
            counts,
            calls: 0,
            matched: 0,
        }
    }

    /// Looks at one call.
    pub(crate) fn see(&mut self, exchange: &Exchange) {
        self.calls += 1;
        let method = exchange.request.effective_method();
        let Some(operation) = self
            .routes
            .find(method.as_str(), exchange.request.url.path())
        else {
            return;
        };
        self.matched += 1;
        let Some(touching) = self.touching.get(operation) else {
            return;
        };
        let call = Call::of(exchange);
        for at in touching {
            if let Some(Some(count)) = self.counts.get_mut(*at)
                && let Some(hit) = count.aim.meets(&call)
            {
                count.of += 1;
                count.hit += u64::from(hit);
            }
        }
    }

    /// Calls that were looked at, and how many of them are of an operation of the documents.
    #[must_use]
    pub(crate) fn calls(&self) -> (u64, u64) {
        (self.calls, self.matched)
    }

    /// What was counted, in the order of the changes. `None` for what no call can show: words,
    /// the document itself, webhooks.
    #[must_use]
    pub(crate) fn finish(self) -> Vec<Option<Impact>> {
        (self.counts.into_iter())
            .map(|count| {
                count.map(|Count { aim, hit, of }| Impact {
                    counted: aim.counted(),
                    hit,
                    of,
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::diff::load::Document;
    use crate::diff::{Comparison, Counted, Day, Options, operations};
    use crate::exchange::{Body, Method, Request, Response};

    const OLD: &str = "\
openapi: 3.1.0
paths:
  /a:
    get:
      parameters: [{name: q, in: query, schema: {type: string}}]
      responses:
        '200': {description: ok, content: {application/json: {schema: {type: array, items: &item
          {type: object, required: [n], properties: {n: {type: string}}}}}}}
    post:
      requestBody: {content: {application/json: {schema: {type: object, properties: {n: {}}}}}}
      responses: {'200': {description: ok}}
    delete: {responses: {}}
";

    fn call(method: Method, url: &str, sent: Option<&str>, status: u16, body: &str) -> Exchange {
        let mut request = Request::new(method, Url::parse(url).unwrap());
        request.body = sent.map(|text| text.to_owned().into());
        Exchange {
            label: None,
            role: Default::default(),
            started: None,
            request,
            response: Response {
                status,
                headers: [("Content-Type", "application/json")].into_iter().collect(),
                body: Body::from(body),
            },
        }
    }

    #[test]
    fn calls_are_counted_for_what_they_send_and_what_they_were_answered() {
        let new = OLD
            .replace("[{name: q, in: query, schema: {type: string}}]", "[]")
            .replace(
                "required: [n], properties: {n: {type: string}}",
                "properties: {}",
            )
            .replace(
                "{type: object, properties: {n: {}}}",
                "{type: object, required: [n, m], properties: {n: {}, m: {}}}",
            )
            .replace("    delete: {responses: {}}\n", "");
        let [old, new] = [OLD, &new].map(|text| Document::from_text("a.yaml", text).unwrap());
        let today = Day(jiff::civil::date(2026, 11, 21));
        let comparison = Comparison::of(&old, &new, Options { today });
        let all = [operations(&old), operations(&new)].concat();
        let mut counter = Counter::new(&comparison.changes, all.iter().map(String::as_str));
        let base = "https://shop.example/api/a";
        for exchange in [
            call(
                Method::Get,
                &format!("{base}?q=1"),
                None,
                200,
                "[{\"n\": \"x\"}]",
            ),
            call(Method::Get, base, None, 200, "[]"),
            call(Method::Get, base, None, 500, "{\"n\": 1}"),
            call(Method::Post, base, Some("{\"n\": 1}"), 200, ""),
            call(Method::Delete, base, None, 200, ""),
            call(Method::Get, "https://shop.example/other", None, 200, ""),
        ] {
            counter.see(&exchange);
        }
        assert_eq!(counter.calls(), (6, 5));
        let impacts = counter.finish();
        let impact = |rule: &str, place: &str| {
            let at = (comparison.changes.iter())
                .position(|change| change.rule.id == rule && change.place.ends_with(place));
            let at = at.unwrap_or_else(|| panic!("no {rule} {place}: {:?}", comparison.changes));
            impacts[at].unwrap()
        };
        let counted = |impact: Impact| (impact.counted, impact.hit, impact.of);
        let removed = counted(impact("parameter-removed", "q"));
        assert_eq!(removed, (Counted::RequestsWith, 1, 3));
        let gone = counted(impact("property-removed", "$[*].n"));
        assert_eq!(gone, (Counted::AnswersWith, 1, 2));
        let required = counted(impact("required-property-added", "$.m"));
        assert_eq!(required, (Counted::RequestsWithout, 1, 1));
        let deleted = counted(impact("operation-removed", ""));
        assert_eq!(deleted, (Counted::Calls, 1, 1));
    }
}
