use serde_json::Value;

use super::{Class, Distortion, Effect, Fault, Needs};
use crate::serve::store::MemberOrder;
use crate::serve::wordpress::Answer;

const fn fault(
    id: &'static str,
    imitates: &'static str,
    found_by: &'static str,
    effect: Effect,
) -> Fault {
    Fault {
        id,
        class: Class::Paging,
        imitates,
        found_by,
        apart: None,
        needs: Needs::Reads,
        effect,
    }
}

const TOTAL: &str = "X-WP-Total";
const PAGES: &str = "X-WP-TotalPages";

pub(super) static FAULTS: &[Fault] = &[
    fault(
        "totals-lost",
        "a proxy that passes only known headers",
        "paging-headers",
        Effect::Http(|answer, _| {
            answer
                .headers
                .retain(|(name, _)| !name.to_ascii_lowercase().starts_with("x-wp-"));
        }),
    ),
    fault(
        "total-pages-rounded-down",
        "a cache plugin that computes the pages itself",
        "paging-headers",
        Effect::Answer(|answer, distortion| {
            let size = per_page(distortion);
            if let Some(total) = header(answer, TOTAL) {
                set(answer, PAGES, total / size);
            }
        }),
    ),
    fault(
        "total-counts-hidden-rows",
        "a filter that removes rows after the query has counted them",
        "paging-headers",
        Effect::Answer(|answer, distortion| {
            if let Some(total) = header(answer, TOTAL) {
                set(answer, TOTAL, total + 1);
                set(answer, PAGES, (total + 1).div_ceil(per_page(distortion)));
            }
        }),
    ),
    fault(
        "total-with-separator",
        "a number formatted by number_format_i18n",
        "paging-headers",
        Effect::Http(|answer, _| {
            for (name, value) in &mut answer.headers {
                if name == TOTAL {
                    value.insert_str(0, "1,0");
                }
            }
        }),
    ),
    fault(
        "page-size-capped",
        "a host that allows at most seven rows per response",
        "page-size",
        Effect::Answer(|answer, _| {
            if let (Some(_), Value::Array(rows)) = (header(answer, TOTAL), &mut answer.body) {
                rows.truncate(7);
            }
        }),
    ),
    fault(
        "page-size-doubled",
        "a theme that sets posts_per_page for every query",
        "page-size",
        Effect::List(|_, page| page.size = page.size.saturating_mul(2).min(100)),
    ),
    fault(
        "pages-overlap",
        "a plugin that counts a sticky row into every later page",
        "page-walk",
        Effect::List(|_, page| {
            if page.number > 1 && page.offset.is_none() {
                page.offset = Some((page.number - 1) * page.size - 1);
            }
        }),
    ),
    fault(
        "order-changes-by-page",
        "rows of one second, which the database orders differently for each page",
        "page-walk",
        Effect::List(|query, page| {
            if page.number % 2 == 0 {
                query.order = MemberOrder::LowestId;
            }
        }),
    ),
    fault(
        "offset-ignored",
        "a plugin that rewrites the query without the offset",
        "list-sequence",
        Effect::List(|_, page| page.offset = None),
    ),
    fault(
        "past-the-end-refused",
        "the behavior of WordPress's own post lists",
        "error-code",
        Effect::Answer(|answer, _| {
            let is_past = header(answer, TOTAL).is_some_and(|total| total > 0)
                && answer.body.as_array().is_some_and(Vec::is_empty);
            if is_past {
                *answer = crate::serve::wordpress::Problem::new(
                    400,
                    "rest_post_invalid_page_number",
                    "The page number requested is larger than the number of pages available.",
                )
                .to_answer();
            }
        }),
    ),
];

fn per_page(distortion: &Distortion<'_>) -> u64 {
    let text = distortion
        .request
        .query
        .get("per_page")
        .and_then(Value::as_str);
    text.and_then(|text| text.parse().ok()).unwrap_or(10).max(1)
}

fn header(answer: &Answer, name: &str) -> Option<u64> {
    let (_, value) = answer.headers.iter().find(|(key, _)| *key == name)?;
    value.as_u64()
}

fn set(answer: &mut Answer, name: &str, number: u64) {
    for (key, value) in &mut answer.headers {
        if *key == name {
            *value = number.into();
        }
    }
}
