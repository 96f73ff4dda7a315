use super::{
    Entry, authentication_required, content_type, credentials_echoed, date_format, date_pair,
    error_code, error_envelope, filter_sound, filters_agree, filters_complete, foreign_keys,
    get_stable, ids_unique, item_id, item_links, json_body, link_header, list_sequence, never_seen,
    newest_first, not_cached, page_size, page_walk, paging_headers, plan_length, plan_name,
    profile_field_kinds, reads_change_nothing, request_effect, request_names, routes_listed,
    row_equals_item, schema, self_described, status_dates, status_documented, stays_on_route,
    subscriptions_together, totals_constant, undocumented_property, versions_equal,
    webhook_payload, webhook_signature, webhook_topic, write_batch, write_create, write_dates,
    write_delete, write_meta, write_permission, write_read_back, write_refusal, write_side_effect,
    write_status,
};
use crate::base;

/// Every check, sorted by id.
pub(crate) static REGISTRY: &[Entry] = &[
    authentication_required::ENTRY,
    content_type::ENTRY,
    credentials_echoed::ENTRY,
    date_format::ENTRY,
    date_pair::ENTRY,
    error_code::ENTRY,
    error_envelope::ENTRY,
    filter_sound::ENTRY,
    filters_agree::ENTRY,
    filters_complete::ENTRY,
    foreign_keys::ENTRY,
    get_stable::ENTRY,
    ids_unique::ENTRY,
    item_id::ENTRY,
    item_links::ENTRY,
    json_body::ENTRY,
    link_header::ENTRY,
    list_sequence::ENTRY,
    never_seen::ENTRY,
    newest_first::ENTRY,
    not_cached::ENTRY,
    page_size::ENTRY,
    page_walk::ENTRY,
    paging_headers::ENTRY,
    plan_length::ENTRY,
    plan_name::ENTRY,
    profile_field_kinds::ENTRY,
    reads_change_nothing::ENTRY,
    request_effect::ENTRY,
    request_names::ENTRY,
    routes_listed::ENTRY,
    row_equals_item::ENTRY,
    schema::ENTRY,
    self_described::ENTRY,
    status_dates::ENTRY,
    status_documented::ENTRY,
    stays_on_route::ENTRY,
    subscriptions_together::ENTRY,
    totals_constant::ENTRY,
    undocumented_property::ENTRY,
    versions_equal::ENTRY,
    webhook_payload::ENTRY,
    webhook_signature::ENTRY,
    webhook_topic::ENTRY,
    write_batch::ENTRY,
    write_create::ENTRY,
    write_dates::ENTRY,
    write_delete::ENTRY,
    write_meta::ENTRY,
    write_permission::ENTRY,
    write_read_back::ENTRY,
    write_refusal::ENTRY,
    write_side_effect::ENTRY,
    write_status::ENTRY,
];

/// The check with that id.
#[must_use]
pub(crate) fn find(id: &str) -> Option<&'static Entry> {
    REGISTRY.iter().find(|entry| entry.rule.id == id)
}

/// The id that a person most likely meant.
#[must_use]
pub(crate) fn nearest(id: &str) -> Option<&'static str> {
    base::nearest(id, REGISTRY.iter().map(|entry| entry.rule.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn ids_are_sorted_unique_and_named_like_their_files() {
        let ids: Vec<&str> = REGISTRY.iter().map(|entry| entry.rule.id).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "{ids:?}");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/checks");
        for id in ids {
            let file = folder.join(format!("{}.rs", id.replace('-', "_")));
            assert!(file.is_file(), "{id} has no file of its own");
        }
    }

    #[test]
    fn every_sign_of_the_catalogue_names_a_cause_that_its_check_states() {
        // What a schema finds goes by what is there, a date by how it is written.
        const OF_SCHEMA: [&str; 3] = ["null", "date-without-offset", "date-before-year-1"];
        for row in crate::catalogue::ROWS {
            for sign in row.signs {
                let crate::catalogue::Sign::Finding { rule, cause, .. } = sign else {
                    continue;
                };
                let stated = find(rule).is_some_and(|entry| entry.causes.contains(cause));
                assert!(
                    cause.is_empty() || stated || OF_SCHEMA.contains(cause),
                    "{}: {rule} states no {cause}",
                    row.id
                );
            }
        }
    }

    #[test]
    fn every_check_is_documented() {
        for Entry { rule, .. } in REGISTRY {
            for text in [rule.title, rule.what, rule.why, rule.example, rule.remedy] {
                assert!(
                    text.len() > 10,
                    "{} lacks a part of its documentation",
                    rule.id
                );
            }
            assert!(
                !rule.title.ends_with('.'),
                "{}: the title is not a sentence",
                rule.id
            );
        }
    }

    #[test]
    fn every_finding_that_the_catalogue_explains_is_one_of_a_check() {
        for row in crate::catalogue::ROWS {
            for sign in row.signs {
                if let crate::catalogue::Sign::Finding { rule, .. } = sign {
                    assert!(find(rule).is_some(), "{}: no check {rule}", row.id);
                }
            }
        }
    }

    #[test]
    fn a_misspelt_id_finds_its_neighbour() {
        assert_eq!(nearest("paging-header"), Some("paging-headers"));
        assert_eq!(nearest("zzz"), None);
    }
}
