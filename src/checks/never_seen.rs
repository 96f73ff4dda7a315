use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Check, Docket, Entry, Frame, Ground, Witness};
use crate::contract::Presence;
use crate::document::Edition;
use crate::finding::{Basis, Class, Judged, Level, Location, Rule};
use crate::seen::Api;

static RULE: Rule = Rule {
    id: "never-seen",
    level: Level::Info,
    class: Class::Shape,
    title: "Every key that the contract declares is there in at least one answer",
    what: "The keys that schemas declare as optional are counted over all lists and single items \
           of a run. One that never appears, although its object did, is told once. Keys that \
           exist only with WooCommerce Subscriptions are told as not exercised.",
    why: "A documented key that no site sends is a promise that a client waits for in vain; one \
          that this site does not send shows what this run could not judge.",
    example: "`subcription_access_length` (so spelt in the documentation) is in no plan.",
    remedy: "Nothing, if the site has no data for it. Otherwise check the release of the plugin, \
             and whether Subscriptions is active.",
};

pub(super) const ENTRY: Entry = Entry {
    rule: &RULE,
    make: || Box::<NeverSeen>::default(),
};

#[derive(Default)]
struct NeverSeen {
    presences: BTreeMap<(Api, bool, String), (Presence, Rc<Witness>)>,
}

impl Check for NeverSeen {
    fn see(&mut self, frame: &Frame<'_>, ground: &Ground, docket: &mut Docket<'_>) {
        let seen = frame.seen;
        let Some(address) = &seen.address else { return };
        let body = match (seen.rows(), seen.item(), seen.json()) {
            (Some(rows), _, Some(body)) if !rows.is_empty() => body,
            (_, Some(_), Some(body)) => body,
            _ => return,
        };
        if seen.is_reshaped() || seen.is_error_envelope() {
            return;
        }
        docket.judged(frame, seen.rows().map_or(1, <[_]>::len));
        for edition in ground.editions() {
            let Some(schema) = ground
                .response(seen, *edition)
                .and_then(|response| response.schema.as_ref())
            else {
                continue;
            };
            let key = (
                address.api,
                *edition == Edition::Documented,
                frame.operation.clone(),
            );
            let (presence, _) = self
                .presences
                .entry(key)
                .or_insert_with(|| (Presence::default(), frame.witness()));
            schema.shape.count(body, presence);
        }
    }

    fn end(&mut self, ground: &Ground, docket: &mut Docket<'_>) {
        for ((api, documented, operation), (presence, witness)) in &self.presences {
            let edition = if *documented {
                Edition::Documented
            } else {
                Edition::Observed
            };
            let Some((method, template)) = operation.split_once(' ') else {
                continue;
            };
            let schema = ground
                .contract(*api, edition)
                .and_then(|contract| {
                    contract.operation(&crate::exchange::Method::parse(method), template)
                })
                .and_then(|operation| operation.response(200))
                .and_then(|response| response.schema.as_ref());
            let Some(schema) = schema else { continue };
            for (place, objects, requires) in schema.shape.never_seen(presence) {
                if edition == Edition::Observed {
                    let reason = match requires {
                        Some(plugin) => format!("no answer held it; it needs the plugin {plugin}"),
                        None => format!("none of {objects} answers held it"),
                    };
                    docket.unexercised(format!("{operation} {place}"), reason);
                    continue;
                }
                let judged = Judged {
                    basis: Basis::Documented,
                    location: Location::Json(place.clone()),
                    expected: "a documented key".into(),
                    found: "never there".into(),
                    source: Some(format!("#{}", schema.pointer)),
                };
                docket.late(witness, judged, place, None, None);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::rows::plan;
    use crate::checks::testing::{get, judge};
    use serde_json::json;

    #[test]
    fn under_the_observed_contract_it_is_no_finding() {
        let lines = judge(
            &ENTRY,
            &[get("/plans", 200, &json!([plan(20)]))],
            Edition::Observed,
        );
        assert!(
            lines.iter().all(|line| !line.starts_with("$[*].id")),
            "{lines:?}"
        );
    }
}
