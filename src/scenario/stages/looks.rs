use super::Line;
use crate::exchange::PlannedRequest;
use crate::scenario::Scenario;

/// How many full pages of memberships are compared before and after.
const PAGES: u64 = 4;

/// The newest page of all memberships, and the plans.
pub(super) fn before(scenario: &Scenario) -> Vec<Line> {
    vec![
        scenario.look("memberships before the run").into(),
        scenario
            .get("plans to use", scenario.path("/plans"))
            .with("per_page", "100")
            .into(),
    ]
}

/// The other pages that are compared.
pub(super) fn before_more(scenario: &mut Scenario) -> Vec<Line> {
    if scenario.pages > PAGES + 1 {
        scenario.cannot(
            "memberships of others before and after",
            format!(
                "{} of {} pages of 100 were compared",
                PAGES + 1,
                scenario.pages
            ),
        );
    }
    let looks = scenario.looks("memberships before the run");
    looks.into_iter().skip(1).map(Line::from).collect()
}

impl Scenario {
    /// The newest page of all memberships.
    pub(super) fn look(&self, purpose: &str) -> PlannedRequest {
        self.page(purpose, 1)
    }

    /// All pages that are compared: the newest ones and the oldest.
    pub(in crate::scenario) fn looks(&self, purpose: &str) -> Vec<PlannedRequest> {
        let newest = 1..=self.pages.min(PAGES);
        let oldest = Some(self.pages).filter(|last| *last > PAGES);
        newest
            .chain(oldest)
            .map(|page| self.page(purpose, page))
            .collect()
    }

    fn page(&self, purpose: &str, page: u64) -> PlannedRequest {
        self.get(purpose, self.path("/members"))
            .with("per_page", "100")
            .with("page", page.to_string())
    }
}
