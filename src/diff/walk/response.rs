use indexmap::IndexMap;
use rustc_hash::FxHashMap;

use super::body::Negotiation;
use super::media::MediaTypes;
use super::site::Site;
use super::view::{member, members, patterned, resolved};
use super::walker::Walk;
use crate::diff::load::Place;
use crate::diff::rules;
use crate::diff::schema::Direction;

impl<'d> Walk<'d> {
    /// Compares the responses of two operations. The site's direction is that of the responses.
    pub(super) fn responses(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site) {
        let list = |place: &Place<'d>| {
            member(place, "responses")
                .map(|all| patterned(&all))
                .unwrap_or_default()
        };
        let (before, after) = (list(old), list(new));
        let ranges = |responses: &IndexMap<&'d str, Place<'d>>| -> Vec<&'d str> {
            (responses.keys().copied().filter(|name| is_range(name))).collect()
        };
        let (old_ranges, new_ranges) = (ranges(&before), ranges(&after));
        for (status, response) in &before {
            let inner = site.part(format!("response {status}"));
            let twins = match after.get(status) {
                Some(same) => vec![(*status, same)],
                None => of_range(&after, &new_ranges, &before, status),
            };
            if twins.is_empty()
                && let Some(rest) = of_the_rest(&after, status)
            {
                self.response(response, rest, &inner);
                continue;
            }
            match twins.first() {
                Some((name, other)) => {
                    if name != status {
                        self.range(response, other, &twins, &inner);
                    }
                    // Any error may come anyway: one of a range speaks for all.
                    let compared = if is_success(status) { twins.len() } else { 1 };
                    for (_, other) in twins.iter().take(compared) {
                        self.response(response, other, &inner);
                    }
                }
                None if is_success(status) => {
                    let what = format!("the status {status} is no longer returned");
                    self.say(
                        &rules::SUCCESS_STATUS_REMOVED,
                        &inner,
                        Some(response),
                        Some(new),
                        what,
                    );
                }
                None => {
                    let what = format!("the status {status} is no longer described");
                    self.say(
                        &rules::ERROR_STATUS_REMOVED,
                        &inner,
                        Some(response),
                        Some(new),
                        what,
                    );
                }
            }
        }
        for (status, response) in &after {
            if before.contains_key(status)
                || !of_range(&before, &old_ranges, &after, status).is_empty()
            {
                continue;
            }
            let inner = site.part(format!("response {status}"));
            if let Some(rest) = of_the_rest(&before, status) {
                self.response(rest, response, &inner);
                continue;
            }
            let rule = if is_success(status) {
                &rules::SUCCESS_STATUS_ADDED
            } else {
                &rules::ERROR_STATUS_ADDED
            };
            let what = format!("the status {status} was added");
            self.say(rule, &inner, Some(old), Some(response), what);
        }
    }

    /// Says that a range of statuses was reduced to some of them, or the other way round.
    fn range(
        &mut self,
        old: &Place<'d>,
        new: &Place<'d>,
        twins: &[(&'d str, &Place<'d>)],
        site: &Site,
    ) {
        for (_, twin) in twins {
            self.record.cover(old, twin);
        }
        let names: Vec<&str> = twins.iter().map(|(name, _)| *name).collect();
        let (rule, what) = match names.as_slice() {
            [range] if is_range(range) => (
                &rules::STATUS_WIDENED,
                format!("any status of {range} may now be returned"),
            ),
            _ => (
                &rules::STATUS_NARROWED,
                format!("the range is now split: {}", names.join(", ")),
            ),
        };
        self.say(rule, site, Some(old), Some(new), what);
    }

    fn response(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site) {
        let (Some(before), Some(after)) = (self.old.resolve(old), self.new.resolve(new)) else {
            return;
        };
        if self.same(&before, &after) {
            return;
        }
        let offered = MediaTypes::of(&before);
        if !offered.is_empty() && MediaTypes::of(&after).is_empty() {
            for (name, media) in offered.iter() {
                let what = format!("the media type {name} was removed");
                self.say(
                    &rules::RESPONSE_MEDIA_TYPE_REMOVED,
                    site,
                    Some(media),
                    Some(&after),
                    what,
                );
            }
        } else {
            self.content(&before, &after, site, Negotiation::Offered);
        }
        self.headers(&before, &after, site);
        self.links(&before, &after, site);
        self.words(&before, &after, site);
    }

    pub(super) fn headers(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site) {
        let list = |place: &Place<'d>| {
            member(place, "headers")
                .map(|all| members(&all))
                .unwrap_or_default()
        };
        let (before, after) = (list(old), list(new));
        let by_name = |headers: &IndexMap<&'d str, Place<'d>>| {
            let mut found: FxHashMap<String, &'d str> = FxHashMap::default();
            for name in headers.keys() {
                found.entry(name.to_ascii_lowercase()).or_insert(name);
            }
            found
        };
        let (had, has) = (by_name(&before), by_name(&after));
        for (name, header) in &before {
            let Some(header) = self.old.resolve(header) else {
                continue;
            };
            let inner = site.part(format!("{} header {name}", site.part));
            let twin = has.get(&name.to_ascii_lowercase());
            match twin.and_then(|other| after.get(other)) {
                Some(other) => {
                    if let Some(other) = self.new.resolve(other) {
                        self.header(&header, &other, &inner);
                    }
                }
                None => {
                    let (rule, what) = if header.node.flag("required") {
                        (
                            &rules::REQUIRED_HEADER_REMOVED,
                            "the header that was always sent was removed",
                        )
                    } else {
                        (&rules::OPTIONAL_HEADER_REMOVED, "the header was removed")
                    };
                    self.say(rule, &inner, Some(&header), Some(new), what);
                }
            }
        }
        for (name, header) in &after {
            if !had.contains_key(&name.to_ascii_lowercase()) {
                let inner = site.part(format!("{} header {name}", site.part));
                self.say(
                    &rules::HEADER_ADDED,
                    &inner,
                    Some(old),
                    Some(header),
                    "the header was added",
                );
            }
        }
    }

    fn header(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site) {
        if self.same(old, new) {
            return;
        }
        let sent = site.direction == Direction::Response;
        match (old.node.flag("required"), new.node.flag("required")) {
            (true, false) if sent => {
                self.say(
                    &rules::HEADER_BECAME_OPTIONAL,
                    site,
                    Some(old),
                    Some(new),
                    "the header is no longer always sent",
                );
            }
            (false, true) => {
                let rule = if sent {
                    &rules::HEADER_BECAME_REQUIRED
                } else {
                    &rules::PARAMETER_BECAME_REQUIRED
                };
                self.say(
                    rule,
                    site,
                    Some(old),
                    Some(new),
                    "the header is now required",
                );
            }
            _ => {}
        }
        self.lifecycle(old, new, site);
        self.serialization(old, new, site, &rules::HEADER_SERIALIZATION_CHANGED);
        self.value_schema(old, new, site);
        self.words(old, new, site);
    }

    fn links(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site) {
        let list = |place: &Place<'d>| {
            member(place, "links")
                .map(|all| members(&all))
                .unwrap_or_default()
        };
        let (before, after) = (list(old), list(new));
        for (name, link) in &before {
            let inner = site.part(format!("{} link {name}", site.part));
            match after.get(name) {
                None => self.say(
                    &rules::LINK_REMOVED,
                    &inner,
                    Some(link),
                    Some(new),
                    "the link was removed",
                ),
                Some(other) => {
                    const LEADS: [&str; 5] = [
                        "operationRef",
                        "operationId",
                        "parameters",
                        "requestBody",
                        "server",
                    ];
                    let (Some(a), Some(b)) = (self.old.resolve(link), self.new.resolve(other))
                    else {
                        continue;
                    };
                    if LEADS.iter().any(|key| a.node.get(key) != b.node.get(key)) {
                        let what = "the link has another target or other parameters";
                        self.say(&rules::LINK_CHANGED, &inner, Some(&a), Some(&b), what);
                    }
                    self.words(&a, &b, &inner);
                }
            }
        }
        for (name, link) in &after {
            if !before.contains_key(name) {
                let inner = site.part(format!("{} link {name}", site.part));
                self.say(
                    &rules::LINK_ADDED,
                    &inner,
                    Some(old),
                    Some(link),
                    "the link was added",
                );
            }
        }
    }

    /// The names and meanings of all security schemes of both documents.
    pub(super) fn schemes(&mut self) {
        let (old, new) = (self.old.root(), self.new.root());
        let list = |document, root: &Place<'d>| {
            let components = member(root, "components");
            let schemes =
                components.and_then(|place| resolved(document, &place, "securitySchemes"));
            schemes.map(|place| members(&place)).unwrap_or_default()
        };
        let (before, after) = (list(self.old, &old), list(self.new, &new));
        self.compare_schemes(&before, &after);
    }
}

