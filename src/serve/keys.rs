/// A WooCommerce REST API key: the pair that a client authenticates with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Sent as user name, `consumer_key` or `oauth_consumer_key`.
    pub consumer_key: String,
    /// Sent as password or `consumer_secret`, or used to sign.
    pub consumer_secret: String,
}

/// The keys that every reference site knows. They guard fictitious data on loopback and are the
/// same on every run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    /// A shop manager's key that may read only.
    pub read: Key,
    /// A shop manager's key that may write only.
    pub write: Key,
    /// A shop manager's key that may read and write.
    pub read_write: Key,
    /// A customer's own key: valid, but without the capability to see memberships (403).
    pub customer: Key,
}

impl Default for Keys {
    fn default() -> Self {
        let key = |name: &str| Key {
            consumer_key: format!("ck_reference_{name}"),
            consumer_secret: format!("cs_reference_{name}"),
        };
        Self {
            read: key("read"),
            write: key("write"),
            read_write: key("read_write"),
            customer: key("customer"),
        }
    }
}
