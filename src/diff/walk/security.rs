use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::json;

use super::paths::operations_of;
use super::site::Site;
use super::view::{items, member, members, resolved};
use super::walker::Walk;
use crate::diff::load::{Document, Node, Place};
use crate::diff::rules;

/// Credentials that are enough together: what a scheme asks for, and the scopes that it needs.
/// A scheme is known by what it does, not by the name that a document gives it.
type Alternative = BTreeMap<String, BTreeSet<String>>;

impl<'d> Walk<'d> {
    /// Compares what an operation asks for. It breaks where credentials that were sufficient are no
    /// longer sufficient.
    pub(super) fn security(&mut self, old: &Place<'d>, new: &Place<'d>, site: &Site) {
        // What became of a scheme is said where it is described.
        if member_or_root(self.old, old) == member_or_root(self.new, new) {
            return;
        }
        let renamed = self.renamed_schemes();
        let before = required(self.old, old, &BTreeMap::new());
        let after = required(self.new, new, &renamed);
        let enough = |given: &Alternative, wanted: &Alternative| {
            wanted.iter().all(|(scheme, scopes)| {
                given
                    .get(scheme)
                    .is_some_and(|granted| scopes.is_subset(granted))
            })
        };
        let accepted = |given: &Alternative, list: &[Alternative]| {
            list.iter().any(|wanted| enough(given, wanted))
        };
        let site = site.part("security");
        let place = |document: &'d Document, operation: &Place<'d>| {
            member(operation, "security").or_else(|| member(&document.root(), "security"))
        };
        let (from, to) = (place(self.old, old), place(self.new, new));
        let (from, to) = (from.as_ref().or(Some(old)), to.as_ref().or(Some(new)));
        let refused = before.iter().find(|given| !accepted(given, &after));
        if let Some(given) = refused {
            let what = format!("{} is no longer sufficient", spell(given));
            self.say(&rules::SECURITY_TIGHTENED, &site, from, to, what);
        } else if let Some(given) = after.iter().find(|given| !accepted(given, &before)) {
            let what = format!("{} is now sufficient", spell(given));
            self.say(&rules::SECURITY_LOOSENED, &site, from, to, what);
        } else if let (Some(from), Some(to)) = (from, to) {
            let what = "the requirements are written in another way and ask for the same";
            self.say(
                &rules::EDIT_WITHOUT_EFFECT,
                &site,
                Some(from),
                Some(to),
                what,
            );
        }
    }

