use std::borrow::Cow;

use rustc_hash::FxHashSet;

use super::document::CHAIN;
use super::node::{Kind, Node, token};
use super::{Document, FileId, LoadError, Place, Version};

/// The members of a path item that are operations (OpenAPI 3.2, Path Item Object).
pub const METHODS: [&str; 9] = [
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
        let problem = "this is Swagger 2.0; convert it to OpenAPI 3 first".to_owned();
        return Err(invalid(swagger.line, "/swagger", problem));
    }
    let Some(openapi) = root.get("openapi") else {
        let problem = "the member \"openapi\" is missing; this is no OpenAPI document".to_owned();
        return Err(invalid(root.line, "/", problem));
    };
    openapi.str().and_then(Version::parse).ok_or_else(|| {
        let problem = "the edition must be a string as \"3.0.3\" or \"3.1.0\"".to_owned();
        invalid(openapi.line, "/openapi", problem)
    })
}

/// Checks that what a comparison reads has the form that OpenAPI gives it, and that every
/// reference leads somewhere.
pub(super) fn document(document: &Document) -> Result<(), LoadError> {
    let mut check = Check {
        document,
        at: Vec::new(),
        file: document.root().file,
        seen: FxHashSet::default(),
        sound: FxHashSet::default(),
        pending: Vec::new(),
    };
    for place in document.roots() {
        check.file = place.file;
        check.references(place.node)?;
    }
    let root = document.root();
    check.file = root.file;
    check.at.clear();
    check.root(root.node)?;
    check.run()
}

struct Check<'d> {
    document: &'d Document,
    at: Vec<Cow<'d, str>>,
    file: FileId,
    seen: FxHashSet<*const Node>,
    /// References that lead somewhere.
    sound: FxHashSet<(FileId, &'d str)>,
    pending: Vec<(Place<'d>, Checker<'d>)>,
}

type Checker<'d> = fn(&mut Check<'d>, &'d Node) -> Checked;

type Checked = Result<(), LoadError>;

impl<'d> Check<'d> {
    fn fail(&self, node: &Node, problem: impl Into<String>) -> LoadError {
        let tokens: Vec<String> = self.at.iter().map(|name| token(name)).collect();
        LoadError::Invalid {
            name: self.document.file_name(self.file).to_owned(),
            line: node.line,
            pointer: format!("/{}", tokens.join("/")),
            problem: problem.into(),
        }
    }

    fn references(&mut self, node: &'d Node) -> Checked {
        match &node.kind {
            Kind::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.at.push(Cow::Owned(index.to_string()));
                    self.references(item)?;
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
                            let place = Place {
                                file: self.file,
                                pointer: String::new(),
                                node,
                            };
                            let sound = (self.file, &**reference);
                            if self.sound.contains(&sound) {
                                self.at.pop();
                                continue;
                            }
                            if self.document.target(self.file, reference).is_none() {
                                let problem = format!("\"{reference}\" leads nowhere");
                                return Err(self.fail(value, problem));
                            }
                            if self.document.resolve(&place).is_none() {
                                let problem = format!(
                                    "\"{reference}\" leads in a circle, or to more than \
                                     {CHAIN} references in a row"
                                );
                                return Err(self.fail(value, problem));
                            }
                            self.sound.insert(sound);
                        }
                        Kind::Array(_) | Kind::Object(_) => self.references(value)?,
                        _ => {}
                    }
                    self.at.pop();
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Runs `check` on the member of that name if it is there.
    fn member(&mut self, node: &'d Node, name: &'static str, check: Checker<'d>) -> Checked {
        match node.get(name) {
            // YAML writers leave `responses:` empty and mean that there is none.
            None => Ok(()),
            Some(value) if matches!(value.kind, Kind::Null) => Ok(()),
            Some(value) => self.inside(name, value, check),
        }
    }

    /// Runs `check` on a value; a reference's target is put off, so that long chains of
    /// references need no stack.
    fn inside(
        &mut self,
        name: impl Into<Cow<'d, str>>,
        value: &'d Node,
        check: Checker<'d>,
    ) -> Checked {
        if let Some(reference) = value.text("$ref") {
            if let Some(place) = self.document.target(self.file, reference)
                && self.seen.insert(std::ptr::from_ref(place.node))
            {
                self.pending.push((place, check));
            }
            return Ok(());
        }
        self.at.push(name.into());
        check(self, value)?;
        self.at.pop();
        Ok(())
    }

