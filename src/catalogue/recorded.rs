//! Which rows the traffic of a real site shows, and on which exchanges.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::Watch;
use crate::har::{Entry, Reader};
use crate::interpret::{Bodies, Interpreted};

/// The labels of the exchanges that show each row, over all recordings; `None` without them.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn sightings() -> Option<BTreeMap<&'static str, BTreeSet<String>>> {
    let Some(folder) = std::env::var_os("MEMBERSPEC_RECORDINGS").map(PathBuf::from) else {
        eprintln!("SKIPPED: MEMBERSPEC_RECORDINGS does not name the folder of the recordings");
        return None;
    };
    let mut labels: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    let (mut watch, mut bodies) = (Watch::default(), Bodies::default());
    for name in ["v2-read", "v3-read", "v3-write"] {
        let file = std::fs::File::open(folder.join(format!("{name}.har"))).unwrap();
        let entries = Reader::new(file).map(Result::unwrap);
        for (at, exchange) in entries.flat_map(Entry::into_exchange).enumerate() {
            for row in watch.sighted(&Interpreted::among(&mut bodies, at + 1, &exchange)) {
                labels.entry(row.id).or_default().insert(format!(
                    "{name}/{}",
                    exchange.label.as_deref().unwrap_or_default()
                ));
            }
        }
    }
    Some(labels)
}

