use super::args::{Ids, collection, context, id, member_filters, writable};
use super::description::{batch, membership_plan, user_membership};
use crate::base::Api;
use crate::exchange::Method;
use crate::serve::data::ProfileField;
use crate::serve::options::Subscriptions;
use crate::serve::wordpress::{Action, Arg, Endpoint, Permission, Route};

const READ: &[Method] = &[Method::Get];
const CREATE: &[Method] = &[Method::Post];
const EDIT: &[Method] = &[Method::Post, Method::Put, Method::Patch];
const DELETE: &[Method] = &[Method::Delete];

/// The index and the routes of one version, in the order in which the plugin registers them.
pub(crate) fn routes(
    version: Api,
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
