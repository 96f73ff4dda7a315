use crate::exchange::Method;
use crate::serve::wordpress::Problem;

/// What a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// GET and HEAD.
    Read,
    /// POST, PUT, PATCH and DELETE.
    Write,
    /// Both.
    ReadWrite,
}

/// Who is asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Identity {
    /// Nobody that the site knows.
    Anonymous,
    /// A shop manager through a key.
    Manager(Access),
    /// A customer through a key: valid, without the capability.
    Customer,
}

impl Identity {
    /// Whether somebody is logged in: WordPress then forbids caching.
    pub(crate) fn is_known(self) -> bool {
        self != Self::Anonymous
    }

    /// Whether the caller may manage the shop.
    pub(crate) fn manages_shop(self) -> bool {
        matches!(self, Self::Manager(_))
    }

    /// The status of a rejection: 403 for somebody who may not, 401 for nobody.
    pub(crate) fn refusal_status(self) -> u16 {
        if self.is_known() { 403 } else { 401 }
    }
}

/// Whether the key may be used with the method on the wire. WooCommerce looks before it looks for
/// a route, and answers 401 (`docs/observed.md#3`).
pub(crate) fn check_key_permission(identity: Identity, method: &Method) -> Result<(), Problem> {
    let Identity::Manager(access) = identity else {
        return Ok(());
    };
    let refuse = |what: &str| {
        Err(Problem::new(
            401,
            "woocommerce_rest_authentication_error",
            format!("The API key provided does not have {what} permissions."),
        ))
    };
    match method {
        Method::Get | Method::Head if access == Access::Write => refuse("read"),
        Method::Post | Method::Put | Method::Patch | Method::Delete if access == Access::Read => {
            refuse("write")
        }
        Method::Other(_) => Err(Problem::new(
            401,
            "woocommerce_rest_authentication_error",
            "Unknown request method.",
        )),
        _ => Ok(()),
    }
}