/// The rows that few exchanges show, with exactly those exchanges.
const SHOWN_ON: &[(&str, &[&str])] = &[
    (
        "access-start-date-gmt-stays",
        &[
            "v2-read/0575_nosubs_plan",
            "v2-read/0582_nosubs_plans",
            "v3-read/0663_nosubs_plan",
            "v3-read/0670_nosubs_plans",
        ],
    ),
    (
        "basic-over-http-ignored",
        &[
            "v2-read/0180_http_basic_auth",
            "v3-read/0195_http_basic_auth",
        ],
    ),
    (
        "batch-answers-200-with-errors-inside",
        &[
            "v3-write/0622_batch_create",
            "v3-write/0623_batch_update",
            "v3-write/0624_batch_delete",
            "v3-write/0633_batch_mixed",
            "v3-write/0635_batch_delete_obj",
        ],
    ),
    (
        "batch-empty-answer-is-array",
        &[
            "v3-write/0625_batch_empty",
            "v3-write/0626_batch_bad_create",
            "v3-write/0628_batch_put",
            "v3-write/0629_batch_patch",
        ],
    ),
    ("batch-too-large-is-413", &["v3-write/0632_batch_over"]),
    (
        "create-fails-but-member-remains",
        &[
            "v3-write/0332_pf_badopt",
            "v3-write/0745_create2_pf_wrongplan",
            "v3-write/0748_create2_pf_badopt",
        ],
    ),
    ("customer-change-transfers", &["v3-write/0530_put_transfer"]),
    ("customer-id-zero", &["v3-write/0232_create_zero"]),
    (
        "existence-can-be-probed",
        &[
            "v2-read/0161_noauth_get_missing",
            "v3-read/0176_noauth_get_missing",
        ],
    ),
    (
        "fixed-plan-cuts-dates-to-midnight",
        &["v3-write/0293_fixed_plan_start"],
    ),
    (
        "future-start-turns-status-delayed",
        &[
            "v3-write/0263_date_start_words",
            "v3-write/0269_date_start_future",
            "v3-write/0383_put_start_future",
            "v3-write/0740_delayed_mk",
            "v3-write/0742_start_in_10min",
        ],
    ),
    (
        "get-can-delete",
        &[
            "v2-read/0540_delete_via_get_method",
            "v3-read/0619_delete_via_get_method",
            "v3-write/0621_delete_via_override",
        ],
    ),
    (
        "include-without-numbers",
        &[
            "v2-read/0109_q__include_abc_",
            "v2-read/0110_q__include_",
            "v3-read/0111_q__include_abc_",
            "v3-read/0112_q__include_",
        ],
    ),
    ("installment-plan-argument", &["v3-write/0315_sub_inst"]),
    (
        "link-echoes-credentials",
        &[
            "v2-read/0181_query_auth_https",
            "v3-read/0196_query_auth_https",
            "v3-read/0655_link_leaks_secret",
        ],
    ),
    (
        "meta-entry-cannot-be-deleted",
        &["v3-write/0316_meta_ok", "v3-write/0571_put_meta_null"],
    ),
    (
        "meta-id-ignored-on-write",
        &["v3-write/0569_put_meta_by_id"],
    ),
    ("meta-loses-backslashes", &["v3-write/0326_meta_slashes"]),
    (
        "meta-overwrites-internal-keys",
        &["v3-write/0322_meta_internal"],
    ),
    (
        "meta-without-key-is-404",
        &[
            "v3-write/0317_meta_nokey",
            "v3-write/0575_put_meta_blankkey",
        ],
    ),
    (
        "negative-order-filter-loses-sign",
        &["v2-read/0088_q__order_-39_", "v3-read/0090_q__order_-39_"],
    ),
    (
        "offset-beats-page",
        &[
            "v2-read/0105_q__offset_5_page_2_",
            "v3-read/0107_q__offset_5_page_2_",
        ],
    ),
    (
        "offset-past-end-zero-totals",
        &[
            "v2-read/0103_q__offset_1000_",
            "v3-read/0105_q__offset_1000_",
        ],
    ),
    (
        "order-is-an-order-id",
        &[
            "v2-read/0086_q__order_asc_",
            "v2-read/0120_q__orderby_date_order_asc_",
            "v3-read/0088_q__order_asc_",
            "v3-read/0122_q__orderby_date_order_asc_",
        ],
    ),
    (
        "page-past-end-answers-empty-list",
        &[
            "v2-read/0099_q__page_999_",
            "v2-read/0145_q__page_99_",
            "v3-read/0101_q__page_999_",
            "v3-read/0147_q__page_99_",
            "v3-read/0652_link_past",
        ],
    ),
    (
        "plan-change-keeps-dates",
        &[
            "v3-write/0535_put_change_plan",
            "v3-write/0548_put_plan_months_to_unlimited",
            "v3-write/0551_put_plan_to_existing_dup",
        ],
    ),
    (
        "plan-filter-joins-comma-list",
        &["v2-read/0072_q__plan_21_34_", "v3-read/0074_q__plan_21_34_"],
    ),
    (
        "plan-filter-refuses-array",
        &["v2-read/0073_q__plan_21_34_", "v3-read/0075_q__plan_21_34_"],
    ),
    ("plan-id-zero-is-500", &["v3-write/0233_create_plan_zero"]),
    (
        "plans-unknown-status-lists-all",
        &[
            "v2-read/0135_q__status_bogus_",
            "v3-read/0137_q__status_bogus_",
        ],
    ),
    (
        "profile-field-numbers-become-text",
        &[
            "v3-write/0591_put_pf_number_text",
            "v3-write/0593_put_pf_float_text",
            "v3-write/0746_create2_pf_number",
        ],
    ),
    (
        "profile-field-refused-is-500",
        &[
            "v3-write/0332_pf_badopt",
            "v3-write/0581_put_pf_badopt",
            "v3-write/0589_put_pf_wrongplan",
            "v3-write/0745_create2_pf_wrongplan",
            "v3-write/0748_create2_pf_badopt",
        ],
    ),
    ("scalar-parent-fails", &["v3-read/0726_undoc_parent"]),
    (
        "stale-subscription-in-answer",
        &[
            "v3-write/0311_sub_ok",
            "v3-write/0315_sub_inst",
            "v3-write/0559_put_sub",
            "v3-write/0649_create_sub",
        ],
    ),
    (
        "start-date-can-be-null",
        &[
            "v2-read/0587_edge_status_None",
            "v2-read/0588_edge_status_any",
            "v3-read/0675_edge_status_None",
            "v3-read/0676_edge_status_any",
            "v3-read/0682_edge_no_start",
        ],
    ),
    (
        "transfer-to-member-is-500",
        &["v3-write/0533_put_transfer_to_existing_member"],
    ),
    (
        "trashed-membership-readable",
        &["v3-read/0680_edge_trashed_member"],
    ),
    (
        "unknown-attachment-answers-200",
        &[
            "v3-write/0587_put_pf_badfile",
            "v3-write/0744_create2_pf_badfile",
        ],
    ),
    (
        "unknown-parameters-ignored",
        &[
            "v2-read/0126_q__unknown_1_per_page_1_",
            "v2-read/0127_q__after_2026-01-01T00_00_00_per_page_1_",
            "v3-read/0128_q__unknown_1_per_page_1_",
            "v3-read/0129_q__after_2026-01-01T00_00_00_per_page_1_",
        ],
    ),
    (
        "unknown-properties-ignored",
        &[
            "v3-write/0289_date_readonly_start",
            "v3-write/0290_readonly_id",
            "v3-write/0291_readonly_view",
            "v3-write/0292_unknown_prop",
        ],
    ),
    (
        "update-example-lacks-id",
        &["v3-write/0214_members_put", "v3-write/0216_members_patch"],
    ),
    (
        "update-is-not-create",
        &[
            "v3-write/0555_put_order_zero",
            "v3-write/0557_put_order_null",
        ],
    ),
    (
        "update-not-atomic",
        &["v3-write/0565_put_partial_then_error"],
    ),
    (
        "update-overwrites-given-state-date",
        &[
            "v3-write/0365_put_paused_with_date",
            "v3-write/0369_put_cancel_with_date",
        ],
    ),
    (
        "validation-before-permission",
        &["v3-write/0178_noauth_post_empty"],
    ),
    (
        "webhook-cross-topic-accepted",
        &["v3-write/0673_webhook_rest_cross_topic"],
    ),
];

#[test]
fn rows_are_seen_on_the_exchanges_that_show_them_and_on_no_other() {
    let Some(labels) = sightings() else { return };
    for (id, expected) in SHOWN_ON {
        let found: Vec<&str> = labels
            .get(id)
            .map(|labels| labels.iter().map(String::as_str).collect())
            .unwrap_or_default();
        assert_eq!(&found, expected, "{id}");
    }
}

#[test]
fn the_traffic_of_a_real_site_shows_most_of_the_catalogue() {
    let Some(labels) = sightings() else { return };
    assert!(
        labels.len() >= 75,
        "too few rows were seen, {}: {:?}",
        labels.len(),
        labels.keys()
    );
    for id in [
        "dates-without-offset",
        "create-answers-200",
        "per-page-default-10",
        "meta-values-are-text",
        "view-url-without-section",
        "cancelled-date-never-cleared",
        "end-date-moves-while-paused-date",
    ] {
        assert!(labels.contains_key(id), "{id} was not seen");
    }
}
