/// Whether a query, form or JSON name holds a credential: the WooCommerce keys, everything of
/// OAuth 1.0a, passwords, nonces and webhook secrets.
#[must_use]
pub(crate) fn is_secret_name(name: &str) -> bool {
    const SECRET: [&str; 15] = [
        "consumer_key",
        "consumer_secret",
        "access_token",
        "api_key",
        "client_secret",
        "token",
        "password",
        "passwd",
        "pass",
        "user_pass",
        "pwd",
        "secret",
        "_wpnonce",
        "authorization",
        "signature",
    ];
    starts_with(name, "oauth_") || is_one_of(name, &SECRET)
}

/// Whether a header field holds a credential.
#[must_use]
pub(crate) fn is_secret_header(name: &str) -> bool {
    const SECRET: [&str; 8] = [
        "authorization",
        "proxy-authorization",
        "cookie",
        "set-cookie",
        "x-wp-nonce",
        "x-wc-webhook-signature",
        "x-api-key",
        "x-auth-token",
    ];
    is_one_of(name, &SECRET)
}

/// Whether a JSON, form or query name holds personal data wherever it stands: names, addresses,
/// logins. `view_url` and ids do not count.
#[must_use]
pub(crate) fn is_personal_name(name: &str) -> bool {
    const PERSONAL: [&str; 37] = [
        "first_name",
        "last_name",
        "display_name",
        "nickname",
        "user_nicename",
        "nicename",
        "username",
        "user_login",
        "user_name",
        "email",
        "user_email",
        "billing_email",
        "phone",
        "billing_phone",
        "address",
        "address_1",
        "address_2",
        "address_line1",
        "address_line2",
        "company",
        "city",
        "postcode",
        "postal_code",
        "billing",
        "shipping",
        "customer_data",
        "customer_note",
        "customer_ip_address",
        "customer_user_agent",
        "ip_address",
        "bio",
        "birthday",
        "date_of_birth",
        "avatar",
        "avatar_url",
        "avatar_urls",
        "search",
    ];
    is_one_of(name, &PERSONAL) || starts_with(name, "billing_") || starts_with(name, "shipping_")
}

/// Whether a name with brackets, as forms and queries write nested data (`billing[email]`,
/// `meta_data[0][value]`), holds personal data.
pub(super) fn is_personal_path(name: &str) -> bool {
    let mut parts = name.split(['[', ']']).filter(|part| !part.is_empty());
    let Some(first) = parts.next() else {
        return false;
    };
    is_personal_name(first)
        || if is_value_list(first) {
            parts.any(|part| part == "value")
        } else {
            parts.any(is_personal_name)
        }
}

/// Whether a name with brackets holds a credential.
pub(super) fn is_secret_path(name: &str) -> bool {
    name.split(['[', ']']).any(is_secret_name)
}

/// Whether a list of that name has personal data in the `value` of its entries.
pub(super) fn is_value_list(name: &str) -> bool {
    matches!(name, "meta_data" | "profile_fields")
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

fn starts_with(name: &str, prefix: &str) -> bool {
    name.get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}
