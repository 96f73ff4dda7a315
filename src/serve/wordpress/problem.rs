use serde_json::{Map, Value, json};

use super::Answer;

/// An error as WordPress answers it: `{code, message, data: {status, …}}` (`docs/observed.md#11`).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Problem {
    /// Machine-readable name.
    pub(crate) code: String,
    /// Text for people; clients match on a few of them.
    pub(crate) message: String,
    /// `data`, whose `status` is the HTTP status.
    pub(crate) data: Box<Map<String, Value>>,
    /// The HTTP status.
    pub(crate) status: u16,
    /// Whether PHP died: the response then has `additional_errors` and no `Allow`.
    pub(crate) fatal: bool,
}

impl Problem {
    /// An error whose data is its status and nothing else.
    pub(crate) fn new(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        let mut data = Map::new();
        data.insert("status".to_owned(), status.into());
        Self {
            code: code.into(),
            message: message.into(),
            data: Box::new(data),
            status,
            fatal: false,
        }
    }

    /// No route has that path and method. WordPress never answers 405.
    pub(crate) fn no_route() -> Self {
        Self::new(
            404,
            "rest_no_route",
            "No route was found matching the URL and request method.",
        )
    }

    /// The reference site holds no more of these, so that no client makes it grow without end.
    pub(crate) fn full(what: &str, most: usize) -> Self {
        Self::new(
            507,
            "memberspec_site_full",
            format!("The reference site holds at most {most} {what}; delete some first."),
        )
    }

    /// Required parameters are not there.
    pub(crate) fn missing(names: &[&str]) -> Self {
        let mut problem = Self::new(
            400,
            "rest_missing_callback_param",
            format!("Missing parameter(s): {}", names.join(", ")),
        );
        problem.data.insert("params".to_owned(), json!(names));
        problem
    }

    /// Parameters are there and wrong.
    pub(crate) fn invalid(faults: &[(&str, Self)]) -> Self {
        let names: Vec<&str> = faults.iter().map(|(name, _)| *name).collect();
        let mut problem = Self::new(
            400,
            "rest_invalid_param",
            format!("Invalid parameter(s): {}", names.join(", ")),
        );
        let params: Map<String, Value> = faults
            .iter()
            .map(|(name, fault)| ((*name).to_owned(), fault.message.clone().into()))
            .collect();
        let details: Map<String, Value> = faults
            .iter()
            .map(|(name, fault)| {
                let data = if fault.data.is_empty() {
                    Value::Null
                } else {
                    Value::Object(*fault.data.clone())
                };
                let detail = json!({"code": fault.code, "message": fault.message, "data": data});
                ((*name).to_owned(), detail)
            })
            .collect();
        problem.data.insert("params".to_owned(), params.into());
        problem.data.insert("details".to_owned(), details.into());
        problem
    }

    /// What is wrong with one parameter: without a status, as WordPress nests it in `details`.
    pub(crate) fn of_parameter(code: &str, message: String, data: Map<String, Value>) -> Self {
        Self {
            code: code.to_owned(),
            message,
            data: Box::new(data),
            status: 400,
            fatal: false,
        }
    }

    /// PHP died (`docs/observed.md#11`).
    pub(crate) fn fatal() -> Self {
        let mut problem = Self::new(
            500,
            "internal_server_error",
            "<p>There has been a critical error on this website.</p><p><a href=\"https://wordpress.org/documentation/article/faq-troubleshooting/\">Learn more about troubleshooting WordPress.</a></p>",
        );
        problem.fatal = true;
        problem
    }

    /// The body: `{code, message, data}`.
    pub(crate) fn to_value(&self) -> Value {
        let mut body = Map::new();
        body.insert("code".to_owned(), self.code.clone().into());
        body.insert("message".to_owned(), self.message.clone().into());
        body.insert("data".to_owned(), Value::Object(*self.data.clone()));
        if self.fatal {
            body.insert("additional_errors".to_owned(), json!([]));
        }
        Value::Object(body)
    }

    /// The whole response.
    pub(crate) fn to_answer(&self) -> Answer {
        Answer::json(self.status, self.to_value())
    }
}
