use super::page::Page;
use crate::base::Api;

/// What one can do with the API, in each language.
struct Recipe {
    title: &'static str,
    text: &'static str,
    programs: [&'static str; 4],
}

/// The languages in the order of the programs, each with its name in a block of code.
const LANGUAGES: [(&str, &str); 4] = [
    ("curl", "bash"),
    ("PHP", "php"),
    ("JavaScript (Node.js)", "js"),
    ("Python", "python"),
];

macro_rules! programs {
    ($name:literal) => {
        [
            include_str!(concat!("recipes/", $name, ".sh")),
            include_str!(concat!("recipes/", $name, ".php")),
            include_str!(concat!("recipes/", $name, ".mjs")),
            include_str!(concat!("recipes/", $name, ".py")),
        ]
    };
}

const READING: [Recipe; 2] = [
    Recipe {
        title: "Fetch all memberships since a date",
        text: "The API has no filter for dates, and a membership has no date of its last change. Read \
               every page with `orderby=id`, which is the only order that repeats and skips nothing, and \
               keep what was created since the date. Memberships that change later are reported by \
               webhooks, except changes of dates and meta data alone: read everything once a \
               day as well.",
        programs: programs!("sync"),
    },
    Recipe {
        title: "Find who expires this week",
        text: "No filter knows the end either. Compare `end_date_gmt` with the time in UTC, and expect \
               null for access without an end. Other statuses with access are `free_trial`, \
               `complimentary` and `pending`.",
        programs: programs!("expiring"),
    },
];

const MOVING: Recipe = Recipe {
    title: "Move a customer",
    text: "Writing `customer_id` transfers a membership. If the new customer already has a membership of \
           the plan, the site returns 500 with the code \
           `woocommerce_rest_wc_user_membership_update_error`, and the membership stays where it is.",
    programs: programs!("transfer"),
};

const VERIFYING: Recipe = Recipe {
    title: "Verify the signature of a webhook",
    text: "`X-WC-Webhook-Signature` is the Base64 of the HMAC-SHA256 of the raw body, with the secret of \
           the webhook as key. Read the body before anything parses it, and respond with 200 to a ping, \
           which has no signature.",
    programs: programs!("webhook"),
};

/// Writes the recipes; those that write only for releases that can.
pub(super) fn write(api: Api, can_write: bool, page: &mut Page) {
    page.heading(2, "Recipes");
    page.block(
        "The programs take the site from `SHOP` (`https://shop.example`), the key from `CONSUMER_KEY` and \
         `CONSUMER_SECRET`, and the secret of a webhook from `WEBHOOK_SECRET`. They are run against \
         `memberspec serve --dev` in the tests of memberspec. The first of each needs `jq`, and that of \
         webhooks `openssl`; the others need nothing but the language.",
    );
    let moving = can_write.then_some(&MOVING);
    for recipe in READING.iter().chain(moving).chain([&VERIFYING]) {
        page.heading(3, recipe.title);
        page.block(recipe.text);
        for ((name, language), program) in LANGUAGES.iter().zip(recipe.programs) {
            let program = program.replace("/wc/v3/", &format!("/wc/{api}/"));
            page.folded(name, |page| page.code(language, &program));
        }
    }
}
