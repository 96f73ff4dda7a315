use serde_json::Value;

/// The id that a value tells: an integer, also one that is written as `121.0` or as the text
/// `"121"`.
///
/// How it is written is for the schema to judge. Who is meant must not hang on it: a check that
/// read only integers would look at nothing on a site that sends ids as text.
pub(crate) fn id_of(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?)),
        Value::String(text) => {
            let id: i64 = text.parse().ok()?;
            (id.to_string() == *text).then_some(id)
        }
        _ => None,
    }
}

/// An integer that a `f64` holds without loss.
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "an integer within its range"
    )]
    (number.fract() == 0.0 && number.abs() < EXACT).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_id_is_read_however_it_is_written() {
        for value in [json!(121), json!("121"), json!(121.0)] {
            assert_eq!(id_of(&value), Some(121), "{value}");
        }
        for value in [
            json!("0121"),
            json!("+1"),
            json!(" 1"),
            json!("1.0"),
            json!(1.5),
            json!(1e300),
            json!(""),
            json!(null),
            json!(true),
            json!([1]),
            json!("9223372036854775808"),
        ] {
            assert_eq!(id_of(&value), None, "{value}");
        }
    }
}
