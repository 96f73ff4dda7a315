use std::collections::BTreeSet;

use indexmap::IndexSet;
use serde_json::{Map, Value, json};

use super::book::Book;
use super::contrast::allows;
use super::statement::{Types, known_type};
use super::translate::{MARK, marked, of_dialect};
use super::{Learned, Resource};
use crate::base::pointer::{self, escape};
use crate::document::{Overlay, OverlayError};
use crate::interpret::Api;
use crate::traffic::{Detail, Values};

/// Places where a site says itself that anything may stand (`mixed`): what stands there beyond the
/// document is the site's own and no fault.
const ANYTHING: [&str; 2] = ["$.profile_fields[*].value", "$.meta_data[*].value"];

impl Learned {
    /// An OpenAPI Overlay 1.0 document with what the site has beyond a document: properties that
    /// other plugins add, at any depth; statuses that filters add; the slugs of its profile fields;
    /// arguments that its routes take. The document may be one of memberspec's own or a user's.
    #[must_use]
    pub(crate) fn overlay(&self, document: &Value, api: Api, title: &str) -> Value {
        let book = Book::new(document);
        let mut actions = Actions {
            book,
            list: IndexSet::new(),
        };
        for resource in Resource::ALL {
            if let Some(values) = self.values(resource) {
                let homes = homes(book, api, resource);
                let leaves: Vec<String> = homes.iter().flat_map(|it| book.leaves(it)).collect();
                // What webhooks leave out is the plugin's own all the same.
                let names = values.properties.keys();
                let known = names.filter(|name| book.property(&leaves, name).is_some());
                let known: BTreeSet<&String> = known.collect();
                for home in &homes {
                    let of_home = book.leaves(home);
                    let mut own = values.clone();
                    own.sort();
                    own.properties.retain(|name, _| {
                        !known.contains(name) || book.property(&of_home, name).is_some()
                    });
                    actions.extend(home, "$", &own);
                }
            }
        }
        self.statuses_into(&mut actions, api);
        self.slugs_into(&mut actions, api);
        self.arguments_into(&mut actions, api);
        json!({
            "overlay": "1.0.0",
            "info": { "title": title, "version": "1.0.0" },
            "actions": actions.list,
        })
    }

    /// The document with what the site has beyond it.
    ///
    /// # Errors
    ///
    /// When what was learned does not fit the document.
    pub(crate) fn extend(&self, document: &Value, api: Api) -> Result<Value, OverlayError> {
        let overlay: Overlay = self.overlay(document, api, "").to_string().parse()?;
        let mut extended = document.clone();
        overlay.apply(&mut extended)?;
        Ok(extended)
    }

    fn statuses_into(&self, actions: &mut Actions<'_>, api: Api) {
        let book = actions.book;
        let mut places: Vec<String> = Vec::new();
        for home in homes(book, api, Resource::Member) {
            places.extend(book.property(&book.leaves(&home), "status"));
        }
        let list = format!("/wc/{api}/memberships/members");
        places.extend(query(book, &list, "status"));
        for (path, method) in [(list.clone(), "post"), (format!("{list}/{{id}}"), "put")] {
            let body = body(book, &path, method);
            places.extend(body.and_then(|body| book.property(&book.leaves(&body), "status")));
        }
        let mut done = BTreeSet::new();
        for leaf in places.iter().flat_map(|place| book.leaves(place)) {
            let known = book.at(&leaf).and_then(|it| it.get("enum")?.as_array());
            let Some(known) = known.filter(|_| done.insert(leaf.clone())) else {
                continue;
            };
            for status in self.statuses() {
                if !known.iter().any(|it| *it == status.as_str()) {
                    let target = format!("{leaf}/enum");
                    actions.push(&target, "A status that the site adds.", &status.into());
                }
            }
        }
    }

