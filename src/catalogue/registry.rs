use super::Deviation;
use super::rows::{
    dates, discovery, errors, filters, lifecycle, links, members, meta_data, paging, parameters,
    plans, profile_fields, webhooks, writes,
};
use crate::base;

/// Every known departure, sorted by id.
pub static ROWS: &[&Deviation] = &[
    &dates::ACCESS_LENGTH_RELATIVE_TO_NOW,
    &plans::ACCESS_START_DATE_GMT_STAYS,
    &errors::BASIC_OVER_HTTP_IGNORED,
    &writes::BATCH_ANSWERS_200_WITH_ERRORS_INSIDE,
    &writes::BATCH_EMPTY_ANSWER_IS_ARRAY,
    &discovery::BATCH_ROUTE_UNDOCUMENTED,
    &errors::BATCH_TOO_LARGE_IS_413,
    &lifecycle::CANCELLED_DATE_NEVER_CLEARED,
    &parameters::CONTEXT_UNDOCUMENTED,
    &writes::CREATE_ANSWERS_200,
    &lifecycle::CREATE_EXPIRED_MAY_HAVE_NO_END,
    &profile_fields::CREATE_FAILS_BUT_MEMBER_REMAINS,
    &lifecycle::CREATE_SETS_NO_STATE_DATE,
    &writes::CUSTOMER_CHANGE_TRANSFERS,
    &members::CUSTOMER_DATA_UNDOCUMENTED,
    &filters::CUSTOMER_FILTER_FAILS,
    &filters::CUSTOMER_FILTER_UNKNOWN_IS_EMPTY,
    &filters::CUSTOMER_FILTER_ZERO_LISTS_ALL,
    &members::CUSTOMER_ID_ZERO,
    &dates::DATE_CREATED_KEEPS_OLD_ZONE,
    &dates::DATES_READ_BY_STRTOTIME,
    &dates::DATES_WITHOUT_OFFSET,
    &lifecycle::DELAYED_WITHOUT_FUTURE_START,
    &writes::DELETE_IGNORES_FORCE,
    &writes::DELETE_PREVIOUS_WITHOUT_LINKS,
    &discovery::DIRECTORY_ROUTE_UNDOCUMENTED,
    &members::DOCUMENTED_NAMES_MISSPELT,
    &plans::DRAFT_PLAN_HAS_NO_SLUG,
    &dates::DRAFT_PLAN_INVALID_GMT_DATE,
    &dates::END_DATE_MOVES_WHILE_PAUSED_DATE,
    &errors::ERROR_BODY_UNDOCUMENTED,
    &errors::EXISTENCE_CAN_BE_PROBED,
    &dates::FIXED_PLAN_CUTS_DATES_TO_MIDNIGHT,
    &errors::FORBIDDEN_IS_403,
    &lifecycle::FUTURE_START_TURNS_STATUS_DELAYED,
    &discovery::GET_CAN_DELETE,
    &filters::INCLUDE_WITHOUT_NUMBERS,
    &discovery::INDEX_NEEDS_NO_CREDENTIALS,
    &writes::INSTALLMENT_PLAN_ARGUMENT,
    &errors::KEY_PERMISSION_IS_401,
    &paging::LINK_ECHOES_CREDENTIALS,
    &paging::LINK_HOLDS_API_ROOT_ON_ONE_PAGE,
    &links::MEMBER_LINKS_UNDOCUMENTED,
    &meta_data::META_ENTRY_CANNOT_BE_DELETED,
    &meta_data::META_ID_IGNORED_ON_WRITE,
    &meta_data::META_LOSES_BACKSLASHES,
    &meta_data::META_OVERWRITES_INTERNAL_KEYS,
    &meta_data::META_VALUES_ARE_TEXT,
    &meta_data::META_WITHOUT_KEY_IS_404,
    &filters::NEGATIVE_ORDER_FILTER_LOSES_SIGN,
    &dates::NO_RULE_ACROSS_DATES,
    &writes::NULL_IN_WRITES_IGNORED,
    &paging::OFFSET_BEATS_PAGE,
    &paging::OFFSET_PAST_END_ZERO_TOTALS,
    &discovery::OLD_API_PREFIX_IS_HTML,
    &discovery::OPTIONS_SCHEMA_IS_NOT_JSON_SCHEMA,
    &paging::ORDER_IS_AN_ORDER_ID,
    &paging::ORDER_UNSTABLE_WITHIN_ONE_SECOND,
    &paging::PAGE_BELOW_ONE_IS_400,
    &paging::PAGE_PAST_END_ANSWERS_EMPTY_LIST,
    &lifecycle::PAUSED_DATE_REMOVED_ON_RESUME,
    &paging::PER_PAGE_DEFAULT_10,
    &writes::PLAN_CHANGE_KEEPS_DATES,
    &filters::PLAN_FILTER_JOINS_COMMA_LIST,
    &filters::PLAN_FILTER_REFUSES_ARRAY,
    &errors::PLAN_ID_ZERO_IS_500,
    &members::PLAN_NAME_UNDOCUMENTED,
    &plans::PLAN_READABLE_IN_ANY_STATUS,
    &filters::PLANS_UNKNOWN_STATUS_LISTS_ALL,
    &links::PRODUCT_LINK_IS_404,
    &profile_fields::PROFILE_FIELD_NAME_UNDOCUMENTED,
    &profile_fields::PROFILE_FIELD_NUMBERS_BECOME_TEXT,
    &profile_fields::PROFILE_FIELD_REFUSED_IS_500,
    &profile_fields::PROFILE_FIELDS_ALWAYS_ARRAY,
    &members::PROFILE_FIELDS_CAME_LATER,
    &discovery::REST_ROUTE_QUERY_HAS_NO_AUTHENTICATION,
    &parameters::SCALAR_PARENT_FAILS,
    &parameters::SEARCH_IGNORED,
    &writes::STALE_SUBSCRIPTION_IN_ANSWER,
    &dates::START_DATE_CAN_BE_NULL,
    &dates::SUBSCRIPTION_DATES_FALSE_OFFSET,
    &links::SUBSCRIPTION_LINK_IS_404,
    &members::SUBSCRIPTIONS_OFF_CHANGES_MEMBERSHIPS,
    &links::TARGET_HINTS_UNDOCUMENTED,
    &paging::TOTALS_UNDOCUMENTED,
    &errors::TRANSFER_TO_MEMBER_IS_500,
    &lifecycle::TRASHED_MEMBERSHIP_READABLE,
    &parameters::UNDECLARED_MEMBER_PARAMETERS,
    &parameters::UNDECLARED_PLAN_PARAMETERS,
    &profile_fields::UNKNOWN_ATTACHMENT_ANSWERS_200,
    &parameters::UNKNOWN_PARAMETERS_IGNORED,
    &writes::UNKNOWN_PROPERTIES_IGNORED,
    &filters::UNKNOWN_STATUS_IS_400,
    &writes::UPDATE_EXAMPLE_LACKS_ID,
    &writes::UPDATE_IS_NOT_CREATE,
    &writes::UPDATE_NOT_ATOMIC,
    &lifecycle::UPDATE_OVERWRITES_GIVEN_STATE_DATE,
    &members::V2_MEMBERS_CARRY_V3_PROPERTIES,
    &plans::V2_PLAN_AS_DOCUMENTED_DOES_NOT_EXIST,
    &links::V4_CORE_LINKS_ARE_404,
    &filters::V4_LISTS_TRASH,
    &filters::V4_PLAN_FILTER_REFUSES_SLUG,
    &parameters::V4_SEARCH_MATCHES_ANY_USER_META,
    &filters::V4_STATUS_FILTER_NOT_VALIDATED,
    &discovery::V4_UNDOCUMENTED,
    &errors::VALIDATION_BEFORE_PERMISSION,
    &members::VIEW_URL_MISSING_FOR_EDITING,
    &members::VIEW_URL_WITHOUT_SECTION,
    &webhooks::WEBHOOK_CROSS_TOPIC_ACCEPTED,
    &webhooks::WEBHOOK_DELETE_TOPIC_MISNAMED,
    &webhooks::WEBHOOK_DELETED_HOLDS_ID_ONLY,
    &webhooks::WEBHOOK_PING_UNSIGNED,
    &webhooks::WEBHOOK_PLAN_CREATED_ALSO_UPDATED,
    &webhooks::WEBHOOK_UPDATED_SILENT_FOR_DATES,
    &webhooks::WEBHOOK_V4_DELIVERY_DIES,
    &writes::WRITES_UNDOCUMENTED,
    &errors::WRONG_METHOD_IS_404,
];