    /// Schemes of the new document that are one of the old under another name: those that send
    /// clients to the same addresses.
    fn renamed_schemes(&self) -> BTreeMap<String, String> {
        let (before, after) = (schemes(self.old), schemes(self.new));
        let leads = |document: &'d Document, place: &Place<'d>| {
            let scheme = document.resolve(place)?;
            let kind = scheme.node.text("type")?;
            let addresses = scheme
                .node
                .get("flows")
                .or(scheme.node.get("openIdConnectUrl"))?;
            Some((kind.to_owned(), addresses.clone()))
        };
        let mut renamed = BTreeMap::new();
        for (name, place) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
            let twin = before.iter().find(|(old, scheme)| {
                let to = leads(self.old, scheme);
                !after.contains_key(*old) && to.is_some() && to == leads(self.new, place)
            });
            if let Some((old, _)) = twin {
                renamed.insert((*name).to_owned(), (*old).to_owned());
            }
        }
        renamed
    }

    /// Whether an operation of the old document, or all of them, ask for a scheme.
    fn asks_for(&self, name: &str) -> bool {
        let root = self.old.root();
        let asks = |place: &Place<'d>| {
            let list = member(place, "security").map(|list| items(&list));
            (list.unwrap_or_default().iter()).any(|asked| asked.node.get(name).is_some())
        };
        let sections = ["paths", "webhooks"].into_iter();
        let operations = sections
            .filter_map(|section| member(&root, section))
            .flat_map(|section| members(&section).into_values())
            .filter_map(|item| self.old.resolve(&item))
            .flat_map(|item| operations_of(&item).into_values());
        asks(&root) || operations.into_iter().any(|operation| asks(&operation))
    }

    pub(super) fn compare_schemes(
        &mut self,
        old: &IndexMap<&'d str, Place<'d>>,
        new: &IndexMap<&'d str, Place<'d>>,
    ) {
        let site = Site::document().part("security schemes");
        for (name, before) in old {
            let Some(before) = self.old.resolve(before) else {
                continue;
            };
            let place = new.get(name);
            if place.is_some_and(|place| self.new.is_unresolved(place)) {
                continue;
            }
            let after = place.and_then(|place| self.new.resolve(place));
            let Some(after) = after else {
                let what = format!("the security scheme {name} was removed");
                self.say(
                    &rules::SECURITY_SCHEME_REMOVED,
                    &site,
                    Some(&before),
                    None,
                    what,
                );
                continue;
            };
            if before.node == after.node {
                continue;
            }
            if meaning(name, before.node) != meaning(name, after.node) && self.asks_for(name) {
                let what = format!("the security scheme {name} changed");
                self.say(
                    &rules::SECURITY_SCHEME_CHANGED,
                    &site,
                    Some(&before),
                    Some(&after),
                    what,
                );
            }
            if self.asks_for(name) {
                self.flows(name, &before, &after, &site);
            } else if MEANT
                .iter()
                .any(|key| before.node.get(key) != after.node.get(key))
            {
                let what = format!("the security scheme {name} changed; no operation uses it");
                let (before, after) = (Some(&before), Some(&after));
                self.say(&rules::COMPONENT_CHANGED, &site, before, after, what);
            }
            self.words(&before, &after, &site);
            self.lifecycle(&before, &after, &site);
        }
        for (name, place) in new {
            if !old.contains_key(name) {
                let what = format!("the security scheme {name} was added");
                self.say(
                    &rules::SECURITY_SCHEME_ADDED,
                    &site,
                    None,
                    Some(place),
                    what,
                );
            }
        }
    }

    fn flows(&mut self, name: &str, old: &Place<'d>, new: &Place<'d>, site: &Site) {
        for (url, called) in [
            ("openIdConnectUrl", "OpenID address"),
            ("oauth2MetadataUrl", "address of the OAuth metadata"),
        ] {
            if old.node.get(url) != new.node.get(url) {
                let what = format!("the {called} of {name} changed");
                self.say(&rules::OAUTH_URL_CHANGED, site, Some(old), Some(new), what);
            }
        }
        let list = |place: &Place<'d>| {
            member(place, "flows")
                .map(|all| members(&all))
                .unwrap_or_default()
        };
        let (before, after) = (list(old), list(new));
        for (kind, flow) in (after.iter()).filter(|(kind, _)| !before.contains_key(*kind)) {
            let what = format!("the flow {kind} of {name} was added");
            self.say(&rules::OAUTH_FLOW_ADDED, site, Some(old), Some(flow), what);
        }
        for (kind, flow) in &before {
            let Some(other) = after.get(kind) else {
                let what = format!("the flow {kind} of {name} was removed");
                self.say(
                    &rules::SECURITY_SCHEME_CHANGED,
                    site,
                    Some(flow),
                    Some(new),
                    what,
                );
                continue;
            };
            for url in [
                "authorizationUrl",
                "tokenUrl",
                "refreshUrl",
                "deviceAuthorizationUrl",
            ] {
                if flow.node.get(url) != other.node.get(url) {
                    let what = format!("the {url} of the flow {kind} of {name} changed");
                    self.say(
                        &rules::OAUTH_URL_CHANGED,
                        site,
                        Some(flow),
                        Some(other),
                        what,
                    );
                }
            }
            let scopes = |place: &Place<'d>| {
                member(place, "scopes")
                    .map(|all| members(&all))
                    .unwrap_or_default()
            };
            let (had, has) = (scopes(flow), scopes(other));
            for scope in had.keys().filter(|scope| !has.contains_key(*scope)) {
                let what = format!("the scope {scope} of {name} is no longer described");
                self.say(
                    &rules::OAUTH_SCOPE_REMOVED,
                    site,
                    Some(flow),
                    Some(other),
                    what,
                );
            }
            for scope in has.keys().filter(|scope| !had.contains_key(*scope)) {
                let what = format!("the scope {scope} of {name} was added");
                self.say(
                    &rules::OAUTH_SCOPE_ADDED,
                    site,
                    Some(flow),
                    Some(other),
                    what,
                );
            }
        }
    }
}

