/// Who sends a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Caller {
    /// The holder of the configured credentials.
    Own,
    /// Nobody: no credentials are sent.
    Nobody,
    /// A holder of a key that no site knows.
    UnknownKey,
    /// The holder of the configured key with a wrong secret.
    WrongSecret,
    /// The holder of a key that may only read.
    ReadOnly,
    /// A customer of the shop, with credentials that are valid and may not see memberships.
    Customer,
}
