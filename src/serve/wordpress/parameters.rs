use serde_json::{Map, Value};

use super::{ApiRequest, Arg, Problem};
use crate::exchange::Method;
use crate::serve::php::parse_str;

/// How deep a JSON body may nest: PHP's limit for `json_decode` in WordPress.
const MAX_JSON_DEPTH: usize = 512;

/// The parameters of a request by where they came from. A name is looked up in the JSON body, the
/// form, the query, the path and the defaults, in this order; null counts as absent.
#[derive(Debug, Default)]
pub(crate) struct Parameters {
    json: Map<String, Value>,
    form: Map<String, Value>,
    query: Map<String, Value>,
    path: Map<String, Value>,
    defaults: Map<String, Value>,
}

impl Parameters {
    /// Reads the parameters and checks them as WordPress does before it asks for permission:
    /// JSON syntax, then required arguments, then types (`docs/observed.md#3`).
    pub(crate) fn read(
        request: &ApiRequest,
        path: Map<String, Value>,
        args: &[Arg],
    ) -> Result<Self, Problem> {
        let mut parameters = Self {
            json: json_body(request)?,
            form: form_body(request),
            query: request.query.clone(),
            path,
            defaults: args
                .iter()
                .filter_map(|arg| Some((arg.name.to_owned(), arg.default()?.clone())))
                .collect(),
        };
        let missing: Vec<&str> = args
            .iter()
            .filter(|arg| arg.required && parameters.get(arg.name).is_none())
            .map(|arg| arg.name)
            .collect();
        if !missing.is_empty() {
            return Err(Problem::missing(&missing));
        }
        parameters.clean(args)?;
        Ok(parameters)
    }

    fn clean(&mut self, args: &[Arg]) -> Result<(), Problem> {
        let mut faults = Vec::new();
        for arg in args {
            for source in [
                &mut self.json,
                &mut self.form,
                &mut self.query,
                &mut self.path,
            ] {
                // Null is neither checked nor made clean.
                let Some(value) = source.get_mut(arg.name).filter(|value| !value.is_null()) else {
                    continue;
                };
                match arg.accept(value) {
                    Ok(clean) => *value = clean,
                    Err(fault) => {
                        faults.push((arg.name, fault));
                        break;
                    }
                }
            }
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(Problem::invalid(&faults))
        }
    }

    /// The value of a name, without null.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.sources()
            .filter_map(|source| source.get(name))
            .find(|value| !value.is_null())
    }

    /// What the request itself (not a default, not the path) says of these names, null included.
    pub(crate) fn sent(&self, names: &[Arg]) -> Map<String, Value> {
        names
            .iter()
            .filter_map(|arg| {
                let value = [&self.json, &self.form, &self.query]
                    .into_iter()
                    .find_map(|source| source.get(arg.name))?;
                Some((arg.name.to_owned(), value.clone()))
            })
            .collect()
    }

    /// A string.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    /// An integer.
    pub(crate) fn integer(&self, name: &str) -> Option<i64> {
        self.get(name).and_then(Value::as_i64)
    }

    /// A list of ids; none when absent or empty.
    pub(crate) fn ids(&self, name: &str) -> Option<Vec<u64>> {
        let Value::Array(items) = self.get(name)? else {
            return None;
        };
        let ids: Vec<u64> = items.iter().filter_map(Value::as_u64).collect();
        (!ids.is_empty()).then_some(ids)
    }

    /// The query after cleaning, which is what paging links are made from.
    pub(crate) fn query(&self) -> &Map<String, Value> {
        &self.query
    }

    fn sources(&self) -> impl Iterator<Item = &Map<String, Value>> {
        [
            &self.json,
            &self.form,
            &self.query,
            &self.path,
            &self.defaults,
        ]
        .into_iter()
    }
}

fn json_body(request: &ApiRequest) -> Result<Map<String, Value>, Problem> {
    if !request.has_json_body() || request.body.is_empty() {
        return Ok(Map::new());
    }
    let parsed = if nests_deeper_than(&request.body, MAX_JSON_DEPTH) {
        Err((1, "Maximum stack depth exceeded"))
    } else {
        serde_json::from_slice::<Value>(&request.body).map_err(|_| {
            if std::str::from_utf8(&request.body).is_err() {
                (
                    5,
                    "Malformed UTF-8 characters, possibly incorrectly encoded",
                )
            } else {
                (4, "Syntax error")
            }
        })
    };
    match parsed {
        Ok(Value::Object(map)) => Ok(map),
        // A list has parameters 0, 1, 2 …, which no endpoint knows; a scalar has none.
        Ok(_) => Ok(Map::new()),
        Err((code, message)) => {
            let mut problem = Problem::new(400, "rest_invalid_json", "Invalid JSON body passed.");
            problem
                .data
                .insert("json_error_code".to_owned(), code.into());
            problem
                .data
                .insert("json_error_message".to_owned(), message.into());
            Err(problem)
        }
    }
}

/// Whether brackets open deeper than the limit, strings skipped. Looked at before parsing, so that
/// a hostile body costs one pass and no stack.
fn nests_deeper_than(bytes: &[u8], limit: usize) -> bool {
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut escaped = false;
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                if depth > limit {
                    return true;
                }
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

fn form_body(request: &ApiRequest) -> Map<String, Value> {
    let takes_body = matches!(
        request.wire_method,
        Method::Post | Method::Put | Method::Patch | Method::Delete
    );
    if takes_body && request.has_form_body() {
        parse_str(&String::from_utf8_lossy(&request.body))
    } else {
        Map::new()
    }
}