    fn slugs_into(&self, actions: &mut Actions<'_>, api: Api) {
        let slugs = self.slugs();
        if slugs.is_empty() {
            return;
        }
        let book = actions.book;
        let slug = |schema: &str| {
            let fields = book.property(&book.leaves(schema), "profile_fields")?;
            let item = book.items(&book.leaves(&fields))?;
            book.follow(&book.property(&book.leaves(&item), "slug")?)
        };
        let homes = homes(book, api, Resource::Member);
        // Answers stay open: a field that the shop adds tomorrow is no fault.
        let answered: BTreeSet<String> = homes.iter().filter_map(|home| slug(home)).collect();
        for place in answered {
            let update = json!({ "x-known-values": slugs });
            actions.push(&place, "The profile fields that the site has.", &update);
        }
        let list = format!("/wc/{api}/memberships/members");
        let written = [(list.clone(), "post"), (format!("{list}/{{id}}"), "put")];
        let written: BTreeSet<String> = written
            .iter()
            .filter_map(|(path, method)| slug(&body(book, path, method)?))
            .collect();
        for place in written {
            let known = book.at(&place).and_then(|it| it.get("enum")?.as_array());
            let is_new = |slug: &&String| {
                !known.is_some_and(|known| known.iter().any(|it| *it == slug.as_str()))
            };
            let new: Vec<&String> = slugs.iter().filter(is_new).collect();
            if !new.is_empty() {
                let update = json!({ "enum": new });
                actions.push(&place, "The site rejects every other slug.", &update);
            }
        }
    }

    fn arguments_into(&self, actions: &mut Actions<'_>, api: Api) {
        let book = actions.book;
        for (route, described) in &self.described {
            // A batch is described as a single member (`docs/observed.md#7`).
            if route == "/members/batch" {
                continue;
            }
            let path = format!("/wc/{api}/memberships{route}");
            for (methods, arguments) in &described.endpoints {
                for method in methods {
                    let Some(operation) = book.operation(&path, method) else {
                        continue;
                    };
                    match book.body(&format!("{operation}/requestBody")) {
                        Some(body) => actions.body(&body, arguments),
                        None => actions.query(&path, &operation, arguments),
                    }
                }
            }
        }
    }
}

/// The actions of an overlay as they are found.
struct Actions<'a> {
    book: Book<'a>,
    list: IndexSet<Value>,
}

