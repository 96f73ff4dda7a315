use std::sync::LazyLock;

use super::Fault;
use super::{
    authentication, dates, discovery, encoding, errors, filters, front, links, paging, semantics,
    shape, transport, webhooks, writes,
};

/// Every fault, by class and then in the order in which a class tells them.
pub static FAULTS: LazyLock<Vec<&'static Fault>> = LazyLock::new(|| {
    [
        shape::FAULTS,
        dates::FAULTS,
        paging::FAULTS,
        filters::FAULTS,
        links::FAULTS,
        errors::FAULTS,
        authentication::FAULTS,
        encoding::FAULTS,
        semantics::FAULTS,
        discovery::FAULTS,
        writes::FAULTS,
        webhooks::FAULTS,
        transport::FAULTS,
        front::FAULTS,
    ]
    .into_iter()
    .flatten()
    .collect()
});

/// The fault of that name.
#[must_use]
pub fn fault(id: &str) -> Option<&'static Fault> {
    FAULTS.iter().copied().find(|fault| fault.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::serve::faults::Class;

    #[test]
    fn names_are_unique_and_every_class_has_faults() {
        let ids: BTreeSet<&str> = FAULTS.iter().map(|fault| fault.id).collect();
        assert_eq!(ids.len(), FAULTS.len());
        assert!(FAULTS.len() >= 60, "{}", FAULTS.len());
        let classes: BTreeSet<Class> = FAULTS.iter().map(|fault| fault.class).collect();
        assert_eq!(classes.len(), 12);
        assert!(FAULTS.iter().all(|fault| {
            fault
                .id
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        }));
    }
}
