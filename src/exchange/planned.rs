use std::borrow::Borrow;

use serde_json::Value;
use url::Url;

use super::{Caller, Method, Request, Role};

/// A request that a run is about to send: what goes out, who sends it, and what it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedRequest {
    /// Why it is sent, for people: "filter status=paused". Becomes the exchange's label.
    pub purpose: String,
    /// What its response is for.
    pub role: Role,
    /// Who sends it.
    pub caller: Caller,
    /// Whether the same was sent before, on purpose.
    pub is_repeat: bool,
    /// What goes out, without credentials. Its headers stand beside those that the client adds by
    /// itself (user agent, `Accept`, credentials); a body is only for a run that may write.
    pub request: Request,
}

impl PlannedRequest {
    /// A request by the holder of the configured credentials, without headers and body.
    pub fn new(purpose: impl Into<String>, method: Method, url: Url) -> Self {
        Self {
            purpose: purpose.into(),
            role: Role::Judged,
            caller: Caller::Own,
            is_repeat: false,
            request: Request::new(method, url),
        }
    }

    /// A GET.
    pub fn get(purpose: impl Into<String>, url: Url) -> Self {
        Self::new(purpose, Method::Get, url)
    }

    /// A request of a path below a REST root: `/wc/v3/memberships/members/12`.
    pub(crate) fn below(
        root: &Url,
        purpose: impl Into<String>,
        method: Method,
        path: &str,
    ) -> Self {
        let mut url = root.clone();
        url.set_path(&format!("{}{path}", root.path().trim_end_matches('/')));
        url.set_query(None);
        Self::new(purpose, method, url)
    }

    /// The same with another method.
    pub(crate) fn method(mut self, method: Method) -> Self {
        self.request.method = method;
        self
    }

    /// The same with one more query parameter.
    pub(crate) fn with(mut self, name: &str, value: impl AsRef<str>) -> Self {
        let url = &mut self.request.url;
        url.query_pairs_mut().append_pair(name, value.as_ref());
        self
    }

    /// The same with a JSON body.
    pub(crate) fn json(mut self, body: impl Borrow<Value>) -> Self {
        self.request
            .headers
            .push("Content-Type", "application/json");
        self.request.body = Some(body.borrow().to_string().into());
        self
    }

    /// The same by somebody else.
    pub(crate) fn by(mut self, caller: Caller) -> Self {
        self.caller = caller;
        self.role = Role::by(caller);
        self
    }

    /// The same, whose response is only compared with others.
    pub(crate) fn compared(mut self) -> Self {
        self.role = Role::Compared;
        self
    }

    /// The same, though it was sent before.
    pub(crate) fn repeated(mut self) -> Self {
        self.is_repeat = true;
        self
    }

    /// The same, sent again to confirm what its response showed.
    pub(crate) fn recheck(&self) -> Self {
        Self {
            purpose: format!("repeated: {}", self.purpose),
            role: Role::Recheck,
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_goes_behind_the_root_and_the_query_is_encoded() {
        let root = Url::parse("https://shop.example/de/wp-json/").unwrap();
        let path = "/wc/v3/memberships/members";
        let planned = PlannedRequest::below(&root, "filter", Method::Get, path);
        assert_eq!(
            planned
                .with("customer", "a b@example.test")
                .request
                .url
                .as_str(),
            "https://shop.example/de/wp-json/wc/v3/memberships/members?customer=a+b%40example.test"
        );
    }
}
