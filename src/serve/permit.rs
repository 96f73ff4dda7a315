use super::auth::Identity;
use super::store::Store;
use super::wordpress::{Permission, Problem};

/// Whether a caller may do that with the post or user of the path. A post that is not there is let
/// through, so that it is answered 404 even to anonymous clients (`docs/observed.md#3`).
pub(super) fn permit(
    permission: Permission,
    identity: Identity,
    id: Option<u64>,
    store: &Store,
) -> Result<(), Problem> {
    let refuse = |what: &str, message: &str| {
        Err(Problem::new(
            identity.refusal_status(),
            format!("woocommerce_rest_cannot_{what}"),
            message,
        ))
    };
    let exists = id.is_some_and(|id| store.has_post(id));
    let may = identity.manages_shop();
    match permission {
        Permission::List if !may => refuse("view", "Sorry, you cannot list resources."),
        Permission::View if exists && !may => {
            refuse("view", "Sorry, you cannot view this resource.")
        }
        Permission::ViewUser if !may => refuse("view", "Sorry, you cannot view this resource."),
        Permission::DeleteUser if !may => refuse(
            "delete",
            "Sorry, you are not allowed to delete this resource.",
        ),
        Permission::Create if !may => {
            refuse("create", "Sorry, you are not allowed to create resources.")
        }
        Permission::Edit if exists && !may => {
            refuse("edit", "Sorry, you are not allowed to edit this resource.")
        }
        Permission::Delete
            if (exists && !may) || id.is_some_and(|id| store.members.has_plan(id)) =>
        {
            refuse(
                "delete",
                "Sorry, you are not allowed to delete this resource.",
            )
        }
        Permission::Batch if !may => refuse(
            "batch",
            "Sorry, you are not allowed to batch manipulate this resource.",
        ),
        _ => Ok(()),
    }
}
