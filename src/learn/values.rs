use super::statement::{Format, Statement, Statements, Types};
use crate::traffic::Values;

/// Deeper than anything that the plugin answers; what other plugins nest deeper is not looked into.
pub(super) const DEPTH: usize = 8;

/// What all values together say, by place.
pub(super) fn statements(values: &Values) -> Statements {
    let mut statements = Statements::default();
    collect(values, "$", None, &mut statements);
    statements
}

fn collect(values: &Values, path: &str, of: Option<u64>, statements: &mut Statements) {
    let mut types: Types = values.types.iter().copied().collect();
    let null = types.remove("null");
    let named = values.form().and_then(|(_, form)| Format::named(form));
    statements.insert(
        path.to_owned(),
        Statement {
            types: Some(types).filter(|types| !types.is_empty()),
            // That none was seen proves nothing.
            null: null.then_some(true),
            format: (!values.forms.is_empty()).then_some(named.unwrap_or(Format::Text)),
            required: of.map(|parents| values.times == parents),
            objects: values.objects,
            ..Statement::default()
        },
    );
    for (name, below) in &values.properties {
        let path = format!("{path}.{name}");
        collect(below, &path, Some(values.objects), statements);
    }
    if let Some(others) = &values.others {
        collect(others, &format!("{path}.*"), None, statements);
    }
    if let Some(items) = values.items.as_ref().filter(|items| items.times > 0) {
        collect(items, &format!("{path}[*]"), None, statements);
    }
}
