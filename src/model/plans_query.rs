use utoipa::{IntoParams, ToSchema};

/// What the list of plans takes without declaring it (`docs/observed.md#4`).
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlansQuery {
    /// Post statuses of the plans, separated by commas; `any` for all but the Trash. An unknown
    /// status lists all plans, including those in the Trash.
    #[param(style = Form, explode = false, default = json!(["publish"]), example = json!(["publish", "draft"]))]
    pub status: Option<Vec<String>>,
    /// Slug of one plan.
    #[param(example = "gold")]
    pub slug: Option<String>,
    /// The same as `status`, under WordPress's name for it.
    #[param(style = Form, explode = false, example = json!(["draft"]))]
    pub post_status: Option<Vec<String>>,
    /// The same as `slug`, under WordPress's name for it.
    #[param(example = "gold")]
    pub name: Option<String>,
    /// Sort key.
    #[param(example = "id")]
    pub orderby: Option<String>,
    /// Sort direction.
    #[param(inline, example = "asc")]
    pub order: Option<Direction>,
}

/// Sort direction.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum Direction {
    /// Smallest first.
    Asc,
    /// Largest first.
    Desc,
}
