use indexmap::IndexMap;
use jiff::Timestamp;

use super::{ATTACHMENT, DAY, FIRST_CUSTOMER, FIRST_PRODUCT, after};
use crate::serve::data::{Customer, Product, ProductKind, ProfileValue};

/// How many customers there are; the last few own nothing yet, for clients that want to write.
const CUSTOMERS: u64 = 64;

/// Seven products and two variations.
pub(super) fn products() -> Vec<Product> {
    let kinds = [
        ("Reading room ticket", ProductKind::Simple, None),
        ("Workshop pass", ProductKind::Simple, None),
        ("Season ticket", ProductKind::Simple, None),
        ("Patron's box", ProductKind::Simple, None),
        ("Monthly club", ProductKind::Subscription, None),
        ("Paid in installments", ProductKind::Subscription, None),
        ("Club with a trial", ProductKind::Subscription, None),
        ("Sized shirt", ProductKind::Variable, None),
        ("Sized shirt, large", ProductKind::Variation, Some(7)),
    ];
    kinds
        .into_iter()
        .zip(FIRST_PRODUCT..)
        .map(|((name, kind, parent), id)| Product {
            id,
            name: name.to_owned(),
            kind,
            parent_id: parent.map(|nth: u64| FIRST_PRODUCT + nth),
        })
        .collect()
}

/// The customers. Three of them have filled in profile fields.
pub(super) fn customers(anchor: Timestamp) -> Vec<Customer> {
    (FIRST_CUSTOMER..FIRST_CUSTOMER + CUSTOMERS)
        .zip(1..)
        .map(|(id, nth): (u64, i64)| Customer {
            id,
            login: format!("reader{nth}"),
            email: format!("reader{nth}@example.test"),
            first_name: format!("Given{nth}"),
            last_name: format!("Family{nth}"),
            address: format!("{nth} Harbour Street"),
            phone: format!("555-01{nth:02}"),
            created: after(anchor, -400 * DAY + nth * 61),
            profile: profile_of(nth),
        })
        .collect()
}

fn profile_of(nth: i64) -> IndexMap<String, ProfileValue> {
    let text = |text: &str| ProfileValue::Text(text.to_owned());
    let choices = |of: &[&str]| ProfileValue::Choices(of.iter().map(|x| (*x).to_owned()).collect());
    let values: Vec<(&str, ProfileValue)> = match nth {
        5 => vec![
            ("pen-name", text("Quill")),
            ("about", text("first line\nsecond line")),
            ("letters", ProfileValue::Flag(true)),
            ("seat", text("aisle")),
            ("branch", text("north")),
            ("subjects", choices(&["history", "maps"])),
            ("days", choices(&["tue"])),
            ("portrait", ProfileValue::File(ATTACHMENT)),
            ("locker", text("17b")),
        ],
        6 => vec![("letters", ProfileValue::Flag(false))],
        7 => vec![("subjects", choices(&[])), ("pen-name", text("Zoë / Ünal"))],
        _ => Vec::new(),
    };
    values
        .into_iter()
        .map(|(slug, value)| (slug.to_owned(), value))
        .collect()
}