/// The row of that id.
#[must_use]
pub(crate) fn find(id: &str) -> Option<&'static Deviation> {
    ROWS.binary_search_by(|row| row.id.cmp(id))
        .ok()
        .and_then(|at| ROWS.get(at).copied())
}

/// The id closest to what somebody typed, if any is close: for "did you mean".
#[must_use]
pub(crate) fn nearest(id: &str) -> Option<&'static str> {
    base::nearest(id, ROWS.iter().map(|row| row.id))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::catalogue::{Kind, Sign};

    #[test]
    fn rows_are_sorted_by_id_and_no_id_is_there_twice() {
        for pair in ROWS.windows(2) {
            assert!(
                pair[0].id < pair[1].id,
                "{} before {}",
                pair[0].id,
                pair[1].id
            );
        }
    }

    #[test]
    fn ids_are_kebab_case_and_every_text_is_a_sentence() {
        for row in ROWS {
            assert!(
                row.id
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
                "{}",
                row.id
            );
            assert!(
                !row.title.is_empty() && !row.title.ends_with('.') && !row.title.contains('|'),
                "{}",
                row.id
            );
            assert!(!row.evidence.is_empty(), "{}", row.id);
            for text in [row.documented, row.observed, row.advice] {
                assert!(text.ends_with('.'), "{}: {text}", row.id);
                assert!(!text.contains("  "), "{}: {text}", row.id);
            }
        }
    }

    #[test]
    fn every_fault_names_the_input_that_triggers_it() {
        for row in ROWS {
            assert_eq!(row.trigger.is_some(), row.kind == Kind::Fault, "{}", row.id);
        }
    }

    #[test]
    fn every_numbered_departure_of_the_measurement_has_a_row() {
        let covered: BTreeSet<&str> = ROWS
            .iter()
            .flat_map(|row| row.evidence.split(", "))
            .filter_map(|citation| citation.split_once('#'))
            .map(|(_, section)| section)
            .collect();
        for number in 1..=27 {
            let item = format!("14.{number}");
            assert!(covered.contains(item.as_str()), "no row for {item}");
        }
    }

    #[test]
    fn a_sign_that_explains_under_both_contracts_has_a_condition() {
        for row in ROWS {
            for sign in row.signs {
                if let Sign::Finding {
                    when,
                    documented_only: false,
                    ..
                } = sign
                {
                    assert!(when.is_some(), "{} would explain any finding", row.id);
                }
            }
        }
    }

    #[test]
    fn a_row_is_found_by_its_id_and_a_typing_error_finds_the_nearest() {
        assert_eq!(
            find("create-answers-200").map(|row| row.id),
            Some("create-answers-200")
        );
        assert!(find("create-answers-201").is_none());
        assert_eq!(nearest("create-answer-200"), Some("create-answers-200"));
        assert_eq!(nearest("xyz"), None);
    }
}
