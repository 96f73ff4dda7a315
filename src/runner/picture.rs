use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde_json::Value;

use super::tidy::{Tidy, Trouble};
use crate::base::plural;
use crate::exchange::Method;
use crate::ledger::{Before, Claim};
use crate::scenario::now;

/// Rows of one response.
const PAGE: usize = 100;
/// How many pages of the shop's own rows are looked at: the newest, which a run is most likely to
/// meet. Many more would cost a large shop dear.
const PAGES: usize = 3;

/// What became of the rows that were there before a write run and are not its own.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Since {
    /// How many were looked at.
    pub looked_at: usize,
    /// How many there were.
    pub total: u64,
    /// Those that are other than they were, by id.
    pub changed: Vec<u64>,
    /// Those that are in the list no more, by id.
    pub gone: Vec<u64>,
    /// How many more there are than there were, the gone ones not counted.
    pub added: u64,
}

impl Since {
    /// Whether every row that was looked at is as it was, and none came.
    #[must_use]
    pub(crate) fn is_nothing(&self) -> bool {
        self.changed.is_empty() && self.gone.is_empty() && self.added == 0
    }
}

impl fmt::Display for Since {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers = |ids: &[u64]| {
            let texts: Vec<String> = ids.iter().map(ToString::to_string).collect();
            texts.join(", ")
        };
        let whole = if self.looked_at as u64 >= self.total {
            format!("the {}", plural(self.total, "membership"))
        } else {
            format!(
                "the {} newest of {}",
                self.looked_at,
                plural(self.total, "membership")
            )
        };
        if self.is_nothing() {
            return write!(f, "{whole} that existed before are unchanged");
        }
        let mut parts = Vec::new();
        if !self.changed.is_empty() {
            parts.push(format!("changed: {}", numbers(&self.changed)));
        }
        if !self.gone.is_empty() {
            parts.push(format!("gone: {}", numbers(&self.gone)));
        }
        if self.added > 0 {
            parts.push(format!("{} more than before", self.added));
        }
        write!(
            f,
            "{whole} that existed before are not all unchanged ({}); this program sent no write to \
             them, and did not examine what changed them",
            parts.join("; ")
        )
    }
}

