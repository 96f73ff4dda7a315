use std::borrow::Cow;

use rustc_hash::FxHashSet;

use super::document::CHAIN;
use super::node::{Kind, Node, token};
use super::repair::{Reading, Repair};
use super::version::other_dialect;
use super::{Document, FileId, LoadError, Place, Version};
use crate::base::pointer;

/// The members of a path item that are operations (OpenAPI 3.2, Path Item Object).
pub(crate) const METHODS: [&str; 9] = [
    "get", "head", "options", "post", "put", "patch", "delete", "trace", "query",
];

/// Reads the `openapi` member.
pub(super) fn version(name: &str, root: &Node) -> Result<Version, LoadError> {
    let invalid = |line: u32, pointer: &str, problem: String| LoadError::Invalid {
        name: name.to_owned(),
        line,
        pointer: pointer.to_owned(),
        problem,
    };
    if root.object().is_none() {
        let problem = format!(
            "an OpenAPI document is an object, this is {}",
            root.kind_name()
        );
        return Err(invalid(root.line, "/", problem));
    }
    if let Some(swagger) = root.get("swagger") {
        let problem = "this is Swagger 2.0; convert it to OpenAPI 3 first, for \
                       example with swagger2openapi (npm) or converter.swagger.io"
            .to_owned();
        return Err(invalid(swagger.line, "/swagger", problem));
    }
    let Some(openapi) = root.get("openapi") else {
        let problem =
            "the member \"openapi\" is missing; this is not an OpenAPI document".to_owned();
        return Err(invalid(root.line, "/", problem));
    };
    // Without quotes YAML reads 3.1 as a number.
    let text = match &openapi.kind {
        Kind::Number(number) => number.to_string(),
        _ => openapi.str().unwrap_or_default().to_owned(),
    };
    Version::parse(&text).ok_or_else(|| {
        let problem = "the version must be a string such as \"3.0.3\" or \"3.1.0\"".to_owned();
        invalid(openapi.line, "/openapi", problem)
    })
}

/// Looks whether what a comparison reads has the form that OpenAPI gives it, and whether every
/// reference leads somewhere. What has not is to be read otherwise.
pub(super) fn document(document: &Document) -> Vec<Repair> {
    let mut check = Check {
        document,
        at: Vec::new(),
        file: document.root().file,
        seen: FxHashSet::default(),
        sound: FxHashSet::default(),
        pending: Vec::new(),
        repairs: Vec::new(),
    };
    for place in document.roots() {
        check.file = place.file;
        check.references(place.node);
    }
    let root = document.root();
    check.file = root.file;
    check.at.clear();
    check.root(root.node);
    check.run();
    check.repairs
}

pub(super) struct Check<'d> {
    pub(super) document: &'d Document,
    at: Vec<Cow<'d, str>>,
    file: FileId,
    seen: FxHashSet<*const Node>,
    /// References that lead somewhere.
    sound: FxHashSet<(FileId, &'d str)>,
    pending: Vec<(Place<'d>, Checker<'d>)>,
    repairs: Vec<Repair>,
}

pub(super) type Checker<'d> = fn(&mut Check<'d>, &'d Node);

impl<'d> Check<'d> {
    /// The value at hand is not read as it is written.
    pub(super) fn repair(&mut self, node: &Node, problem: impl Into<String>, reading: Reading) {
        let tokens: Vec<Cow<str>> = self.at.iter().map(|name| token(name)).collect();
        self.repairs.push(Repair {
            file: self.file,
            pointer: format!("/{}", tokens.join("/")),
            line: node.line,
            problem: problem.into(),
            reading,
        });
    }

    /// The value at hand is not what is expected there.
    pub(super) fn unexpected(&mut self, node: &Node, expected: &str, reading: Reading) {
        let problem = format!("{expected} is expected, not {}", node.kind_name());
        self.repair(node, problem, reading);
    }

    /// Looks at the member of that name of the value at hand.
    pub(super) fn member_at(&mut self, name: &'static str, check: impl FnOnce(&mut Self)) {
        self.at.push(Cow::Borrowed(name));
        check(self);
        self.at.pop();
    }

    /// Whether the value at hand is a keyword of a property's schema.
    pub(super) fn is_property_keyword(&self) -> bool {
        let [.., properties, _, _] = self.at.as_slice() else {
            return false;
        };
        properties == "properties"
    }