/// The members of a scheme that say what it asks for.
const MEANT: [&str; 7] = [
    "type",
    "in",
    "name",
    "scheme",
    "flows",
    "openIdConnectUrl",
    "oauth2MetadataUrl",
];

/// The requirements as they are written for an operation.
fn member_or_root<'d>(document: &'d Document, operation: &Place<'d>) -> Option<&'d Node> {
    let root = &document.root().node;
    operation
        .node
        .get("security")
        .or_else(|| root.get("security"))
}

fn schemes<'d>(document: &'d Document) -> IndexMap<&'d str, Place<'d>> {
    member(&document.root(), "components")
        .and_then(|components| resolved(document, &components, "securitySchemes"))
        .map(|place| members(&place))
        .unwrap_or_default()
}

/// The alternatives in force for an operation; one that asks for nothing where none is given.
fn required<'d>(
    document: &'d Document,
    operation: &Place<'d>,
    renamed: &BTreeMap<String, String>,
) -> Vec<Alternative> {
    let root = document.root();
    let list = member(operation, "security").or_else(|| member(&root, "security"));
    let schemes = schemes(document);
    let alternatives: Vec<Alternative> = (list.map(|list| items(&list)).unwrap_or_default().iter())
        .map(|alternative| {
            let mut found = Alternative::new();
            for (name, scopes) in members(alternative) {
                let scheme = schemes.get(name).and_then(|place| document.resolve(place));
                let known = renamed.get(name).map_or(name, String::as_str);
                let key =
                    scheme.map_or_else(|| name.to_owned(), |scheme| meaning(known, scheme.node));
                let scopes = scopes.node.array().unwrap_or_default();
                let scopes = scopes.iter().filter_map(Node::str).map(str::to_owned);
                found.entry(key).or_default().extend(scopes);
            }
            found
        })
        .collect();
    if alternatives.is_empty() {
        vec![Alternative::new()]
    } else {
        alternatives
    }
}

/// What a scheme asks of a client, whatever it is called.
fn meaning(name: &str, scheme: &Node) -> String {
    let text = |key: &str| scheme.text(key).unwrap_or_default();
    let what = match text("type") {
        "apiKey" if text("in") == "header" => {
            json!(["apiKey", "header", text("name").to_ascii_lowercase()])
        }
        "apiKey" => json!(["apiKey", text("in"), text("name")]),
        "http" => json!(["http", text("scheme").to_ascii_lowercase()]),
        "mutualTLS" => json!(["mutualTLS"]),
        kind => json!([kind, name]),
    };
    what.to_string()
}

fn spell(alternative: &Alternative) -> String {
    if alternative.is_empty() {
        return "calling without credentials".to_owned();
    }
    let parts: Vec<String> = (alternative.iter())
        .map(|(scheme, scopes)| {
            let scheme = named(scheme);
            let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
            if scopes.is_empty() {
                scheme
            } else {
                format!("{scheme} with the scope {}", scopes.join(", "))
            }
        })
        .collect();
    parts.join(" and ")
}

/// What a scheme asks for, in words.
fn named(meaning: &str) -> String {
    let parts: Vec<String> = serde_json::from_str(meaning).unwrap_or_default();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    match parts.as_slice() {
        ["apiKey", place, name] => format!("the key {name} in the {place}"),
        ["http", scheme] => format!("HTTP {scheme} authentication"),
        ["mutualTLS"] => "a client certificate".to_owned(),
        [_, name] => format!("the security scheme {name}"),
        _ => format!("the security scheme {meaning}"),
    }
}
