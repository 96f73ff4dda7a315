use super::Line;
use crate::life::Life;
use crate::life::step::Step;

/// How many full pages of memberships are compared before and after.
const PAGES: u64 = 4;

/// The newest page of all memberships, and the plans.
pub(super) fn before(life: &Life) -> Vec<Line> {
    vec![
        life.look("memberships before the run").into(),
        Step::get("plans to use", life.path("/plans"))
            .with("per_page", 100)
            .into(),
    ]
}

/// The other pages that are compared.
pub(super) fn before_more(life: &mut Life) -> Vec<Line> {
    if life.pages > PAGES + 1 {
        life.cannot(
            "memberships of others before and after",
            format!("{} of {} pages of 100 were compared", PAGES + 1, life.pages),
        );
    }
    let looks = life.looks("memberships before the run");
    looks.into_iter().skip(1).map(Line::from).collect()
}

impl Life {
    /// The newest page of all memberships.
    pub(super) fn look(&self, purpose: &str) -> Step {
        self.page(purpose, 1)
    }

    /// All pages that are compared: the newest ones and the oldest.
    pub(in crate::life) fn looks(&self, purpose: &str) -> Vec<Step> {
        let newest = 1..=self.pages.min(PAGES);
        let oldest = Some(self.pages).filter(|last| *last > PAGES);
        newest
            .chain(oldest)
            .map(|page| self.page(purpose, page))
            .collect()
    }

    fn page(&self, purpose: &str, page: u64) -> Step {
        Step::get(purpose, self.path("/members"))
            .with("per_page", 100)
            .with("page", page)
    }
}
