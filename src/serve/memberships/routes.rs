use super::args::{Ids, collection, context, id, member_filters, writable};
use super::description::{batch, membership_plan, user_membership};
use crate::exchange::Method;
use crate::serve::data::ProfileField;
use crate::serve::options::Subscriptions;
use crate::serve::wordpress::{Action, Arg, Endpoint, Permission, Route};

/// A version of the API that the plugin registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    /// `wc/v2`.
    V2,
    /// `wc/v3`.
    V3,
    /// `wc/v4`.
    V4,
}

impl Version {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::V2, Self::V3, Self::V4];

    /// `v3`.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::V2 => "v2",
            Self::V3 => "v3",
            Self::V4 => "v4",
        }
    }

    /// `wc/v3/memberships`.
    pub(crate) const fn namespace(self) -> &'static str {
        match self {
            Self::V2 => "wc/v2/memberships",
            Self::V3 => "wc/v3/memberships",
            Self::V4 => "wc/v4/memberships",
        }
    }

    /// The version that a namespace belongs to.
    pub(crate) fn of_namespace(namespace: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| {
            namespace
                .strip_prefix("wc/")
                .is_some_and(|rest| rest.starts_with(version.as_str()))
        })
    }
}

const READ: &[Method] = &[Method::Get];
const CREATE: &[Method] = &[Method::Post];
const EDIT: &[Method] = &[Method::Post, Method::Put, Method::Patch];
const DELETE: &[Method] = &[Method::Delete];

/// The index and the routes of one version, in the order in which the plugin registers them.
pub(crate) fn routes(
    version: Version,
    subscriptions: Subscriptions,
    fields: &[ProfileField],
) -> Vec<Route> {
    let namespace = version.namespace();
    let route = |path: &str, endpoints, schema| Route {
        namespace,
        pattern: format!("/{namespace}{path}"),
        endpoints,
        schema,
    };
    let endpoint = |methods, args: Vec<Arg>, permission, action| Endpoint {
        methods,
        args,
        permission,
        action,
    };
    let read = |args, permission, action| endpoint(READ, args, permission, action);
    let write = |ids| writable(ids, subscriptions, fields);
    let member = "a user membership";
    let mut edit_args = vec![id(member)];
    edit_args.extend(write(Ids::Optional));
    vec![
        route(
            "",
            vec![read(
                crate::serve::woocommerce::index_args(namespace),
                Permission::Public,
                Action::Namespace,
            )],
            None,
        ),
        route(
            "/plans",
            vec![read(collection(), Permission::List, Action::ListPlans)],
            Some(membership_plan(subscriptions)),
        ),
        route(
            r"/plans/(?P<id>[\d]+)",
            vec![read(
                vec![id("a membership plan"), context()],
                Permission::View,
                Action::GetPlan,
            )],
            Some(membership_plan(subscriptions)),
        ),
        route(
            "/members",
            vec![
                read(
                    member_filters(version, subscriptions),
                    Permission::List,
                    Action::ListMembers,
                ),
                endpoint(
                    CREATE,
                    write(Ids::Required),
                    Permission::Create,
                    Action::CreateMember,
                ),
            ],
            Some(user_membership(subscriptions, fields)),
        ),
        route(
            r"/members/(?P<id>[\d]+)",
            vec![
                read(
                    vec![id(member), context()],
                    Permission::View,
                    Action::GetMember,
                ),
                endpoint(EDIT, edit_args, Permission::Edit, Action::UpdateMember),
                endpoint(
                    DELETE,
                    vec![id(member)],
                    Permission::Delete,
                    Action::DeleteMember,
                ),
            ],
            Some(user_membership(subscriptions, fields)),
        ),
        route(
            "/members/batch",
            vec![endpoint(
                EDIT,
                write(Ids::Optional),
                Permission::Batch,
                Action::BatchMembers,
            )],
            Some(batch()),
        ),
    ]
}
