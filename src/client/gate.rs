use std::fmt;
use std::sync::Arc;

use crate::exchange::Request;

use super::Error;

/// What a client may change on a site.
#[derive(Debug, Clone, Default)]
pub enum Writes {
    /// Nothing: only GET, HEAD and OPTIONS go out.
    #[default]
    Refused,
    /// What the permit allows, request by request.
    Allowed(Permit),
}

/// A judge of writes. It sees each request that is not safe and says whether it may go out, so
/// that a run can restrict itself to what it created.
#[derive(Clone)]
pub struct Permit(Arc<dyn Fn(&Request) -> bool + Send + Sync>);

impl Permit {
    /// A permit for the writes that `allows` answers true for.
    pub fn new(allows: impl Fn(&Request) -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(allows))
    }

    /// Whether a write may go out.
    #[must_use]
    pub fn allows(&self, request: &Request) -> bool {
        let Self(allows) = self;
        allows(request)
    }
}

impl fmt::Debug for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Permit")
    }
}

/// The one place that every request passes on its way out.
///
/// Safe is what neither HTTP nor WordPress takes for a write: a GET with `_method=DELETE` in the
/// query is none (`docs/observed.md#1`).
pub(super) fn pass(writes: &Writes, request: &Request) -> Result<(), Error> {
    let allowed = request.is_safe()
        || match writes {
            Writes::Refused => false,
            Writes::Allowed(permit) => permit.allows(request),
        };
    if allowed {
        Ok(())
    } else {
        Err(Error::WriteRefused {
            method: request.effective_method().to_string(),
            url: crate::redact::url(&request.url),
        })
    }
}
