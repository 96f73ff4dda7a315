use indexmap::IndexMap;
use rustc_hash::FxHashSet;

use super::site::Site;
use super::view::{items, member, members};
use super::walker::Walk;
use crate::diff::load::{Document, Node, Place};
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
        let mut before = in_force(&[old.clone(), old_item.clone(), self.old.root()]);
        let mut after = in_force(&[new.clone(), new_item.clone(), self.new.root()]);
        // What moved between servers and paths is part of both addresses.
        if let Some([was, is]) = &self.moved {
            let without = |servers: &mut IndexMap<String, Option<Place<'d>>>, base: &str| {
                *servers = (std::mem::take(servers).into_iter())
                    .map(|(url, place)| {
                        let usual = place.as_ref().map_or_else(|| url.clone(), usual);
                        let short = usual.strip_suffix(base).map(plain);
                        let short = short.map(|url| if url.is_empty() { "/".into() } else { url });
                        (short.unwrap_or(url), place)
                    })
                    .collect();
            };
            without(&mut before, was);
            without(&mut after, is);
        }
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
                        self.other_words(&["name"], server, other, &site);
                    }
                }
                // Nobody was promised an address: the document's own is what is left without one.
                None if server.is_none() => {}
                None if is_reached(server.as_ref(), &reached) => {}
                None => {
                    let what = format!("the server {url} was removed");
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
                let what = format!("the server variable {name} is no longer described");
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
                let what = format!("the server variable {name} no longer accepts all its values");
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
                let what = format!("the server variable {name} was described");
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

/// An address as all its spellings: host and scheme in lower case, without the usual port and
/// without the slash at its end.
pub(super) fn plain(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return match url {
            "/" => url.to_owned(),
            _ => url.trim_end_matches('/').to_owned(),
        };
    };
    let (host, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let scheme = scheme.to_ascii_lowercase();
    let usual = match &*scheme {
        "https" | "wss" => ":443",
        "http" | "ws" => ":80",
        _ => "",
    };
    let host = lower(host);
    let host = host.strip_suffix(usual).unwrap_or(&host);
    format!("{scheme}://{host}{}", path.trim_end_matches('/'))
}

/// A host in lower case, the names of its variables left as they are.
fn lower(host: &str) -> String {
    let mut inside = false;
    (host.chars())
        .map(|character| {
            inside = character == '{' || (inside && character != '}');
            if inside {
                character
            } else {
                character.to_ascii_lowercase()
            }
        })
        .collect()
}

/// An address with its variables put in by their defaults.
fn usual(server: &Place<'_>) -> String {
    let mut url = server.node.text("url").unwrap_or("/").to_owned();
    let variables = member(server, "variables").map(|all| members(&all));
    for (name, variable) in variables.unwrap_or_default() {
        let value = variable.node.text("default").unwrap_or_default();
        url = url.replace(&format!("{{{name}}}"), value);
    }
    plain(&url)
}

/// The path that all servers of a document share, variables put in by their defaults.
pub(super) fn base_path(document: &Document) -> Option<String> {
    let servers = items(&member(&document.root(), "servers")?);
    let mut paths = servers.iter().map(|server| {
        let url = usual(server);
        let after_host = url.split_once("://").map_or(Some(&*url), |(_, rest)| {
            rest.find('/').map(|at| &rest[at..])
        });
        Some(
            after_host
                .unwrap_or_default()
                .trim_end_matches('/')
                .to_owned(),
        )
    });
    let first = paths.next()??;
    paths
        .all(|path| path.as_deref() == Some(&*first))
        .then_some(first)
}

/// The servers by address, without a slash at the end.
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
