use serde_json::json;

use super::customer_writes::{create_endpoint, delete_endpoint};
use super::index_args;
use crate::exchange::Method;
use crate::serve::options::Subscriptions;
use crate::serve::webhooks;
use crate::serve::wordpress::{Action, Arg, Clean, Endpoint, Permission, Route};

const READ: &[Method] = &[Method::Get];

/// The index of the whole API.
pub(crate) fn root_route() -> Route {
    Route {
        namespace: "",
        pattern: "/".to_owned(),
        endpoints: vec![Endpoint {
            methods: READ,
            args: vec![Arg::new("context", json!({"default": "view"})).clean(Clean::Raw)],
            permission: Permission::Public,
            action: Action::Root,
        }],
        schema: None,
    }
}

/// WooCommerce's routes below `wc/v2` and `wc/v3`.
pub(crate) fn routes(namespace: &'static str, subscriptions: Subscriptions) -> Vec<Route> {
    let route = |path: &str, args: Vec<Arg>, permission, action| Route {
        namespace,
        pattern: format!("/{namespace}{path}"),
        endpoints: vec![Endpoint {
            methods: READ,
            args,
            permission,
            action,
        }],
        schema: None,
    };
    let one = || vec![Arg::new("id", json!({"type": "integer"}))];
    let with = |mut route: Route, endpoint| {
        route.endpoints.push(endpoint);
        route
    };
    // WooCommerce allows them; this site has them for `Allow` and the indexes.
    let edit = |permission| Endpoint {
        methods: &[Method::Post, Method::Put, Method::Patch],
        args: Vec::new(),
        permission,
        action: Action::NotServed,
    };
    let delete = || Endpoint {
        methods: &[Method::Delete],
        ..edit(Permission::Edit)
    };
    let mut routes = vec![
        route(
            "",
            index_args(namespace),
            Permission::Public,
            Action::Namespace,
        ),
        with(
            route(
                "/customers",
                crate::serve::memberships::customer_filters(),
                Permission::List,
                Action::ListCustomers,
            ),
            create_endpoint(),
        ),
        with(
            with(
                route(
                    r"/customers/(?P<id>[\d]+)",
                    one(),
                    Permission::ViewUser,
                    Action::GetCustomer,
                ),
                edit(Permission::DeleteUser),
            ),
            delete_endpoint(),
        ),
        with(
            with(
                route(
                    r"/orders/(?P<id>[\d]+)",
                    one(),
                    Permission::View,
                    Action::GetOrder,
                ),
                edit(Permission::Edit),
            ),
            delete(),
        ),
        with(
            with(
                route(
                    r"/products/(?P<id>[\d]+)",
                    one(),
                    Permission::View,
                    Action::GetProduct,
                ),
                edit(Permission::Edit),
            ),
            delete(),
        ),
        Route {
            namespace,
            pattern: format!("/{namespace}/webhooks"),
            endpoints: webhooks::endpoints(),
            schema: None,
        },
        route(
            "/system_status",
            Vec::new(),
            Permission::List,
            Action::SystemStatus,
        ),
    ];
    if subscriptions == Subscriptions::On && namespace == "wc/v3" {
        routes.push(route(
            r"/subscriptions/(?P<id>[\d]+)",
            one(),
            Permission::View,
            Action::GetSubscription,
        ));
    }
    routes
}