    fn run(&mut self) -> Checked {
        while let Some((place, check)) = self.pending.pop() {
            let Some(place) = self.document.resolve(&place) else {
                continue;
            };
            self.file = place.file;
            self.at = (place.pointer.split('/').skip(1))
                .map(|token| Cow::Owned(token.replace("~1", "/").replace("~0", "~")))
                .collect();
            check(self, place.node)?;
        }
        Ok(())
    }

    fn each(&mut self, node: &'d Node, check: Checker<'d>) -> Checked {
        let Kind::Object(object) = &node.kind else {
            return Err(self.fail(
                node,
                format!("an object is expected, not {}", node.kind_name()),
            ));
        };
        for (name, value) in object.iter() {
            if !name.starts_with("x-") && !matches!(value.kind, Kind::Null) {
                self.inside(name, value, check)?;
            }
        }
        Ok(())
    }

    fn items(&mut self, node: &'d Node, check: Checker<'d>) -> Checked {
        let Kind::Array(items) = &node.kind else {
            return Err(self.fail(
                node,
                format!("an array is expected, not {}", node.kind_name()),
            ));
        };
        for (index, value) in items.iter().enumerate() {
            self.inside(index.to_string(), value, check)?;
        }
        Ok(())
    }

    fn object(&mut self, node: &'d Node) -> Checked {
        match node.object() {
            Some(_) => Ok(()),
            None => Err(self.fail(
                node,
                format!("an object is expected, not {}", node.kind_name()),
            )),
        }
    }

    fn string(&mut self, node: &'d Node) -> Checked {
        match node.str() {
            Some(_) => Ok(()),
            None => Err(self.fail(
                node,
                format!("a string is expected, not {}", node.kind_name()),
            )),
        }
    }

    fn boolean(&mut self, node: &'d Node) -> Checked {
        match node.bool() {
            Some(_) => Ok(()),
            None => Err(self.fail(
                node,
                format!("true or false is expected, not {}", node.kind_name()),
            )),
        }
    }

    fn number(&mut self, node: &'d Node) -> Checked {
        match node.number() {
            Some(_) => Ok(()),
            None => Err(self.fail(
                node,
                format!("a number is expected, not {}", node.kind_name()),
            )),
        }
    }

    fn root(&mut self, root: &'d Node) -> Checked {
        self.member(root, "info", |check, node| {
            check.object(node)?;
            check.member(node, "version", Self::string)
        })?;
        self.member(root, "paths", |check, node| {
            check.each(node, Self::path_item)
        })?;
        self.member(root, "webhooks", |check, node| {
            check.each(node, Self::path_item)
        })?;
        self.member(root, "servers", |check, node| {
            check.items(node, Self::object)
        })?;
        self.member(root, "security", |check, node| {
            check.items(node, Self::requirement)
        })?;
        self.member(root, "tags", |check, node| check.items(node, Self::object))?;
        self.member(root, "components", |check, node| {
            check.object(node)?;
            check.member(node, "schemas", |check, node| {
                check.each(node, Self::schema)
            })?;
            check.member(node, "parameters", |check, node| {
                check.each(node, Self::parameter)
            })?;
            check.member(node, "headers", |check, node| {
                check.each(node, Self::header)
            })?;
            check.member(node, "requestBodies", |check, node| {
                check.each(node, Self::body)
            })?;
            check.member(node, "responses", |check, node| {
                check.each(node, Self::response)
            })?;
            check.member(node, "securitySchemes", |check, node| {
                check.each(node, Self::object)
            })
        })
    }

    fn requirement(&mut self, node: &'d Node) -> Checked {
        self.each(node, |check, node| check.items(node, Self::string))
    }

    fn path_item(&mut self, node: &'d Node) -> Checked {
        self.object(node)?;
        self.member(node, "parameters", |check, node| {
            check.items(node, Self::parameter)
        })?;
        for method in METHODS {
            self.member(node, method, Self::operation)?;
        }
        Ok(())
    }

    fn operation(&mut self, node: &'d Node) -> Checked {
        self.object(node)?;
        self.member(node, "parameters", |check, node| {
            check.items(node, Self::parameter)
        })?;
        self.member(node, "requestBody", Self::body)?;
        self.member(node, "responses", |check, node| {
            check.each(node, Self::response)
        })?;
        self.member(node, "security", |check, node| {
            check.items(node, Self::requirement)
        })?;
        self.member(node, "tags", |check, node| check.items(node, Self::string))?;
        self.member(node, "operationId", Self::string)?;
        self.member(node, "deprecated", Self::boolean)?;
        self.member(node, "callbacks", |check, node| {
            check.each(node, |check, node| check.each(node, Self::path_item))
        })
    }

