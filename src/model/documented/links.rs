use utoipa::ToSchema;

/// A link to a resource of the same site.
#[derive(Debug, ToSchema)]
pub struct Link {
    /// Absolute URL of the resource.
    #[schema(
        format = "uri",
        examples("http://shop.example/wp-json/wc/v2/memberships/members/19")
    )]
    pub href: String,
}

/// Links of a user membership, by relation, as the examples show them.
#[derive(Debug, ToSchema)]
pub struct UserMembershipLinks {
    /// The membership itself.
    #[schema(rename = "self")]
    pub this: Vec<Link>,
    /// The list of memberships.
    pub collection: Vec<Link>,
    /// The customer who owns the membership.
    pub customer: Vec<Link>,
}

/// Links of a membership plan, by relation, as the examples show them.
#[derive(Debug, ToSchema)]
pub struct MembershipPlanLinks {
    /// The plan itself.
    #[schema(rename = "self")]
    pub this: Vec<Link>,
    /// The list of plans.
    pub collection: Vec<Link>,
    /// The products that grant access, where there are any.
    #[schema(required = false)]
    pub products: Vec<Link>,
}
