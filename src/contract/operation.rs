use std::sync::Arc;

use jsonschema::Registry;
use serde_json::Value;

use super::pointer::{Document, Located, NAME};
use super::{Error, Schema, Shape};
use crate::exchange::Method;

/// One operation of a document.
#[derive(Debug)]
pub struct Operation {
    /// Its `operationId`, if it has one.
    pub id: Option<String>,
    /// The method.
    pub method: Method,
    /// The path template from the REST root: `/wc/v3/memberships/members/{id}`.
    pub template: String,
    /// The first release that has it (`x-since`).
    pub since: Option<String>,
    /// Parameters of the path item and of the operation.
    pub parameters: Vec<Parameter>,
    /// The keys that a JSON body of a request may have, if one is declared.
    pub request: Option<Shape>,
    /// Responses by status key as written: `200`, `4XX`, `default`.
    pub responses: Vec<(String, ResponseSpec)>,
}

/// One parameter of an operation.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Where it is sent.
    pub place: Place,
    /// Its schema, references followed.
    pub schema: Value,
    /// Whether it required.
    pub required: bool,
    /// Whether sites take it without announcing it (`x-undeclared`), so that they never refuse a
    /// value.
    pub undeclared: bool,
    /// What the site must run to know it (`x-requires`); without that it is ignored.
    pub requires: Option<String>,
}

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

/// What one response of an operation promises.
#[derive(Debug)]
pub struct ResponseSpec {
    /// JSON pointer of the response object in the document, references followed.
    pub pointer: String,
    /// The schema of the JSON body, if one is declared.
    pub schema: Option<Arc<Schema>>,
    /// Names of the declared headers, and whether each is required.
    pub headers: Vec<(String, HeaderNeed)>,
}

/// Whether a header must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderNeed {
    /// `required: true`.
    Required,
    /// It may be absent.
    Optional,
}

impl Operation {
    /// `GET /wc/v3/memberships/members`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.template)
    }

    /// The response that the document gives for a status: exact, then `4XX`, then `default`.
    #[must_use]
    pub fn response(&self, status: u16) -> Option<&ResponseSpec> {
        let exact = status.to_string();
        let class = format!("{}XX", status / 100);
        let find = |key: &str| {
            self.responses
                .iter()
                .find(|(status, _)| status.eq_ignore_ascii_case(key))
                .map(|(_, response)| response)
        };
        find(&exact)
            .or_else(|| find(&class))
            .or_else(|| find("default"))
    }

    /// A query parameter by name.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&Parameter> {
        self.parameters
            .iter()
            .find(|parameter| parameter.place == Place::Query && parameter.name == name)
    }
}

/// Reads every operation of the document and compiles its response schemas, each place once.
pub(super) fn all(document: &Arc<Document>) -> Result<(Vec<Operation>, Vec<Webhook>), Error> {
    let root = Located {
        value: document.root(),
        pointer: String::new(),
    };
    let paths = root
        .get("paths")
        .filter(|paths| paths.value.is_object())
        .ok_or(Error::NoPaths)?;
    let registry = Registry::new()
        .add(NAME, document.root().clone())?
        .prepare()?;
    let mut compiled = Compiled {
        document,
        registry: &registry,
        schemas: Vec::new(),
    };
    let mut operations = Vec::new();
    for (template, item) in paths.members() {
        let item = document.follow(item)?;
        for (key, place) in item.members() {
            let method = Method::parse(key);
            if matches!(method, Method::Other(_)) {
                continue;
            }
            operations.push(compiled.operation(template, method, &item, &place)?);
        }
    }
    let mut webhooks = Vec::new();
    for (topic, item) in root.get("webhooks").iter().flat_map(Located::members) {
        let item = document.follow(item)?;
        let request = item.get("post").and_then(|post| post.get("requestBody"));
        let schema = match request {
            Some(body) => {
                let body = document.follow(body)?;
                let schema = json(&body).and_then(|media| media.get("schema"));
                schema.map(|it| compiled.schema(it)).transpose()?
            }
            None => None,
        };
        let topic = topic.to_owned();
        webhooks.push(Webhook { topic, schema });
    }
    Ok((operations, webhooks))
}

/// What a document says of the deliveries of one topic.
#[derive(Debug)]
pub struct Webhook {
    /// `user_membership.updated`.
    pub topic: String,
    /// The schema of the JSON body, if one is declared.
    pub schema: Option<Arc<Schema>>,
}

/// The JSON media type of a body.
fn json<'a>(body: &Located<'a>) -> Option<Located<'a>> {
    body.get("content")?
        .members()
        .find(|(media, _)| media.contains("json"))
        .map(|(_, media)| media)
}

