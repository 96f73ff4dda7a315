use utoipa::{IntoParams, ToSchema};

/// Filters of the list of user memberships in v2 and v3 (`docs/observed.md#4`). All are joined by AND.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MembersQuery {
    /// Status of the memberships; `any` lists all but those in the Trash. Empty text is rejected.
    #[param(inline, default = "any", example = "active")]
    pub status: Option<StatusFilter>,
    /// Id or slug of one plan. Takes a single plan: a list is rejected, and `21,34` is read as plan
    /// 2134. Empty text returns an empty list.
    #[param(example = "gold")]
    pub plan: Option<String>,
    /// Owner, by id, e-mail address or login name. An unknown owner returns an empty list.
    #[param(example = "ada@shop.example")]
    pub customer: Option<String>,
    /// Id of the order that granted access. Not a sort direction: memberships cannot be listed in
    /// ascending order.
    #[param(example = 1042)]
    pub order: Option<i64>,
    /// Id of the product or variation that granted access; the parent of a variation matches
    /// nothing.
    #[param(example = 84)]
    pub product: Option<i64>,
}

/// Filters of the list of user memberships in v4 (`docs/observed.md#2`).
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MembersQueryV4 {
    /// Statuses of the memberships, with commas between them and not validated. Without one, with
    /// `any` or with an unknown one nothing is filtered: memberships in the Trash and drafts that
    /// were never saved are listed and counted too.
    #[param(style = Form, explode = false, example = json!(["active", "paused"]))]
    pub status: Option<Vec<String>>,
    /// Ids of plans, with commas between them. A slug is rejected; empty text does not filter.
    #[param(style = Form, explode = false, example = json!([22, 23]))]
    pub plan: Option<Vec<i64>>,
    /// Owner, by id, e-mail address or login name. An unknown owner returns an empty list.
    #[param(example = "ada@shop.example")]
    pub customer: Option<String>,
    /// Id of the order that granted access. Not a sort direction: memberships cannot be listed in
    /// ascending order.
    #[param(example = 1042)]
    pub order: Option<i64>,
    /// Id of the product or variation that granted access; the parent of a variation matches
    /// nothing.
    #[param(example = 84)]
    pub product: Option<i64>,
    /// Text to find in any meta data of the owner: names, billing address and more.
    #[param(example = "Lovelace")]
    pub search: Option<String>,
}

/// The filter that needs Subscriptions; without that plugin it is ignored.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SubscriptionQuery {
    /// Id of the subscription linked to the memberships. Ignored while Subscriptions is inactive.
    #[param(example = 1043)]
    pub subscription: Option<i64>,
}

/// What the list and single reads take without declaring it (`docs/observed.md#4`).
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CustomerDataQuery {
    /// `1` fills `customer_data`. From 1.25.2 or 1.26.0 up to 1.27.2; later releases ignore it.
    #[param(minimum = 0, maximum = 1, example = 1)]
    pub customer_data: Option<i32>,
}

/// Order of a list, undeclared (`docs/observed.md#4`).
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MembersOrderQuery {
    /// Sort key, obeyed since 1.12.2. By default the newest come first, and memberships of the same
    /// second have no fixed order, so pages can repeat some and skip others: use `id`.
    #[param(example = "id")]
    pub orderby: Option<String>,
}

/// A status to filter by, or `any`.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum StatusFilter {
    /// All but the bin.
    Any,
    /// The member has access.
    Active,
    /// Access through a free trial; only with Subscriptions.
    FreeTrial,
    /// Access starts later.
    Delayed,
    /// Access free of charge.
    Complimentary,
    /// Waits to be cancelled.
    Pending,
    /// Suspended.
    Paused,
    /// Past its end.
    Expired,
    /// Ended.
    Cancelled,
}

/// Parameters of the directory (`docs/releases.md`).
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DirectoryQuery {
    /// Id of the page that holds the directory block.
    #[param(required = true, minimum = 1, example = 12)]
    pub page_id: i64,
    /// Number of the directory block on the page.
    #[param(example = "a1b2c3")]
    pub block_instance_id: Option<String>,
}
