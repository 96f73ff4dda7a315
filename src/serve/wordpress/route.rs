use serde_json::{Map, Value};

use super::Arg;
use crate::exchange::Method;

/// What an endpoint does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// The index of the whole API.
    Root,
    /// The index of a namespace.
    Namespace,
    /// Lists plans.
    ListPlans,
    /// One plan.
    GetPlan,
    /// Lists members.
    ListMembers,
    /// One member.
    GetMember,
    /// Makes a member.
    CreateMember,
    /// Changes a member.
    UpdateMember,
    /// Deletes a member.
    DeleteMember,
    /// Makes, changes and deletes members.
    BatchMembers,
    /// One customer.
    GetCustomer,
    /// Lists customers.
    ListCustomers,
    /// Makes a customer.
    CreateCustomer,
    /// Deletes a customer.
    DeleteCustomer,
    /// Lists webhooks.
    ListWebhooks,
    /// Makes a webhook.
    CreateWebhook,
    /// One order.
    GetOrder,
    /// One product.
    GetProduct,
    /// One subscription.
    GetSubscription,
    /// The report on the site's software.
    SystemStatus,
    /// What real sites do and this one does not.
    NotServed,
}

impl Action {
    /// Whether it changes what the site holds.
    pub(crate) fn writes(self) -> bool {
        matches!(
            self,
            Self::CreateMember
                | Self::UpdateMember
                | Self::DeleteMember
                | Self::BatchMembers
                | Self::CreateCustomer
                | Self::DeleteCustomer
        )
    }
}

/// What a caller must be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Permission {
    /// Nothing.
    Public,
    /// List a resource.
    List,
    /// See the post of the path. A post that does not exist is let through, and answered 404.
    View,
    /// See the user of the path, whether there is one or not.
    ViewUser,
    /// Delete the user of the path, likewise.
    DeleteUser,
    /// Make a post.
    Create,
    /// Change the post of the path; one that does not exist is let through.
    Edit,
    /// Delete it, likewise. A plan that has members cannot be deleted.
    Delete,
    /// Write in batches.
    Batch,
}

/// Methods of a route that share arguments and an action.
#[derive(Debug, Clone)]
pub(crate) struct Endpoint {
    /// The methods, in the order in which WordPress lists them.
    pub(crate) methods: &'static [Method],
    /// The declared arguments.
    pub(crate) args: Vec<Arg>,
    /// What the caller must be allowed to do.
    pub(crate) permission: Permission,
    /// What it does.
    pub(crate) action: Action,
}

/// A registered route.
#[derive(Debug, Clone)]
pub(crate) struct Route {
    /// The namespace, such as `wc/v3/memberships`; empty for the root.
    pub(crate) namespace: &'static str,
    /// The pattern as WordPress lists it, such as `/wc/v3/memberships/plans/(?P<id>[\d]+)`.
    pub(crate) pattern: String,
    /// Its endpoints.
    pub(crate) endpoints: Vec<Endpoint>,
    /// How it describes its resource on OPTIONS.
    pub(crate) schema: Option<Value>,
}

impl Route {
    /// The parameters of the path, if this route has it. Letter case does not count, a number may
    /// have leading zeros.
    fn matches(&self, path: &str) -> Option<Map<String, Value>> {
        let mut parameters = Map::new();
        let mut given = path.split('/');
        for expected in self.pattern.split('/') {
            let part = given.next()?;
            match expected
                .strip_prefix("(?P<")
                .and_then(|rest| rest.split_once('>'))
            {
                Some((name, _)) => {
                    if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
                        return None;
                    }
                    parameters.insert(name.to_owned(), part.into());
                }
                None if expected.eq_ignore_ascii_case(part) => {}
                None => return None,
            }
        }
        given.next().is_none().then_some(parameters)
    }

    /// Whether the pattern is a plain path, so that indexes link to it.
    pub(crate) fn is_plain(&self) -> bool {
        !self.pattern.contains('(')
    }

    /// Its methods, each once, in the order of its endpoints.
    pub(crate) fn methods(&self) -> impl Iterator<Item = &'static str> {
        self.endpoints
            .iter()
            .flat_map(|endpoint| endpoint.methods.iter().map(Method::as_str))
    }

    /// The endpoint for a method. HEAD is served by GET.
    pub(crate) fn endpoint(&self, method: &Method) -> Option<&Endpoint> {
        let wanted = match method {
            Method::Head => &Method::Get,
            other => other,
        };
        self.endpoints
            .iter()
            .find(|endpoint| endpoint.methods.contains(wanted))
    }
}

/// The registered routes, in the order in which indexes list them.
#[derive(Debug, Clone)]
pub(crate) struct RouteTable(pub(crate) Vec<Route>);

impl RouteTable {
    /// The route of a path, and the parameters of the path.
    pub(crate) fn find(&self, path: &str) -> Option<(&Route, Map<String, Value>)> {
        self.0
            .iter()
            .find_map(|route| Some((route, route.matches(path)?)))
    }

    /// The namespaces, each once.
    pub(crate) fn namespaces(&self) -> Vec<&'static str> {
        let mut names: Vec<&'static str> = Vec::new();
        for route in &self.0 {
            if !route.namespace.is_empty() && !names.contains(&route.namespace) {
                names.push(route.namespace);
            }
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_matches_with_zeros_and_any_case_but_no_letters() {
        let route = Route {
            namespace: "wc/v3/memberships",
            pattern: r"/wc/v3/memberships/plans/(?P<id>[\d]+)".to_owned(),
            endpoints: Vec::new(),
            schema: None,
        };
        fn id(route: &Route, path: &str) -> Option<Value> {
            route.matches(path)?.get("id").cloned()
        }
        assert_eq!(
            id(&route, "/wc/v3/memberships/plans/000038"),
            Some("000038".into())
        );
        assert_eq!(id(&route, "/WC/v3/memberships/plans/1"), Some("1".into()));
        for other in ["abc", "-1", "1/notes", ""] {
            let path = format!("/wc/v3/memberships/plans/{other}");
            assert_eq!(id(&route, &path), None);
        }
    }
}
