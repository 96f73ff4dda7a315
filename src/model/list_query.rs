use utoipa::{IntoParams, ToSchema};

/// The parameter that every read declares (`docs/observed.md#4`).
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ContextQuery {
    /// Scope of the response. Both values return the same response.
    #[param(inline, default = "view", example = "view")]
    pub context: Option<Context>,
}

/// Query parameters that both lists declare (`docs/observed.md#4`).
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// Page of the list, from 1. A page past the end is empty, not an error.
    #[param(minimum = 1, default = 1, example = 1)]
    pub page: Option<i64>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100, default = 10, example = 100)]
    pub per_page: Option<i32>,
    /// Number of rows to skip. Takes precedence over `page` and does not change the totals.
    #[param(example = 20)]
    pub offset: Option<i64>,
    /// Ids to list, separated by commas; unknown ids are ignored. Takes precedence over `exclude`.
    #[param(style = Form, explode = false, example = json!([38, 39]))]
    pub include: Option<Vec<i64>>,
    /// Ids to exclude, separated by commas.
    #[param(style = Form, explode = false, example = json!([40]))]
    pub exclude: Option<Vec<i64>>,
}

/// Scope of a response.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum Context {
    /// For showing.
    View,
    /// For editing.
    Edit,
}

/// `search` where it is declared and ignored (`docs/observed.md#4`): both lists of v2 and v3, and the
/// plans of v4.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct IgnoredSearch {
    /// Declared but ignored: the response is the same with and without it.
    #[param(example = "gold")]
    pub search: Option<String>,
}
