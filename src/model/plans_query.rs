use utoipa::{IntoParams, ToSchema};

/// What the list of plans takes without declaring it (`docs/observed.md#4`).
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlansQuery {
    /// Post statuses of the plans, with commas between them; `any` for all but the bin. An unknown
    /// one lists all plans, those in the bin included.
    #[param(style = Form, explode = false, default = json!(["publish"]), example = json!(["publish", "draft"]))]
    pub status: Option<Vec<String>>,
    /// Slug of one plan.
    #[param(example = "gold")]
    pub slug: Option<String>,
    /// The same as `status`, in WordPress's word for it.
    #[param(style = Form, explode = false, example = json!(["draft"]))]
    pub post_status: Option<Vec<String>>,
    /// The same as `slug`, in WordPress's word for it.
    #[param(example = "gold")]
    pub name: Option<String>,
    /// What to order by.
    #[param(example = "id")]
    pub orderby: Option<String>,
    /// Direction of the order.
    #[param(inline, example = "asc")]
    pub order: Option<Direction>,
}

/// Direction of an order.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum Direction {
    /// Smallest first.
    Asc,
    /// Largest first.
    Desc,
}
