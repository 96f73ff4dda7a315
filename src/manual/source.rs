use serde_json::Value;

/// The methods of a path in the order in which people look for them.
const METHODS: [&str; 6] = ["get", "post", "put", "patch", "delete", "options"];

/// How deep a schema is followed into those that it refers to.
const DEEPEST: usize = 14;

/// An OpenAPI document of ours, with the parts of it that a manual speaks of.
pub(super) struct Source<'d> {
    pub(super) document: &'d Value,
}

/// One operation with all methods that do the same.
pub(super) struct Operation<'d> {
    /// `/wc/v3/memberships/members/{id}`.
    pub(super) path: &'d str,
    /// In upper case, the usual one first.
    pub(super) methods: Vec<String>,
    /// As the document has it.
    pub(super) value: &'d Value,
    /// What all operations of the path take.
    pub(super) shared: &'d Value,
}

/// Where a schema is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Use {
    /// `GET /wc/v3/memberships/members`.
    pub(super) operation: String,
    /// `response 200 application/json`, or `request body application/json`.
    pub(super) part: String,
    /// The place in the body: `$[*].meta_data[*]`.
    pub(super) path: String,
}

impl Operation<'_> {
    /// The names of all its methods, as the catalogue writes them.
    pub(super) fn names(&self) -> Vec<String> {
        let methods = self.methods.iter();
        methods.map(|it| format!("{it} {}", self.path)).collect()
    }

    pub(super) fn text(&self, key: &str) -> &str {
        self.value.get(key).and_then(Value::as_str).unwrap_or("")
    }

    pub(super) fn has_tag(&self, tag: &str) -> bool {
        let tags = self.value.get("tags").and_then(Value::as_array);
        tags.into_iter().flatten().any(|it| it == tag)
    }
}

impl<'d> Source<'d> {
    /// The target of a reference, or the value itself; nothing where a reference is broken.
    pub(super) fn resolve(&self, value: &'d Value) -> &'d Value {
        match value.get("$ref").and_then(Value::as_str) {
            None => value,
            Some(target) => (self.document)
                .pointer(target.trim_start_matches('#'))
                .unwrap_or(&Value::Null),
        }
    }

    pub(super) fn component(&self, kind: &str) -> impl Iterator<Item = (&'d String, &'d Value)> {
        entries(self.document.pointer(&format!("/components/{kind}")))
    }

    pub(super) fn schema(&self, name: &str) -> &'d Value {
        (self.document)
            .pointer(&format!("/components/schemas/{name}"))
            .unwrap_or(&Value::Null)
    }

    /// The operations in the order of the document; those of one path that differ in nothing but
    /// their names are one, under the shortest name.
    pub(super) fn operations(&self) -> Vec<Operation<'d>> {
        let mut found: Vec<Operation<'d>> = Vec::new();
        for (path, item) in entries(self.document.get("paths")) {
            for method in METHODS {
                let Some(value) = item.get(method) else {
                    continue;
                };
                let name = method.to_ascii_uppercase();
                let same = found
                    .iter_mut()
                    .find(|it| it.path == path && is_same(it.value, value));
                let Some(same) = same else {
                    found.push(Operation {
                        path,
                        methods: vec![name],
                        value,
                        shared: item.get("parameters").unwrap_or(&Value::Null),
                    });
                    continue;
                };
                let id = |value: &Value| value["operationId"].as_str().map_or(0, str::len);
                if id(value) < id(same.value) {
                    same.value = value;
                    same.methods.insert(0, name);
                } else {
                    same.methods.push(name);
                }
            }
        }
        found
    }

    /// The deliveries of webhooks by topic.
    pub(super) fn webhooks(&self) -> Vec<(&'d String, &'d Value)> {
        entries(self.document.get("webhooks"))
            .filter_map(|(topic, item)| Some((topic, item.get("post")?)))
            .collect()
    }

    /// Every operation and delivery by the names that the catalogue uses.
    pub(super) fn names(&self) -> Vec<String> {
        let operations = self.operations();
        let calls = operations.iter().flat_map(Operation::names);
        let deliveries = self.webhooks().into_iter();
        calls
            .chain(deliveries.map(|(topic, _)| delivery(topic)))
            .collect()
    }

    /// Where each schema is used that a schema leads to, in the order of the places.
    pub(super) fn follow(
        &self,
        schema: &'d Value,
        place: &Use,
        depth: usize,
        found: &mut Vec<(&'d str, Use)>,
    ) {
        if depth > DEEPEST {
            return;
        }
        if let Some(name) = reference(schema) {
            found.push((name, place.clone()));
            return self.follow(self.schema(name), place, depth + 1, found);
        }
        let below = |path: String| Use {
            path,
            ..place.clone()
        };
        for (name, property) in entries(schema.get("properties")) {
            let place = below(format!("{}.{name}", place.path));
            self.follow(property, &place, depth + 1, found);
        }
        for keyword in ["items", "additionalProperties"] {
            if let Some(inner) = schema.get(keyword) {
                let end = if keyword == "items" { "[*]" } else { ".*" };
                let place = below(format!("{}{end}", place.path));
                self.follow(inner, &place, depth + 1, found);
            }
        }
        for choice in array(schema.get("oneOf")) {
            self.follow(choice, place, depth + 1, found);
        }
    }
}

/// The name of a delivery, as the catalogue writes it.
pub(super) fn delivery(topic: &str) -> String {
    format!("webhook {topic} POST")
}

/// The schema that a reference names.
pub(super) fn reference(schema: &Value) -> Option<&str> {
    schema
        .get("$ref")?
        .as_str()?
        .strip_prefix("#/components/schemas/")
}

/// The entries of an object; none of anything else.
pub(super) fn entries(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

/// The items of an array; none of anything else.
pub(super) fn array(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

/// The JSON content of a body or a response.
pub(super) fn content(value: &Value) -> Option<&Value> {
    value.get("content")?.as_object()?.values().next()
}

/// Whether two operations differ only in what names them.
fn is_same(one: &Value, other: &Value) -> bool {
    let names = ["operationId", "summary", "description"];
    let essence =
        |value| entries(Some(value)).filter(move |(key, _)| !names.contains(&key.as_str()));
    essence(one).eq(essence(other))
}
