use serde_json::{Value, json};

use super::learner::Learner;
use super::media;
use super::path::item;
use crate::base::pointer;
use crate::exchange::Exchange;
use crate::interpret::Query;
use crate::traffic::shape::shape;
use crate::traffic::values::Detail;

/// Beginnings of the names of query parameters that are no operation's own: credentials, and what
/// WordPress itself takes everywhere.
const NOT_OWN: [&str; 3] = ["consumer_", "oauth_", "_"];

/// What a form is sent as.
const FORM: &str = "application/x-www-form-urlencoded";

impl Learner {
    pub(super) fn parameters(&mut self, path: &str, operation: &str, query: &Query) {
        let item = item(path);
        for (given, _) in query.iter() {
            let name = given.split('[').next().unwrap_or(given);
            let foreign = NOT_OWN.iter().any(|start| name.starts_with(start));
            if foreign
                || !self.adapted.told.is_name(name)
                || self.declares(&[&item, operation], name)
            {
                continue;
            }
            let Some(members) = self.adapted.object(operation) else {
                return;
            };
            let list = members.entry("parameters").or_insert(json!([]));
            if let Some(list) = list.as_array_mut() {
                list.push(json!({"name": name, "in": "query", "schema": {}}));
            }
        }
    }

    /// What was sent and taken. That a member was always sent does not say that it must be.
    pub(super) fn request(&mut self, operation: &str, exchange: &Exchange) {
        let told = self.adapted.told;
        let Some(bytes) = &exchange.request.body else {
            return;
        };
        let declared = exchange.request.headers.get("Content-Type");
        let declared = declared.unwrap_or("application/json");
        let essence = media::essence(declared);
        let body = match () {
            () if media::is_json(&essence) => serde_json::from_slice::<Value>(bytes).ok(),
            () if essence == FORM => Some(form(bytes)),
            () => None,
        };
        if bytes.is_empty() || (body.is_none() && media::is_json(&essence)) {
            return;
        }
        if let Some(members) = self.adapted.object(operation) {
            members
                .entry("requestBody")
                .or_insert(json!({"content": {}}));
        }
        let Some(place) = self.adapted.resolve(&format!("{operation}/requestBody")) else {
            return;
        };
        let Some(members) = self.adapted.object(&place) else {
            return;
        };
        let content = members.entry("content").or_insert(json!({}));
        let Some(content) = content.as_object_mut() else {
            return;
        };
        let known = content
            .keys()
            .find(|known| media::is_announced(declared, known));
        let known = known
            .cloned()
            .unwrap_or_else(|| media::named(declared, told));
        if !content.contains_key(&known) {
            let described = match &body {
                Some(body) => json!({"schema": shape(body, told).schema(Detail::Forms)}),
                None => json!({}),
            };
            let pointer = format!("{place}/content/{}", pointer::escape(&known));
            content.insert(known, described);
            self.adapted.is_learned(&format!("{pointer}/schema"));
            return;
        }
        // The values of a form are text, whatever its schema calls them.
        let Some(body) = body.filter(|_| essence != FORM) else {
            return;
        };
        let token = pointer::escape(&known);
        let schema = format!("{place}/content/{token}/schema");
        if self.adapted.is_of(&schema, &body) {
            self.adapted.fit(&schema, &body);
        }
    }
}

/// The members of a form: names and text. What is in brackets belongs to the name before them.
fn form(bytes: &[u8]) -> Value {
    let members = form_urlencoded::parse(bytes).map(|(name, value)| {
        let (own, inner) = name.split_once('[').unwrap_or((&name, ""));
        let value = match inner {
            "" => Value::from(value.into_owned()),
            _ => json!([]),
        };
        (own.to_owned(), value)
    });
    Value::Object(members.collect())
}