impl Actions<'_> {
    /// An action, once: schemas are shared by operations.
    fn push(&mut self, pointer: &str, description: &str, update: &Value) {
        self.list.insert(json!({
            "target": target(self.book, pointer),
            "description": description,
            "update": update,
        }));
    }

    /// Adds what values hold beyond a schema, at every depth.
    fn extend(&mut self, schema: &str, path: &str, values: &Values) {
        let leaves = self.book.leaves(schema);
        if ANYTHING.contains(&path) {
            self.widen(&leaves, values);
        }
        let mut added = Map::new();
        for (name, below) in &values.properties {
            let declared = self.book.property(&leaves, name);
            match declared.or_else(|| self.book.others(&leaves)) {
                Some(schema) => self.extend(&schema, &format!("{path}.{name}"), below),
                None => {
                    added.insert(name.clone(), marked(below.schema(Detail::Types)));
                }
            }
        }
        let object = leaves
            .iter()
            .find(|leaf| self.book.at(&format!("{leaf}/properties")).is_some());
        if let Some(object) = object.filter(|_| !added.is_empty()) {
            let update = Value::Object(added);
            let what = "Properties that the plugin itself does not return.";
            self.push(&format!("{object}/properties"), what, &update);
        }
        if let (Some(items), Some(schema)) = (&values.items, self.book.items(&leaves)) {
            self.extend(&schema, &format!("{path}[*]"), items);
        }
    }

    /// Lets types stand where the document does not have them.
    fn widen(&mut self, leaves: &[String], values: &Values) {
        let mut allowed = Types::new();
        let mut takes_null = false;
        for leaf in leaves {
            let kinds = self.book.at(leaf).and_then(|it| it.get("type"));
            let kinds = match kinds {
                Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
                Some(Value::String(kind)) => vec![kind.as_str()],
                _ => Vec::new(),
            };
            takes_null |= kinds.contains(&"null");
            allowed.extend(kinds.into_iter().filter_map(known_type));
        }
        let is_new = |kind: &&str| match *kind {
            "null" => !takes_null,
            kind => !allows(&allowed, kind),
        };
        let new: Types = values
            .types
            .iter()
            .copied()
            .filter(|kind| is_new(kind))
            .collect();
        if new.is_empty() || allowed.is_empty() {
            return;
        }
        let what = "Values of other plugins; the site declares that anything may stand here.";
        let union = leaves.iter().find_map(|leaf| {
            let keys = ["oneOf", "anyOf"].map(|key| format!("{leaf}/{key}"));
            keys.into_iter()
                .find(|pointer| self.book.at(pointer).is_some())
        });
        let values = Values {
            types: new.iter().copied().collect(),
            ..values.clone()
        };
        let mut schema = values.schema(Detail::Types);
        match (union, leaves.last()) {
            (Some(union), _) => {
                // One branch only may fit: whole numbers have theirs already.
                let overlaps = new.contains("number") && allowed.contains("integer");
                if let (true, Some(members)) = (overlaps, schema.as_object_mut()) {
                    members.insert("not".to_owned(), json!({ "type": "integer" }));
                }
                self.push(&union, what, &marked(schema));
            }
            (None, Some(leaf)) => {
                let old = self.book.at(leaf).and_then(|it| it.get("type"));
                let mut names: Vec<&str> = new.into_iter().collect();
                // A list of types is added to, a single one is replaced.
                if let Some(Value::String(one)) = old {
                    names.insert(0, one);
                }
                if let Some(members) = schema.as_object_mut() {
                    members.insert("type".to_owned(), json!(names));
                }
                self.push(leaf, what, &schema);
            }
            (None, None) => {}
        }
    }

    /// Adds arguments that a route takes in the body.
    fn body(&mut self, schema: &str, arguments: &Map<String, Value>) {
        let leaves = self.book.leaves(schema);
        let object = leaves
            .iter()
            .find(|leaf| self.book.at(&format!("{leaf}/properties")).is_some());
        let Some(object) = object else { return };
        let news: Map<String, Value> = arguments
            .iter()
            // The id of a route stands in its path.
            .filter(|(name, _)| *name != "id" && self.book.property(&leaves, name).is_none())
            .map(|(name, argument)| (name.clone(), marked(of_dialect(argument))))
            .collect();
        if !news.is_empty() {
            let what = "Arguments that the plugin itself does not accept.";
            self.push(&format!("{object}/properties"), what, &Value::Object(news));
        }
    }

    /// Adds arguments that a route takes in the query.
    fn query(&mut self, path: &str, operation: &str, arguments: &Map<String, Value>) {
        let what = "An argument that the plugin itself does not accept.";
        for (name, argument) in arguments {
            if path.contains(&format!("{{{name}}}")) || query(self.book, path, name).is_some() {
                continue;
            }
            let parameter = json!({
                "name": name,
                "in": "query",
                "required": argument.get("required") == Some(&Value::Bool(true)),
                "schema": of_dialect(argument),
                MARK: true,
            });
            let list = format!("{operation}/parameters");
            if self.book.at(&list).is_some() {
                self.push(&list, what, &parameter);
            } else {
                self.push(operation, what, &json!({ "parameters": [parameter] }));
            }
        }
    }
}

/// The schema of a query parameter of GET, however it is referred to.
fn query(book: Book<'_>, path: &str, name: &str) -> Option<String> {
    let operation = book.operation(path, "get")?;
    let item = book.follow(&format!("/paths/{}", escape(path)))?;
    [operation, item].iter().find_map(|place| {
        let list = format!("{place}/parameters");
        let count = book.at(&list).and_then(Value::as_array).map_or(0, Vec::len);
        (0..count).find_map(|at| {
            let parameter = book.follow(&format!("{list}/{at}"))?;
            let value = book.at(&parameter)?;
            let is_it = value.get("name")? == name && value.get("in")? == "query";
            is_it.then(|| format!("{parameter}/schema"))
        })
    })
}

/// The schema of the JSON body of a write.
fn body(book: Book<'_>, path: &str, method: &str) -> Option<String> {
    let operation = book.operation(path, method)?;
    book.body(&format!("{operation}/requestBody"))
}

