use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::openapi::RefOr;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::schema::{Object, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

use super::written_time::{NeverWritten, TimeWithZeroOffset, WrittenTime};

/// A date and time without an offset, in the clock of the site (`docs/observed.md#5`).
///
/// Never written by a client: writes take the UTC twin only, so it is read-only wherever it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteTime(pub WrittenTime);

/// A date and time without an offset, in UTC (`docs/observed.md#5`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct UtcTime(pub WrittenTime);

/// A date in UTC of a plan, which is `-0001-11-30T00:00:00` while the plan is a draft that was never published
/// (`docs/observed.md#6`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum UtcTimeOrNever {
    /// The date.
    Time(UtcTime),
    /// The plan was never published.
    Never(NeverWritten),
}

/// A date of a plan's subscription access: it ends in `+00:00` although the time is the site's
/// (`docs/observed.md#6`). Exists only with Subscriptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionSiteTime(pub TimeWithZeroOffset);

/// A date of a plan's subscription access in UTC, with its `+00:00` (`docs/observed.md#6`). Exists
/// only with Subscriptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionUtcTime(pub TimeWithZeroOffset);

/// `YYYY-MM-DDTHH:MM:SS` and nothing behind it, with four digits for the year.
const PLAIN: &str =
    r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d$";

/// The same, or what PHP makes of MySQL's zero date, which stands for a date that is not set.
const PLAIN_OR_NEVER: &str = r"^(-0001-11-30T00:00:00|\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d)$";

/// The same as [`PLAIN`] with `+00:00` behind it.
const WITH_ZERO_OFFSET: &str =
    r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\+00:00$";

/// RFC 3339 without its offset, in the words of the OpenAPI format registry
/// (<https://spec.openapis.org/registry/format/date-time-local>).
const DATE_TIME_LOCAL: &str = "date-time-local";

fn text(format: &str, pattern: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::Custom(format.to_owned())))
        .pattern(Some(pattern))
}

fn scalar(object: Object) -> RefOr<Schema> {
    RefOr::T(Schema::Object(object))
}

impl PartialSchema for SiteTime {
    fn schema() -> RefOr<Schema> {
        scalar(
            text(DATE_TIME_LOCAL, PLAIN)
                .read_only(true)
                .examples([json!("2026-03-01T09:30:00")])
                .extensions(Some(
                    ExtensionsBuilder::new().add("x-timezone", "site").build(),
                ))
                .build(),
        )
    }
}

impl PartialSchema for UtcTime {
    fn schema() -> RefOr<Schema> {
        scalar(
            text(DATE_TIME_LOCAL, PLAIN)
                .examples([json!("2026-03-01T14:30:00")])
                .extensions(Some(
                    ExtensionsBuilder::new().add("x-timezone", "utc").build(),
                ))
                .build(),
        )
    }
}

impl PartialSchema for UtcTimeOrNever {
    fn schema() -> RefOr<Schema> {
        scalar(
            text(DATE_TIME_LOCAL, PLAIN_OR_NEVER)
                .examples([json!("2026-03-01T14:30:00")])
                .extensions(Some(
                    ExtensionsBuilder::new().add("x-timezone", "utc").build(),
                ))
                .build(),
        )
    }
}

impl PartialSchema for SubscriptionSiteTime {
    fn schema() -> RefOr<Schema> {
        scalar(
            text("date-time", WITH_ZERO_OFFSET)
                .read_only(true)
                .examples([json!("2026-01-01T00:00:00+00:00")])
                .extensions(Some(
                    ExtensionsBuilder::new()
                        .add("x-timezone", "site")
                        .add("x-requires", "subscriptions")
                        .build(),
                ))
                .build(),
        )
    }
}

impl PartialSchema for SubscriptionUtcTime {
    fn schema() -> RefOr<Schema> {
        scalar(
            text("date-time", WITH_ZERO_OFFSET)
                .read_only(true)
                .examples([json!("2026-01-01T05:00:00+00:00")])
                .extensions(Some(
                    ExtensionsBuilder::new()
                        .add("x-timezone", "utc")
                        .add("x-requires", "subscriptions")
                        .build(),
                ))
                .build(),
        )
    }
}

impl ToSchema for SiteTime {}
impl ToSchema for UtcTime {}
impl ToSchema for UtcTimeOrNever {}
impl ToSchema for SubscriptionSiteTime {}
impl ToSchema for SubscriptionUtcTime {}