impl Tidy<'_> {
    /// What is there: the highest ids in use, which every row of the run must be above, and a
    /// fingerprint of each membership, of the newest at least: a keyed hash, from which nothing of
    /// the row can be read.
    ///
    /// # Errors
    ///
    /// In words, when the site does not show its memberships.
    pub(crate) async fn picture(&self, claim: &Claim) -> Result<Before, Trouble> {
        let mut before = Before::default();
        for page in 1..=PAGES {
            // By id, so that no row is on two pages (`docs/observed.md#4`).
            let query = [
                ("per_page", PAGE.to_string()),
                ("page", page.to_string()),
                ("orderby", "id".to_owned()),
            ];
            let (rows, total, at) = self.counted(claim, &query).await?;
            before.at.get_or_insert(at);
            before.total = total;
            before.take_in(&rows);
            let is_last = rows.len() < PAGE;
            let prints = rows.iter().filter_map(|row| print(claim, row));
            before.rows.extend(prints);
            if is_last {
                break;
            }
        }
        self.highest(claim, &mut before).await;
        Ok(before)
    }

    /// The highest ids in use, by one page of each list that shows some: posts have one row of
    /// numbers, users another.
    async fn highest(&self, claim: &Claim, before: &mut Before) {
        const NEWEST: &str = "orderby=id&order=desc&per_page=1";
        let api = &claim.run.api;
        let shop = if api == "v2" { "v2" } else { "v3" };
        let posts = [
            // v4 alone lists the trash (`docs/observed.md#2`); `order` is a filter there.
            "/wc/v4/memberships/members?orderby=id&per_page=1".to_owned(),
            format!("/wc/{api}/memberships/plans?status=any&orderby=id&order=desc&per_page=100"),
            format!("/wc/{shop}/orders?{NEWEST}&status=any"),
            format!("/wc/{shop}/products?{NEWEST}&status=any"),
            format!("/wp/v2/posts?{NEWEST}"),
            format!("/wp/v2/pages?{NEWEST}"),
            format!("/wp/v2/media?{NEWEST}"),
        ];
        for path in posts {
            // A list that this site does not have, or does not show to this key, shows no ids.
            before.take_in(&self.newest(&path).await);
        }
        let users = self
            .newest(&format!("/wc/{shop}/customers?{NEWEST}&role=all"))
            .await;
        let ids = users.iter().filter_map(|row| row.get("id")?.as_u64());
        before.highest_user = before.highest_user.max(ids.max().unwrap_or(0));
    }

    async fn newest(&self, path: &str) -> Vec<Value> {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let query: Vec<(&str, String)> = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name, value.to_owned()))
            .collect();
        let answer = self.answer(Method::Get, path, &query).await;
        match answer.map(|answer| (answer.response.status, super::tidy::json(&answer))) {
            Ok((200, Value::Array(rows))) => rows,
            _ => Vec::new(),
        }
    }

    /// What became of those rows.
    ///
    /// # Errors
    ///
    /// In words, when the site does not show its memberships.
    pub(crate) async fn since(&self, claim: &Claim, before: &Before) -> Result<Since, Trouble> {
        let mut now: BTreeMap<u64, String> = BTreeMap::new();
        for ids in before.rows.chunks(PAGE) {
            let ids: Vec<String> = ids.iter().map(|(id, _)| id.to_string()).collect();
            let query = [("per_page", PAGE.to_string()), ("include", ids.join(","))];
            let (rows, ..) = self.counted(claim, &query).await?;
            now.extend(rows.iter().filter_map(|row| print(claim, row)));
        }
        let (_, total, _) = self.counted(claim, &[("per_page", "1".to_owned())]).await?;
        let mut since = Since {
            looked_at: before.rows.len(),
            total: before.total,
            ..Since::default()
        };
        for (id, print) in &before.rows {
            match now.get(id) {
                None => since.gone.push(*id),
                Some(now) if now != print => since.changed.push(*id),
                Some(_) => {}
            }
        }
        since.added = (total + since.gone.len() as u64).saturating_sub(before.total);
        Ok(since)
    }

    async fn counted(
        &self,
        claim: &Claim,
        query: &[(&str, String)],
    ) -> Result<(Vec<Value>, u64, Timestamp), Trouble> {
        let path = format!("/wc/{}/memberships/members", claim.run.api);
        let answer = self.answer(Method::Get, &path, query).await?;
        match (answer.response.status, super::tidy::json(&answer)) {
            (200, Value::Array(rows)) => {
                let total = answer.response.headers.get("X-WP-Total");
                let total = total.and_then(|total| total.trim().parse().ok());
                let total = total.unwrap_or(rows.len() as u64);
                Ok((rows, total, now(&answer)))
            }
            (status, _) => Err(format!("the list of memberships returned status {status}")),
        }
    }
}

/// The id of a row and its fingerprint, keyed with the run's secret. Left out is what moves by
/// itself: links, which follow the request, and the end of a membership that has a paused date,
/// which follows the clock (`docs/observed.md#5`).
fn print(claim: &Claim, row: &Value) -> Option<(u64, String)> {
    let id = row.get("id")?.as_u64()?;
    let mut row = row.as_object()?.clone();
    let moves = ["paused_date", "paused_date_gmt"]
        .iter()
        .any(|name| row.get(*name).is_some_and(|date| !date.is_null()));
    row.retain(|name, _| {
        !(name == "_links" || name == "view_url" || (moves && name.starts_with("end_date")))
    });
    let mut print = claim.run.secret.sign(&("row", row));
    print.truncate(16);
    Some((id, print))
}