    fn references(&mut self, node: &'d Node) {
        match &node.kind {
            Kind::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.at.push(Cow::Owned(index.to_string()));
                    self.references(item);
                    self.at.pop();
                }
            }
            Kind::Object(object) => {
                for (name, value) in object.iter() {
                    if matches!(
                        name,
                        "example" | "examples" | "default" | "enum" | "const" | "value"
                    ) {
                        continue;
                    }
                    self.at.push(Cow::Borrowed(name));
                    match &value.kind {
                        Kind::String(reference) if name == "$ref" => {
                            self.reference(node, value, reference);
                        }
                        Kind::Array(_) | Kind::Object(_) => self.references(value),
                        _ => {}
                    }
                    self.at.pop();
                }
            }
            _ => {}
        }
    }

    fn reference(&mut self, node: &'d Node, value: &'d Node, reference: &'d str) {
        let sound = (self.file, reference);
        if self.sound.contains(&sound) {
            return;
        }
        let place = Place {
            file: self.file,
            pointer: String::new(),
            node,
        };
        if self.document.target(self.file, reference).is_none() {
            let problem = format!("\"{reference}\" does not exist");
            self.repair(value, problem, Reading::Unresolved);
        } else if self.document.resolve(&place).is_none() {
            let problem = format!(
                "\"{reference}\" is circular, or refers to a chain of more than {CHAIN} references"
            );
            self.repair(value, problem, Reading::Unresolved);
        } else {
            self.sound.insert(sound);
        }
    }

    /// Runs `check` on the member of that name if it is there.
    fn member(&mut self, node: &'d Node, name: &'static str, check: Checker<'d>) {
        match node.get(name) {
            None => {}
            // YAML writers leave `responses:` empty and mean that there is none.
            Some(value) if matches!(value.kind, Kind::Null) => {}
            Some(value) => self.inside(name, value, check),
        }
    }

    /// Runs `check` on a value; a reference's target is put off, so that long chains of
    /// references need no stack.
    pub(super) fn inside(
        &mut self,
        name: impl Into<Cow<'d, str>>,
        value: &'d Node,
        check: Checker<'d>,
    ) {
        if let Some(reference) = value.text("$ref") {
            if let Some(place) = self.document.target(self.file, reference)
                && self.seen.insert(std::ptr::from_ref(place.node))
            {
                self.pending.push((place, check));
            }
            return;
        }
        self.at.push(name.into());
        check(self, value);
        self.at.pop();
    }

    fn run(&mut self) {
        while let Some((place, check)) = self.pending.pop() {
            let Some(place) = self.document.resolve(&place) else {
                continue;
            };
            self.file = place.file;
            self.at = (pointer::steps(&place.pointer))
                .map(|token| Cow::Owned(token.into_owned()))
                .collect();
            check(self, place.node);
        }
    }

    /// Runs `check` on what an object holds under names that the author gave.
    pub(super) fn each(&mut self, node: &'d Node, check: Checker<'d>) {
        self.each_of(node, check, |_| true);
    }

    /// The same where extensions may stand beside.
    fn each_patterned(&mut self, node: &'d Node, check: Checker<'d>) {
        self.each_of(node, check, |name| !name.starts_with("x-"));
    }

    fn each_of(&mut self, node: &'d Node, check: Checker<'d>, counts: fn(&str) -> bool) {
        let Kind::Object(object) = &node.kind else {
            return self.unexpected(node, "an object", Reading::Nothing);
        };
        for (name, value) in object.iter() {
            if counts(name) && !matches!(value.kind, Kind::Null) {
                self.inside(name, value, check);
            }
        }
    }

    pub(super) fn items(&mut self, node: &'d Node, check: Checker<'d>) {
        let Kind::Array(items) = &node.kind else {
            let reading = match node.kind {
                Kind::Null => Reading::Nothing,
                _ => Reading::Value(Kind::Array([node.clone()].into())),
            };
            return self.unexpected(node, "an array", reading);
        };
        for (index, value) in items.iter().enumerate() {
            self.inside(index.to_string(), value, check);
        }
    }

    pub(super) fn object(&mut self, node: &'d Node) {
        if node.object().is_none() {
            self.unexpected(node, "an object", Reading::Nothing);
        }
    }

    pub(super) fn string(&mut self, node: &'d Node) {
        let reading = match &node.kind {
            Kind::String(_) => return,
            Kind::Number(number) => Reading::Value(Kind::String(number.to_string().into())),
            Kind::Bool(value) => Reading::Value(Kind::String(value.to_string().into())),
            _ => Reading::Nothing,
        };
        self.unexpected(node, "a string", reading);
    }

    pub(super) fn boolean(&mut self, node: &'d Node) {
        if node.bool().is_none() {
            let meant = node.str().and_then(|text| text.parse().ok());
            let reading = meant.map_or(Reading::Nothing, |value| Reading::Value(Kind::Bool(value)));
            self.unexpected(node, "true or false", reading);
        }
    }

    /// Schemas are compared by one dialect, whichever they are written in.
    fn dialect(&mut self, node: &'d Node) {
        self.string(node);
        if let Some(name) = node.str().and_then(other_dialect) {
            let problem = format!("schemas are written in the dialect \"{name}\"");
            self.repair(node, problem, Reading::AsItIs("JSON Schema 2020-12"));
        }
    }

    fn root(&mut self, root: &'d Node) {
        if self.document.version() != Version::V3_0 {
            self.member(root, "jsonSchemaDialect", Self::dialect);
        }
        self.member(root, "info", |check, node| {
            check.object(node);
            check.member(node, "version", Self::string);
        });
        self.member(root, "paths", |check, node| {
            check.each_patterned(node, Self::path_item);
        });
        self.member(root, "webhooks", |check, node| {
            check.each_patterned(node, Self::path_item);
        });
        self.member(root, "servers", |check, node| {
            check.items(node, Self::object);
        });
        self.member(root, "security", |check, node| {
            check.items(node, Self::requirement);
        });
        self.member(root, "tags", |check, node| check.items(node, Self::object));
        self.member(root, "components", |check, node| {
            check.object(node);
            check.member(node, "schemas", |check, node| {
                check.each(node, Self::schema);
            });
            check.member(node, "parameters", |check, node| {
                check.each(node, Self::parameter);
            });
            check.member(node, "headers", |check, node| {
                check.each(node, Self::header);
            });
            check.member(node, "requestBodies", |check, node| {
                check.each(node, Self::body);
            });
            check.member(node, "responses", |check, node| {
                check.each(node, Self::response);
            });
            check.member(node, "mediaTypes", |check, node| {
                check.each(node, Self::media_type);
            });
            check.member(node, "pathItems", |check, node| {
                check.each(node, Self::path_item);
            });
            check.member(node, "securitySchemes", |check, node| {
                check.each(node, Self::object);
            });
            check.member(node, "callbacks", |check, node| {
                check.each(node, |check, node| {
                    check.each_patterned(node, Self::path_item);
                });
            });
        });
    }

    fn requirement(&mut self, node: &'d Node) {
        self.each(node, |check, node| check.items(node, Self::string));
    }

    fn path_item(&mut self, node: &'d Node) {
        self.object(node);
        self.member(node, "parameters", |check, node| {
            check.items(node, Self::parameter);
        });
        for method in METHODS {
            self.member(node, method, Self::operation);
        }
        self.member(node, "additionalOperations", |check, node| {
            check.each(node, Self::operation);
        });
    }

    fn operation(&mut self, node: &'d Node) {
        self.object(node);
        self.member(node, "parameters", |check, node| {
            check.items(node, Self::parameter);
        });
        self.member(node, "requestBody", Self::body);
        self.member(node, "responses", |check, node| {
            check.each_patterned(node, Self::response);
        });
        self.member(node, "security", |check, node| {
            check.items(node, Self::requirement);
        });
        self.member(node, "servers", |check, node| {
            check.items(node, Self::object);
        });
        self.member(node, "tags", |check, node| check.items(node, Self::string));
        self.member(node, "operationId", Self::string);
        self.member(node, "deprecated", Self::boolean);
        self.member(node, "callbacks", |check, node| {
            check.each_patterned(node, |check, node| {
                check.each_patterned(node, Self::path_item);
            });
        });
    }

    fn parameter(&mut self, node: &'d Node) {
        if node.object().is_none() {
            return self.object(node);
        }
        for name in ["name", "in"] {
            match node.get(name) {
                Some(value) => self.inside(name, value, Self::string),
                None => {
                    let problem = format!("the parameter has no \"{name}\"");
                    return self.repair(node, problem, Reading::Nothing);
                }
            }
        }
        let place = node.text("in");
        if !matches!(
            place,
            None | Some("query" | "header" | "path" | "cookie" | "querystring")
        ) {
            let problem = "\"in\" must be query, header, path or cookie";
            return self.repair(node, problem, Reading::Nothing);
        }
        self.header(node);
    }

    fn header(&mut self, node: &'d Node) {
        self.object(node);
        self.member(node, "required", Self::boolean);
        self.member(node, "deprecated", Self::boolean);
        self.member(node, "explode", Self::boolean);
        self.member(node, "allowReserved", Self::boolean);
        self.member(node, "allowEmptyValue", Self::boolean);
        self.member(node, "style", Self::string);
        self.member(node, "schema", Self::schema);
        self.member(node, "content", |check, node| {
            check.each(node, Self::media_type);
        });
    }

    fn body(&mut self, node: &'d Node) {
        self.object(node);
        self.member(node, "required", Self::boolean);
        self.member(node, "content", |check, node| {
            check.each(node, Self::media_type);
        });
    }

    fn response(&mut self, node: &'d Node) {
        self.object(node);
        self.member(node, "headers", |check, node| {
            check.each(node, Self::header);
        });
        self.member(node, "links", |check, node| check.each(node, Self::object));
        self.member(node, "content", |check, node| {
            check.each(node, Self::media_type);
        });
    }

    fn media_type(&mut self, node: &'d Node) {
        self.object(node);
        self.member(node, "schema", Self::schema);
        self.member(node, "itemSchema", Self::schema);
        self.member(node, "encoding", |check, node| {
            check.each(node, Self::object);
        });
        self.member(node, "prefixEncoding", |check, node| {
            check.items(node, Self::object);
        });
        self.member(node, "itemEncoding", Self::object);
    }
}
