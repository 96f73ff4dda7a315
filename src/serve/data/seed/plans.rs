use jiff::{Timestamp, tz::TimeZone};

use super::{DAY, FIRST_PLAN, FIRST_PRODUCT, after};
use crate::serve::data::{
    AccessLength, AccessMethod, Meta, Plan, PostStatus, ProfileField, ProfileKind,
    SubscriptionLength, Unit,
};

/// Places in the list of plans that memberships are made for.
pub(super) const OPEN_SHELF: usize = 0;
pub(super) const NEWCOMER: usize = 1;
pub(super) const QUARTER: usize = 2;
pub(super) const YEAR: usize = 3;
pub(super) const SEASON: usize = 4;
pub(super) const NEXT_SEASON: usize = 5;
pub(super) const LAST_SEASON: usize = 6;
pub(super) const CLUB: usize = 7;
pub(super) const INSTALLMENTS: usize = 9;
pub(super) const DRAFT: usize = 11;
pub(super) const STAFF: usize = 12;
pub(super) const FORTNIGHT: usize = 14;

/// The profile fields: one of each kind, and one that only a plan shows.
pub(super) fn profile_fields() -> Vec<ProfileField> {
    let field = |slug: &str, name: &str, kind, options: &[&str], plan_ids: &[usize]| ProfileField {
        slug: slug.to_owned(),
        name: name.to_owned(),
        kind,
        options: options.iter().map(|x| (*x).to_owned()).collect(),
        plan_ids: plan_ids.iter().map(|place| id_of(*place)).collect(),
    };
    vec![
        field("pen-name", "Pen name", ProfileKind::Text, &[], &[]),
        field("about", "About", ProfileKind::Textarea, &[], &[]),
        field("letters", "Letters", ProfileKind::Checkbox, &[], &[]),
        field(
            "seat",
            "Seat",
            ProfileKind::Radio,
            &["aisle", "window"],
            &[],
        ),
        field(
            "branch",
            "Branch",
            ProfileKind::Select,
            &["north", "south"],
            &[],
        ),
        field(
            "subjects",
            "Subjects",
            ProfileKind::Multiselect,
            &["history", "maps", "music"],
            &[],
        ),
        field(
            "days",
            "Days",
            ProfileKind::Multicheckbox,
            &["mon", "tue", "wed"],
            &[],
        ),
        field("portrait", "Portrait", ProfileKind::File, &[], &[]),
        field("locker", "Locker", ProfileKind::Text, &[], &[QUARTER]),
    ]
}

/// The post id of the plan in that place.
pub(super) fn id_of(place: usize) -> u64 {
    FIRST_PLAN + place as u64
}

