use utoipa::IntoParams;

/// Paging of both lists (`docs/documentation.md#v2`).
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PagingQuery {
    /// Page of the list.
    #[param(default = 1, example = 2)]
    pub page: Option<i64>,
    /// Rows per page. The default is said to be a setting of WordPress.
    #[param(example = 20)]
    pub per_page: Option<i64>,
    /// Rows to skip.
    #[param(default = 0, example = 20)]
    pub offset: Option<i64>,
    /// Ids to skip.
    #[param(style = Form, explode = false, example = json!([40]))]
    pub exclude: Option<Vec<i64>>,
    /// Ids to list.
    #[param(style = Form, explode = false, example = json!([38, 39]))]
    pub include: Option<Vec<i64>>,
}

/// Filters of the list of user memberships (`docs/documentation.md#v2`).
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MembersQuery {
    /// Owner, by id, e-mail address or login name.
    #[param(example = "ada@shop.example")]
    pub customer: Option<String>,
    /// Id of the order that granted access.
    #[param(example = 47)]
    pub order: Option<i64>,
    /// Id or slug of a plan, or ids of several.
    #[param(style = Form, explode = false, example = json!(["10", "11"]))]
    pub plan: Option<Vec<String>>,
    /// Id of the product that granted access.
    #[param(example = 55)]
    pub product: Option<i64>,
    /// Status of the memberships; the values are not listed.
    #[param(default = "any", example = "active")]
    pub status: Option<String>,
    /// Id of the subscription to which the memberships are tied.
    #[param(example = 50)]
    pub subscription: Option<i64>,
}

/// Filter of the list of membership plans (`docs/documentation.md#v2`).
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlansQuery {
    /// Post status of the plans.
    #[param(default = "publish", example = "publish")]
    pub status: Option<String>,
}
