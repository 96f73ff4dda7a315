use utoipa::IntoParams;

/// The id in the path of a user membership.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct MembershipId {
    /// Id of the user membership. Leading zeros are accepted.
    #[param(minimum = 1, example = 38)]
    pub id: i64,
}

/// The id in the path of a membership plan.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct PlanId {
    /// Id of the membership plan. Also finds drafts, private plans and plans in the Trash.
    #[param(minimum = 1, example = 22)]
    pub id: i64,
}