    fn parameter(&mut self, node: &'d Node) -> Checked {
        self.object(node)?;
        for name in ["name", "in"] {
            match node.get(name) {
                Some(value) => self.inside(name, value, Self::string)?,
                None => return Err(self.fail(node, format!("the parameter has no \"{name}\""))),
            }
        }
        if !matches!(
            node.text("in"),
            Some("query" | "header" | "path" | "cookie" | "querystring")
        ) {
            return Err(self.fail(node, "\"in\" must be query, header, path or cookie"));
        }
        self.header(node)
    }

    fn header(&mut self, node: &'d Node) -> Checked {
        self.object(node)?;
        self.member(node, "required", Self::boolean)?;
        self.member(node, "explode", Self::boolean)?;
        self.member(node, "allowReserved", Self::boolean)?;
        self.member(node, "style", Self::string)?;
        self.member(node, "schema", Self::schema)?;
        self.member(node, "content", |check, node| {
            check.each(node, Self::media_type)
        })
    }

    fn body(&mut self, node: &'d Node) -> Checked {
        self.object(node)?;
        self.member(node, "required", Self::boolean)?;
        self.member(node, "content", |check, node| {
            check.each(node, Self::media_type)
        })
    }

    fn response(&mut self, node: &'d Node) -> Checked {
        self.object(node)?;
        self.member(node, "headers", |check, node| {
            check.each(node, Self::header)
        })?;
        self.member(node, "links", |check, node| check.each(node, Self::object))?;
        self.member(node, "content", |check, node| {
            check.each(node, Self::media_type)
        })
    }

    fn media_type(&mut self, node: &'d Node) -> Checked {
        self.object(node)?;
        self.member(node, "schema", Self::schema)?;
        self.member(node, "encoding", |check, node| {
            check.each(node, Self::object)
        })
    }

    fn schema(&mut self, node: &'d Node) -> Checked {
        if node.bool().is_some() {
            return Ok(());
        }
        let Some(object) = node.object() else {
            let problem = format!(
                "a schema is an object or a boolean, not {}",
                node.kind_name()
            );
            return Err(self.fail(node, problem));
        };
        for (name, value) in object.iter() {
            let check: Checker<'d> = match name {
                "properties" | "patternProperties" | "$defs" | "definitions"
                | "dependentSchemas" => |check: &mut Self, node| check.each(node, Self::schema),
                "allOf" | "anyOf" | "oneOf" | "prefixItems" => {
                    |check: &mut Self, node| check.items(node, Self::schema)
                }
                "items"
                | "additionalProperties"
                | "not"
                | "if"
                | "then"
                | "else"
                | "contains"
                | "propertyNames"
                | "unevaluatedItems"
                | "unevaluatedProperties"
                | "contentSchema" => Self::schema,
                "required" => |check: &mut Self, node| check.items(node, Self::string),
                "enum" => |check: &mut Self, node| check.items(node, |_, _| Ok(())),
                "dependentRequired" => |check: &mut Self, node| {
                    check.each(node, |check, node| check.items(node, Self::string))
                },
                "type" => Self::types,
                "pattern" | "format" | "contentEncoding" | "contentMediaType" => Self::string,
                "nullable" | "uniqueItems" | "readOnly" | "writeOnly" | "deprecated" => {
                    Self::boolean
                }
                "minimum" | "maximum" | "multipleOf" => Self::number,
                "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties"
                | "maxProperties" | "minContains" | "maxContains" => Self::count,
                "exclusiveMinimum" | "exclusiveMaximum" => Self::exclusive,
                _ => continue,
            };
            self.inside(name, value, check)?;
        }
        Ok(())
    }

    fn types(&mut self, node: &'d Node) -> Checked {
        let names: &[Node] = node.array().unwrap_or(std::slice::from_ref(node));
        for name in names {
            if name.str().is_none() {
                return Err(self.fail(name, "a type is a name, or a list of names"));
            }
        }
        Ok(())
    }

    fn count(&mut self, node: &'d Node) -> Checked {
        let whole = node.number().map(super::whole);
        match whole.and_then(|number| number.as_u64()) {
            Some(_) => Ok(()),
            None => Err(self.fail(node, "a number from zero without fraction is expected")),
        }
    }

    fn exclusive(&mut self, node: &'d Node) -> Checked {
        match self.document.version() {
            Version::V3_0 if node.bool().is_some() => Ok(()),
            _ => self.number(node),
        }
    }
}
