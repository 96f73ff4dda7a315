//! How properties tell `null`, absent and empty apart, so that what is read is what is written.
//!
//! | the property | its type | its attribute |
//! |---|---|---|
//! | is always there, never `null` | `T` | none |
//! | is always there, may be `null` | `Option<T>` | `deserialize_with = "nullable"` |
//! | may be absent, never `null` | `Option<T>` | `default, skip_serializing_if, deserialize_with = "present"` |
//! | may be absent or `null` | `Option<Option<T>>` | the same |

use serde::{Deserialize, Deserializer};

/// A list that is always empty: PHP writes an empty map so.
pub type EmptyList = [String; 0];

/// Reads a property that must be there and may be `null`. Serde takes an absent `Option` for
/// `None`, unless the property has a reader of its own.
pub(super) fn nullable<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    value: D,
) -> Result<Option<T>, D::Error> {
    Option::deserialize(value)
}

/// Reads a property that is there, of the inner type: `null` only where that type takes it.
pub(super) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    value: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(value).map(Some)
}