/// The schema of one item, as GET answers it.
pub(super) fn home(book: Book<'_>, api: Api, resource: Resource) -> Option<String> {
    let path = format!("/wc/{api}/memberships{}/{{id}}", resource.list());
    let operation = book.operation(&path, "get")?;
    let body = book.body(&format!("{operation}/responses/200"))?;
    let mut found = Vec::new();
    settle(book, &body, resource, &mut found, 0);
    found.into_iter().next()
}

/// Every schema of an item in what operations answer and webhooks deliver: shared ones once.
fn homes(book: Book<'_>, api: Api, resource: Resource) -> Vec<String> {
    let root = format!("/wc/{api}/memberships");
    let mut bodies = Vec::new();
    let members = |pointer: &str| -> Vec<String> {
        let object = book.at(pointer).and_then(Value::as_object);
        object
            .into_iter()
            .flat_map(|it| it.keys().cloned())
            .collect()
    };
    for path in members("/paths")
        .iter()
        .filter(|path| path.starts_with(&root))
    {
        let item = book.follow(&format!("/paths/{}", escape(path)));
        for method in item.iter().flat_map(|item| members(item)) {
            let Some(operation) = book.operation(path, &method) else {
                continue;
            };
            let responses = format!("{operation}/responses");
            let good = members(&responses)
                .into_iter()
                .filter(|it| it.starts_with('2'));
            bodies.extend(good.filter_map(|status| book.body(&format!("{responses}/{status}"))));
        }
    }
    for topic in members("/webhooks") {
        bodies.extend(book.body(&format!("/webhooks/{}/post/requestBody", escape(&topic))));
    }
    let mut found = Vec::new();
    for body in bodies {
        settle(book, &body, resource, &mut found, 0);
    }
    found
}

/// How deep an item may stand in a response: in a list of a batch's outcome, behind unions.
const DEEP: usize = 5;

/// Finds the schemas of items that a schema is made of.
fn settle(
    book: Book<'_>,
    pointer: &str,
    resource: Resource,
    found: &mut Vec<String>,
    depth: usize,
) {
    let mark = format!("/properties/{}", resource.mark());
    let leaves = book.leaves(pointer);
    let own: Vec<&String> = leaves
        .iter()
        .filter(|leaf| book.at(&format!("{leaf}{mark}")).is_some())
        .collect();
    if !own.is_empty() {
        // What one schema is put together from is one item, what it chooses between is not.
        let whole = book.follow(pointer).filter(|whole| {
            let schema = book.at(whole);
            schema.is_some_and(|it| it.get("oneOf").is_none() && it.get("anyOf").is_none())
        });
        for home in whole.map_or_else(|| own.into_iter().cloned().collect(), |it| vec![it]) {
            if !found.contains(&home) {
                found.push(home);
            }
        }
        return;
    }
    if depth >= DEEP {
        return;
    }
    if let Some(items) = book.items(&leaves) {
        settle(book, &items, resource, found, depth + 1);
    }
    for leaf in &leaves {
        let pointer = format!("{leaf}/properties");
        let properties = book.at(&pointer).and_then(Value::as_object);
        for name in properties.into_iter().flat_map(Map::keys) {
            let below = format!("{pointer}/{}", escape(name));
            settle(book, &below, resource, found, depth + 1);
        }
    }
}

/// A pointer as the plain path of an overlay: `$.components.schemas.ProfileField`.
fn target(book: Book<'_>, pointer: &str) -> String {
    let mut target = String::from("$");
    let mut at = String::new();
    for step in pointer.split('/').skip(1) {
        let in_list = book.at(&at).is_some_and(Value::is_array);
        at = format!("{at}/{step}");
        let name = pointer::unescape(step).into_owned();
        let is_word = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        target.push_str(&match name {
            name if in_list => format!("[{name}]"),
            name if is_word => format!(".{name}"),
            name => format!("['{}']", name.replace('\\', "\\\\").replace('\'', "\\'")),
        });
    }
    target
}
