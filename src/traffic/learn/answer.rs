use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::body::{Read, Received};
use super::learner::Learner;
use super::media;
use crate::base::pointer;
use crate::exchange::Exchange;
use crate::traffic::shape::shape;
use crate::traffic::values::{Detail, Values};

/// Media types that came with one status of one operation.
#[derive(Debug, Default)]
pub(super) struct Served {
    /// Those that the document announced before.
    announced: BTreeSet<String>,
    /// Those that came, as the document names them.
    came: BTreeSet<String>,
    /// Whether a call would have taken an announced one.
    was_asked: bool,
    /// Of each: what does not fit the schema at all, and whether something else did.
    odd: BTreeMap<String, (Values, bool)>,
}

impl Learner {
    /// What came back: its status, headers, media type and form.
    pub(super) fn answer(&mut self, operation: &str, exchange: &Exchange, received: Received) {
        let status = exchange.response.status.to_string();
        let responses = format!("{operation}/responses");
        let range = format!("{}XX", status.get(..1).unwrap_or_default());
        let Some(described) = self.adapted.object(&responses) else {
            return;
        };
        let name = [status.as_str(), range.as_str(), "default"]
            .into_iter()
            .find(|name| described.contains_key(*name))
            .unwrap_or(&status)
            .to_owned();
        described
            .entry(name.as_str())
            .or_insert(json!({"description": "Seen in traffic."}));
        let place = format!("{responses}/{}", pointer::escape(&name));
        self.carry(&place, &exchange.response.headers);
        self.seen.mislabelled += u64::from(received.is_mislabelled);
        let Some(media) = received.media else {
            return;
        };
        let content = self.content(&place);
        // That a body without a description was not recorded says nothing of it.
        if content.is_empty() && !received.is_there {
            return;
        }
        let accept = exchange.request.headers.get("Accept").unwrap_or("*/*");
        let served = self.served.entry(place.clone()).or_insert_with(|| Served {
            announced: content.keys().cloned().collect(),
            ..Served::default()
        });
        let takes = |one: &String| accept.contains("/*") || accept.contains(&media::essence(one));
        served.was_asked |= served.announced.iter().any(takes);
        let known = content
            .keys()
            .find(|declared| media::is_announced(&media, declared));
        let known = match known {
            Some(known) => known.clone(),
            None => {
                let named = media::named(&media, self.adapted.told);
                let is_new = !content.contains_key(&named);
                served.came.insert(named.clone());
                if is_new {
                    let fits = (Values::default(), true);
                    served.odd.entry(named.clone()).or_insert(fits);
                    return self.add(&place, &named, &received.read);
                }
                named
            }
        };
        served.came.insert(known.clone());
        self.fit(&place, &known, &received.read);
    }

    /// The content that a response describes.
    fn content(&self, place: &str) -> Map<String, Value> {
        let place = self.adapted.resolve(place);
        let response = place.and_then(|place| self.adapted.root.pointer(&place));
        let content = response.and_then(|response| response.get("content"));
        content
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default()
    }

    /// Describes a media type that came.
    fn add(&mut self, place: &str, media: &str, read: &Read) {
        let told = self.adapted.told;
        let described = match read {
            Read::Json(value) => {
                json!({"schema": shape(value, told).schema(Detail::Presence)})
            }
            Read::Lines(values) if self.adapted.has_sequences() => {
                let mut items = Values::default();
                values.iter().for_each(|value| items.see_told(value, told));
                json!({"itemSchema": items.schema(Detail::Presence)})
            }
            Read::Lines(_) | Read::Other => json!({}),
        };
        self.adapted.own(place);
        if let Some(response) = self.adapted.object(place)
            && let Some(content) = (response.entry("content").or_insert(json!({}))).as_object_mut()
        {
            content.insert(media.to_owned(), described);
        }
        let described = format!("{place}/content/{}", pointer::escape(media));
        for keyword in ["schema", "itemSchema"] {
            self.adapted.is_learned(&format!("{described}/{keyword}"));
        }
    }

    fn fit(&mut self, place: &str, media: &str, read: &Read) {
        let Some(response) = self.adapted.resolve(place) else {
            return;
        };
        let described = format!("{response}/content/{}", pointer::escape(media));
        match read {
            Read::Json(value) => {
                let schema = format!("{described}/schema");
                let fits = self.adapted.is_of(&schema, value);
                if !fits && !self.adapted.takes(&schema, value) {
                    self.seen.odd += 1;
                    let served = self.served.entry(place.to_owned()).or_default();
                    let (known, _) = served.odd.entry(media.to_owned()).or_default();
                    known.see_told(value, self.adapted.told);
                    return;
                }
                if fits {
                    self.adapted.fit_returned(&schema, value);
                }
                if let Some(served) = self.served.get_mut(place) {
                    let odd = served.odd.entry(media.to_owned());
                    odd.or_default().1 = true;
                }
            }
            Read::Lines(values) => {
                let schema = format!("{described}/itemSchema");
                for value in values {
                    self.adapted.fit_returned(&schema, value);
                }
            }
            Read::Other => {}
        }
    }

    /// What only all responses together show: that an announced media type never came, and what
    /// does not fit its operation.
    pub(super) fn finish_answers(&mut self) {
        for (place, served) in std::mem::take(&mut self.served) {
            for (media, (seen, others_fit)) in &served.odd {
                if seen.times == 0 {
                    continue;
                }
                self.adapted.own(&place);
                let schema = format!("{place}/content/{}/schema", pointer::escape(media));
                if let Some(schema) = self.adapted.root.pointer_mut(&schema) {
                    let seen = seen.schema(Detail::Presence);
                    *schema = match others_fit {
                        true => json!({"anyOf": [schema.take(), seen]}),
                        false => seen,
                    };
                }
            }
            let never_came = served.announced.is_disjoint(&served.came);
            if !never_came || served.came.is_empty() || !served.was_asked {
                continue;
            }
            self.adapted.own(&place);
            if let Some(content) = self.adapted.object(&format!("{place}/content")) {
                content.retain(|media, _| !served.announced.contains(media));
            }
        }
    }
}
