use serde_json::{Map, Value, json};

use super::customers::render_customer;
use crate::exchange::Method;
use crate::serve::data::{AccessMethod, Customer, PostStatus};
use crate::serve::memberships::{Event, Happening, Writing, enrol};
use crate::serve::store::MOST_ROWS;
use crate::serve::wordpress::{
    Action, Answer, ApiRequest, Arg, Clean, Endpoint, Parameters, Permission, Problem,
};

/// The endpoints of one customer that write. A temporary customer needs no more.
pub(crate) fn delete_endpoint() -> Endpoint {
    Endpoint {
        methods: &[Method::Delete],
        args: vec![
            Arg::new("id", json!({"type": "integer"})),
            Arg::new(
                "force",
                json!({
                    "default": false,
                    "type": "boolean",
                    "description": "Must be true: a customer cannot be moved to the Trash.",
                }),
            ),
            Arg::new("reassign", json!({"default": 0, "type": "integer"})),
        ],
        permission: Permission::DeleteUser,
        action: Action::DeleteCustomer,
    }
}

/// The endpoint that makes a customer.
pub(crate) fn create_endpoint() -> Endpoint {
    let text = |name, description: &str| {
        Arg::new(name, json!({"description": description, "type": "string"}))
    };
    Endpoint {
        methods: &[Method::Post],
        args: vec![
            text("email", "The e-mail address.").required(),
            text("first_name", "The first name."),
            text("last_name", "The last name."),
            text(
                "username",
                "The login name; derived from the address if it is omitted.",
            ),
            text("password", "The password; generated if it is omitted."),
            Arg::new("billing", json!({"type": "object"})).clean(Clean::Raw),
            Arg::new("shipping", json!({"type": "object"})).clean(Clean::Raw),
            Arg::new("meta_data", json!({"type": "array"})).clean(Clean::Raw),
        ],
        permission: Permission::Create,
        action: Action::CreateCustomer,
    }
}

/// `POST /customers`: 201 with a `Location`. Whoever registers becomes a member of every plan that
/// is joined by signing up (`docs/observed.md#8`).
pub(crate) fn create_customer(
    writing: &mut Writing<'_>,
    request: &ApiRequest,
    parameters: &Parameters,
) -> Result<Answer, Problem> {
    let text = |name: &str| parameters.text(name).unwrap_or_default().to_owned();
    let email = text("email");
    if !is_address(&email) {
        let fault = Problem::of_parameter(
            "rest_invalid_email",
            "Invalid email address.".to_owned(),
            Map::new(),
        );
        return Err(Problem::invalid(&[("email", fault)]));
    }
    if writing.store.customers.len() >= MOST_ROWS {
        return Err(Problem::full("customers", MOST_ROWS));
    }
    let taken = |is: &dyn Fn(&Customer) -> bool| writing.store.customers.values().any(is);
    if taken(&|row| row.email.eq_ignore_ascii_case(&email)) {
        return Err(Problem::new(
            400,
            "registration-error-email-exists",
            format!(
                "An account is already registered with {email}. Please log in or use a different email address."
            ),
        ));
    }
    let login = match text("username") {
        empty if empty.is_empty() => free_login(&email, |name| taken(&|row| row.login == name)),
        given if taken(&|row| row.login == given) => {
            return Err(Problem::new(
                400,
                "registration-error-username-exists",
                "An account is already registered with that username. Please choose another.",
            ));
        }
        given => given,
    };
    let billing = |name: &str| {
        let value = parameters
            .get("billing")
            .and_then(|billing| billing.get(name));
        value.and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let customer = Customer {
        id: writing.store.next_user_id(),
        login,
        email,
        first_name: text("first_name"),
        last_name: text("last_name"),
        address: billing("address_1"),
        phone: billing("phone"),
        created: writing.time.now,
        profile: indexmap::IndexMap::new(),
    };
    writing.store.put_customer(customer.clone());
    sign_up(writing, customer.id);
    let reading = writing.reading();
    let body = render_customer(&customer, &reading, request);
    let location = request.url_of(&format!(
        "/wc/{}/customers/{}",
        writing.version.as_str(),
        customer.id
    ));
    Ok(Answer::json(201, body).with_header("Location", location))
}

fn sign_up(writing: &mut Writing<'_>, customer_id: u64) {
    let plans: Vec<_> = writing
        .store
        .plans
        .values()
        .filter(|plan| plan.access_method == AccessMethod::Signup)
        .filter(|plan| plan.status == PostStatus::Publish)
        .cloned()
        .collect();
    for plan in plans {
        enrol(writing, customer_id, &plan);
    }
}

/// `DELETE /customers/{id}?force=true`. WordPress deletes the memberships of a deleted user
/// (`docs/observed.md#5`).
pub(crate) fn delete_customer(
    writing: &mut Writing<'_>,
    request: &ApiRequest,
    parameters: &Parameters,
) -> Result<Answer, Problem> {
    if parameters.get("force") != Some(&Value::Bool(true)) {
        return Err(Problem::new(
            501,
            "woocommerce_rest_trash_not_supported",
            "Customers do not support trashing.",
        ));
    }
    let customer = parameters
        .integer("id")
        .and_then(|id| u64::try_from(id).ok())
        .and_then(|id| writing.store.customers.get(&id))
        .cloned()
        .ok_or_else(|| Problem::new(400, "woocommerce_rest_invalid_id", "Invalid resource id."))?;
    let body = render_customer(&customer, &writing.reading(), request);
    for row in writing.store.remove_customer(customer.id) {
        writing.events.push(Event {
            happening: Happening::Deleted,
            payload: json!({"id": row.id}),
        });
    }
    Ok(Answer::ok(body))
}

fn is_address(text: &str) -> bool {
    text.split_once('@')
        .is_some_and(|(local, host)| !local.is_empty() && host.contains('.') && !host.contains('@'))
}

/// The part before the `@`, with a number after it if somebody has it already.
fn free_login(email: &str, taken: impl Fn(&str) -> bool) -> String {
    let local = email.split('@').next().unwrap_or(email).to_lowercase();
    if !taken(&local) {
        return local;
    }
    (2_u64..)
        .map(|number| format!("{local}{number}"))
        .find(|login| !taken(login))
        .unwrap_or(local)
}
