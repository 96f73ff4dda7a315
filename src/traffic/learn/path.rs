use serde_json::Value;
use url::Url;

use super::learner::{Learner, Part};
use crate::base::pointer;

/// Servers of a document that are looked at.
const SERVERS: usize = 16;

/// Parameters that a learned path has at most.
const PARAMETERS: usize = 4;

/// Where the paths of an API start in the URLs of its calls.
#[derive(Debug)]
pub(super) struct Start {
    /// The servers that a document names without variables.
    servers: Vec<Url>,
    /// The literal start of all paths of the document: `/wc/v3/memberships`.
    shared: String,
}

impl Start {
    pub(super) fn of(document: &Value, paths: &[String]) -> Self {
        let servers = document.get("servers").and_then(Value::as_array);
        let servers = servers.into_iter().flatten().take(SERVERS);
        let servers = servers
            .filter_map(|server| server.get("url")?.as_str())
            .filter(|url| !url.contains('{'))
            .filter_map(|url| Url::parse(url).ok())
            .collect();
        Self {
            servers,
            shared: literal_start(paths),
        }
    }

    /// The part of a URL's path that is the API's; none where the call is for something else.
    fn below<'a>(&self, url: &'a Url) -> Option<&'a str> {
        let given = url.path();
        let below = |server: &Url| {
            let start = server.path().trim_end_matches('/');
            given.strip_prefix(start).filter(|it| it.starts_with('/'))
        };
        let is_same = |server: &&Url| server.origin() == url.origin();
        if let Some(rest) = self.servers.iter().filter(is_same).find_map(below) {
            return Some(rest);
        }
        if self.servers.iter().any(|server| is_same(&server)) {
            return None;
        }
        match self.shared.as_str() {
            "" => Some(given),
            shared => given.get(given.find(shared)?..),
        }
    }
}

impl Learner {
    /// The path template of a call: one that the document has or, for answers of an API, a new
    /// one.
    pub(super) fn path(&mut self, url: &Url, is_json: bool) -> Option<String> {
        if let Some(known) = self.routes.find("*", url.path()) {
            return known.split_once(' ').map(|(_, path)| path.to_owned());
        }
        if !is_json {
            return None;
        }
        let given = match self.part {
            Part::BesideWritten => self.start.below(url)?,
            Part::Before | Part::After => url.path(),
        };
        let told = self.adapted.told;
        let mut count = 0;
        let mut template = String::new();
        for segment in given.split('/').filter(|segment| !segment.is_empty()) {
            template.push('/');
            if told.is_segment(segment) {
                template.push_str(segment);
                continue;
            }
            count += 1;
            template.push_str(&match count {
                1 => "{id}".to_owned(),
                more => format!("{{id{more}}}"),
            });
        }
        (count <= PARAMETERS && !template.is_empty()).then_some(template)
    }
}

/// The names of the parameters of a path.
pub(super) fn parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('}')?.0))
        .filter(|name| name.starts_with("id"))
}

/// The pointer of a path item.
pub(super) fn item(path: &str) -> String {
    format!("/paths/{}", pointer::escape(path))
}

/// The literal segments that all paths start with: `/wc/v3/memberships`.
fn literal_start(paths: &[String]) -> String {
    let mut shared: Option<Vec<&str>> = None;
    for path in paths {
        let segments: Vec<&str> = path
            .split('/')
            .take_while(|part| !part.contains('{'))
            .collect();
        shared = Some(match shared {
            None => segments,
            Some(known) => (known.iter().zip(&segments))
                .take_while(|(one, other)| one == other)
                .map(|(one, _)| *one)
                .collect(),
        });
    }
    let start = shared.unwrap_or_default().join("/");
    start.trim_end_matches('/').to_owned()
}