/// The seventeen plans.
pub(super) fn plans(anchor: Timestamp) -> Vec<Plan> {
    use AccessMethod::{ManualOnly, Purchase, Signup};
    let months = |amount| AccessLength::Specific {
        amount,
        unit: Unit::Months,
    };
    let days = |amount| AccessLength::Specific {
        amount,
        unit: Unit::Days,
    };
    let year = AccessLength::Specific {
        amount: 1,
        unit: Unit::Years,
    };
    let season = |from: i64, to: i64| AccessLength::Fixed {
        start: midnight(after(anchor, from * DAY)),
        end: midnight(after(anchor, to * DAY)),
    };
    let by_subscription = SubscriptionLength::Subscription;
    let unlimited = AccessLength::Unlimited;
    let drafts = [
        ("Open shelf", ManualOnly, vec![], unlimited, by_subscription),
        ("Newcomer", Signup, vec![], days(14), by_subscription),
        ("Quarter", Purchase, vec![0], months(3), by_subscription),
        (
            "Year of everything",
            Purchase,
            vec![0, 1, 2, 7],
            year,
            by_subscription,
        ),
        (
            "Season",
            Purchase,
            vec![2],
            season(-80, 222),
            by_subscription,
        ),
        (
            "Next season",
            ManualOnly,
            vec![],
            season(101, 406),
            by_subscription,
        ),
        (
            "Last season",
            ManualOnly,
            vec![],
            season(-680, -320),
            by_subscription,
        ),
        ("Club", Purchase, vec![4, 6], unlimited, by_subscription),
        (
            "Club or pass",
            Purchase,
            vec![4, 1],
            months(6),
            by_subscription,
        ),
        (
            "Eighteen months",
            Purchase,
            vec![5],
            days(30),
            SubscriptionLength::Own(months(18)),
        ),
        (
            "Academic year",
            Purchase,
            vec![5],
            unlimited,
            SubscriptionLength::Own(season(-50, 315)),
        ),
        (
            "Unpublished",
            ManualOnly,
            vec![],
            unlimited,
            by_subscription,
        ),
        ("Staff", ManualOnly, vec![], unlimited, by_subscription),
        ("Withdrawn", ManualOnly, vec![], unlimited, by_subscription),
        ("Fortnight", Signup, vec![], days(14), by_subscription),
        ("Spare one", ManualOnly, vec![], unlimited, by_subscription),
        ("Spare two", ManualOnly, vec![], unlimited, by_subscription),
    ];
    let mut plans = Vec::with_capacity(drafts.len());
    for (place, (name, access_method, products, length, subscription_length)) in
        drafts.into_iter().enumerate()
    {
        let created = after(anchor, -380 * DAY + place as i64 * 7_261);
        let status = match place {
            DRAFT => PostStatus::Draft,
            STAFF => PostStatus::Private,
            13 => PostStatus::Trash,
            _ => PostStatus::Publish,
        };
        plans.push(Plan {
            id: id_of(place),
            name: name.to_owned(),
            slug: slug_of(name, status),
            status,
            access_method,
            product_ids: products
                .into_iter()
                .map(|nth: u64| FIRST_PRODUCT + nth)
                .collect(),
            length,
            subscription_length,
            installment: matches!(subscription_length, SubscriptionLength::Own(_)),
            sections: if place == YEAR {
                vec!["my-membership-content".to_owned()]
            } else {
                Vec::new()
            },
            created,
            modified: after(created, 3_600 + place as i64),
            meta: meta_of(place, created),
        });
    }
    plans
}

fn slug_of(name: &str, status: PostStatus) -> String {
    let slug = name.to_lowercase().replace(' ', "-");
    match status {
        PostStatus::Draft => String::new(),
        PostStatus::Trash => format!("{slug}__trashed"),
        PostStatus::Publish | PostStatus::Private => slug,
    }
}

fn meta_of(place: usize, created: Timestamp) -> Vec<Meta> {
    let rows: Vec<(&str, String)> = match place {
        STAFF => vec![
            ("room", "reading".to_owned()),
            ("listed", "1".to_owned()),
            ("seats", "42".to_owned()),
            (
                "desks",
                r#"a:2:{s:4:"east";i:3;s:4:"west";i:4;}"#.to_owned(),
            ),
        ],
        13 => vec![
            ("_wp_trash_meta_status", "publish".to_owned()),
            (
                "_wp_trash_meta_time",
                after(created, 5 * DAY).as_second().to_string(),
            ),
            ("_wp_desired_post_slug", "withdrawn".to_owned()),
        ],
        _ => Vec::new(),
    };
    (200 + 10 * place as u64..)
        .zip(rows)
        .map(|(id, (key, value))| Meta {
            id,
            key: key.to_owned(),
            value: Some(value),
        })
        .collect()
}

/// Midnight in New York on the day of an instant: fixed plans begin and end there.
fn midnight(instant: Timestamp) -> Timestamp {
    let zone = TimeZone::get("America/New_York").unwrap_or(TimeZone::UTC);
    instant
        .to_zoned(zone)
        .start_of_day()
        .map_or(instant, |zoned| zoned.timestamp())
}