/// The responses that speak for a status under another name: `2XX` for `200`, and the other way
/// round those that were not there before. `ranges` are the ranges among the responses.
fn of_range<'a, 'd>(
    among: &'a IndexMap<&'d str, Place<'d>>,
    ranges: &[&'d str],
    own: &IndexMap<&'d str, Place<'d>>,
    status: &str,
) -> Vec<(&'d str, &'a Place<'d>)> {
    let Some(class) = status.get(..1) else {
        return Vec::new();
    };
    if !is_range(status) {
        return (ranges.iter())
            .filter(|name| name.starts_with(class))
            .filter_map(|name| Some((*name, among.get(name)?)))
            .collect();
    }
    (among.iter())
        .filter(|(name, _)| name.starts_with(class) && !is_range(name) && !own.contains_key(*name))
        .map(|(name, place)| (*name, place))
        .collect()
}

/// The response named `default`: it speaks for every status that is not named.
fn of_the_rest<'a, 'd>(
    among: &'a IndexMap<&'d str, Place<'d>>,
    status: &str,
) -> Option<&'a Place<'d>> {
    (status != "default")
        .then(|| among.get("default"))
        .flatten()
}

fn is_range(status: &str) -> bool {
    status
        .get(1..)
        .is_some_and(|rest| rest.eq_ignore_ascii_case("XX"))
}

fn is_success(status: &str) -> bool {
    status.starts_with('2') || status.starts_with('3')
}