struct Compiled<'a> {
    document: &'a Arc<Document>,
    registry: &'a Registry<'a>,
    schemas: Vec<(String, Arc<Schema>)>,
}

impl<'a> Compiled<'a> {
    fn operation(
        &mut self,
        template: &str,
        method: Method,
        item: &Located<'a>,
        place: &Located<'a>,
    ) -> Result<Operation, Error> {
        let mut parameters: Vec<Parameter> = Vec::new();
        for list in [item.get("parameters"), place.get("parameters")]
            .into_iter()
            .flatten()
        {
            for entry in list.elements() {
                let Some(parameter) = self.parameter(entry)? else {
                    continue;
                };
                parameters
                    .retain(|known| known.name != parameter.name || known.place != parameter.place);
                parameters.push(parameter);
            }
        }
        let mut responses = Vec::new();
        if let Some(list) = place.get("responses") {
            for (status, entry) in list.members() {
                responses.push((status.to_owned(), self.response(entry)?));
            }
        }
        let text = |key: &str| {
            place
                .value
                .get(key)
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        let request = match place.get("requestBody") {
            Some(body) => {
                let schema = json(&self.document.follow(body)?).and_then(|it| it.get("schema"));
                let shape = schema.map(|schema| Shape::of(self.document, &schema));
                shape.transpose()?
            }
            None => None,
        };
        Ok(Operation {
            request,
            id: text("operationId"),
            since: text("x-since"),
            method,
            template: template.to_owned(),
            parameters,
            responses,
        })
    }

    fn parameter(&self, entry: Located<'a>) -> Result<Option<Parameter>, Error> {
        let entry = self.document.follow(entry)?;
        let Some(name) = entry.value.get("name").and_then(Value::as_str) else {
            return Ok(None);
        };
        let place = match entry.value.get("in").and_then(Value::as_str) {
            Some("path") => Place::Path,
            Some("query") => Place::Query,
            Some("header") => Place::Header,
            Some("cookie") => Place::Cookie,
            _ => return Ok(None),
        };
        let schema = match entry.get("schema") {
            Some(schema) => self.document.follow(schema)?.value.clone(),
            None => Value::Bool(true),
        };
        let flag = |key: &str| {
            entry
                .value
                .get(key)
                .and_then(Value::as_bool)
                .unwrap_or(false)
        };
        let (required, undeclared) = (flag("required"), flag("x-undeclared"));
        Ok(Some(Parameter {
            name: name.to_owned(),
            place,
            schema,
            required,
            undeclared,
            requires: entry
                .value
                .get("x-requires")
                .and_then(Value::as_str)
                .map(str::to_owned),
        }))
    }

    fn response(&mut self, entry: Located<'a>) -> Result<ResponseSpec, Error> {
        let entry = self.document.follow(entry)?;
        let mut headers = Vec::new();
        if let Some(list) = entry.get("headers") {
            for (name, header) in list.members() {
                let header = self.document.follow(header)?;
                let required = header.value.get("required").and_then(Value::as_bool);
                let need = match required {
                    Some(true) => HeaderNeed::Required,
                    _ => HeaderNeed::Optional,
                };
                headers.push((name.to_owned(), need));
            }
        }
        let schema = json(&entry)
            .and_then(|media| media.get("schema"))
            .map(|schema| self.schema(schema))
            .transpose()?;
        Ok(ResponseSpec {
            pointer: entry.pointer,
            schema,
            headers,
        })
    }

    fn schema(&mut self, place: Located<'a>) -> Result<Arc<Schema>, Error> {
        let place = self.document.follow(place)?;
        if let Some((_, known)) = self.schemas.iter().find(|(at, _)| *at == place.pointer) {
            return Ok(Arc::clone(known));
        }
        let rows = items_of_list(&place)
            .map(|items| self.schema(items))
            .transpose()?;
        let schema = Arc::new(Schema::compile(self.document, self.registry, &place, rows)?);
        self.schemas.push((place.pointer, Arc::clone(&schema)));
        Ok(schema)
    }
}

/// The place of the rows' schema, if the place holds `type: array` with `items` and nothing else
/// that an instance could break.
fn items_of_list<'a>(place: &Located<'a>) -> Option<Located<'a>> {
    const ANNOTATIONS: [&str; 5] = ["description", "title", "examples", "example", "default"];
    let mut keys = place.value.as_object()?.keys().map(String::as_str);
    let is_list = place.value.get("type").is_some_and(|name| name == "array");
    let is_plain = keys.all(|key| {
        matches!(key, "type" | "items") || key.starts_with("x-") || ANNOTATIONS.contains(&key)
    });
    place.get("items").filter(|_| is_list && is_plain)
}
