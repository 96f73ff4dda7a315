use indexmap::IndexMap;
use rustc_hash::FxHashSet;

use super::site::Site;
use super::view::{items, member, members};
use super::walker::Walk;
use crate::diff::load::{Node, Place};
use crate::diff::rules;

impl<'d> Walk<'d> {
    /// Compares the servers in force: those of the operation, else of its path, else of the
    /// document, else the address that the document came from.
    pub(super) fn servers(
        &mut self,
        (old_item, old): (&Place<'d>, &Place<'d>),
        (new_item, new): (&Place<'d>, &Place<'d>),
        site: &Site,
    ) {
        if site.direction == crate::diff::schema::Direction::Response {
            return;
        }
        let before = in_force(&[old.clone(), old_item.clone(), self.old.root()]);
        let after = in_force(&[new.clone(), new_item.clone(), self.new.root()]);
        let own = |place: &Place<'d>| place.node.get("servers").is_some();
        // Servers of the document are compared once, not at every operation.
        let site = if [old, old_item, new, new_item].into_iter().any(own) {
            site.part("servers")
        } else {
            Site::document().part("servers")
        };
        let reached = reached(&after);
        for (url, server) in &before {
            match after.get(url) {
                Some(other) => {
                    self.variables(server.as_ref(), other.as_ref(), &site);
                    if let (Some(server), Some(other)) = (server, other) {
                        self.words(server, other, &site);
                    }
                }
                // Nobody was promised an address: the document's own is what is left without one.
                None if server.is_none() => {}
                None if is_reached(server.as_ref(), &reached) => {}
                None => {
                    let what = format!("the server {url} is gone");
                    self.say(&rules::SERVER_REMOVED, &site, server.as_ref(), None, what);
                }
            }
        }
        for (url, server) in &after {
            if !before.contains_key(url) {
                let what = format!("the server {url} was added");
                self.say(&rules::SERVER_ADDED, &site, None, server.as_ref(), what);
            }
        }
    }

    fn variables(&mut self, old: Option<&Place<'d>>, new: Option<&Place<'d>>, site: &Site) {
        let list = |place: Option<&Place<'d>>| {
            place
                .and_then(|place| member(place, "variables"))
                .map(|all| members(&all))
                .unwrap_or_default()
        };
        let (before, after) = (list(old), list(new));
        for (name, variable) in &before {
            let Some(other) = after.get(name) else {
                let what = format!("the server variable {name} is not described any more");
                self.say(
                    &rules::SERVER_VARIABLE_CHANGED,
                    site,
                    Some(variable),
                    new,
                    what,
                );
                continue;
            };
            let values = |place: &Place<'d>| {
                place
                    .node
                    .get("enum")
                    .and_then(Node::array)
                    .map(|values| values.iter().map(Node::to_json).collect::<FxHashSet<_>>())
            };
            let lost = match (values(variable), values(other)) {
                (_, None) => false,
                (None, Some(_)) => true,
                (Some(old), Some(new)) => old.iter().any(|value| !new.contains(value)),
            };
            if lost {
                let what = format!("the server variable {name} no longer takes all its values");
                self.say(
                    &rules::SERVER_VARIABLE_VALUE_REMOVED,
                    site,
                    Some(variable),
                    Some(other),
                    what,
                );
            } else if variable.node != other.node {
                let what = format!("the server variable {name} changed");
                self.say(
                    &rules::SERVER_VARIABLE_CHANGED,
                    site,
                    Some(variable),
                    Some(other),
                    what,
                );
            }
        }
        for (name, variable) in &after {
            if !before.contains_key(name) {
                let what = format!("the server variable {name} is described");
                self.say(
                    &rules::SERVER_VARIABLE_CHANGED,
                    site,
                    old,
                    Some(variable),
                    what,
                );
            }
        }
    }
}

/// The addresses that servers stand for.
fn reached(servers: &IndexMap<String, Option<Place<'_>>>) -> FxHashSet<String> {
    (servers.values().flatten())
        .flat_map(|place| addresses(place).unwrap_or_default())
        .collect()
}

/// Whether every address of a server is one of the others: spelled out where a variable stood,
/// or the other way round.
fn is_reached(server: Option<&Place<'_>>, reached: &FxHashSet<String>) -> bool {
    server
        .and_then(addresses)
        .is_some_and(|all| all.iter().all(|address| reached.contains(address)))
}

/// The addresses that a server stands for. `None` where a variable takes any value, or too many.
fn addresses(server: &Place<'_>) -> Option<Vec<String>> {
    const MOST: usize = 64;
    let mut found = vec![plain(server.node.text("url")?)];
    let variables = member(server, "variables").map(|all| members(&all));
    for (name, variable) in variables.unwrap_or_default() {
        let slot = format!("{{{name}}}");
        if !found.iter().any(|url| url.contains(&slot)) {
            continue;
        }
        let values: Vec<&str> = variable
            .node
            .get("enum")?
            .array()?
            .iter()
            .filter_map(Node::str)
            .collect();
        if found.len() * values.len() > MOST {
            return None;
        }
        found = (found.iter())
            .flat_map(|url| values.iter().map(|value| plain(&url.replace(&slot, value))))
            .collect();
    }
    Some(found)
}

/// An address without the slash at its end.
fn plain(url: &str) -> String {
    match url {
        "/" => url.to_owned(),
        _ => url.trim_end_matches('/').to_owned(),
    }
}

/// The servers by address, a slash at the end left out.
fn in_force<'d>(places: &[Place<'d>; 3]) -> IndexMap<String, Option<Place<'d>>> {
    let found = places.iter().find_map(|place| {
        let servers = items(&member(place, "servers")?);
        (!servers.is_empty()).then_some(servers)
    });
    match found {
        None => IndexMap::from([(String::from("/"), None)]),
        Some(servers) => (servers.into_iter())
            .map(|server| {
                let url = plain(server.node.text("url").unwrap_or("/"));
                (url, Some(server))
            })
            .collect(),
    }
}
