//! The argument that asks for a chart. It is not a tool's own: what a tool answers does not change with it.

use rmcp::model::JsonObject;
use serde_json::{Value, json};

use crate::dutch;
use crate::failure::Failure;

/// Its name.
pub(crate) const ARGUMENT: &str = "grafiek";

/// How a model is told of it.
pub(crate) fn schema() -> Value {
    json!({ "type": "boolean", "description": "ook een grafiek" })
}

/// Takes it from the arguments: whether a chart is asked for.
///
/// # Errors
///
/// When it is neither yes nor no.
pub(crate) fn asked(arguments: &mut JsonObject) -> Result<bool, Failure> {
    let wrong = |value: &str| {
        let message = format!("“{}” is geen geldige waarde voor {ARGUMENT}.", dutch::clean(value));
        Failure::new("argument_onjuist", message, "Geef true voor een grafiek, of laat het weg.")
    };
    match arguments.remove(ARGUMENT) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(asked)) => Ok(asked),
        // Some models send truths as text.
        Some(Value::String(text)) => match text.trim().to_lowercase().as_str() {
            "true" | "ja" => Ok(true),
            "false" | "nee" | "" => Ok(false),
            _ => Err(wrong(&text)),
        },
        Some(other) => Err(wrong(&other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_yes_in_any_form_is_taken_out_and_anything_unclear_is_refused() {
        let said = |value: Value| {
            let mut arguments =
                JsonObject::from_iter([(ARGUMENT.to_owned(), value), ("per".to_owned(), json!("klant"))]);
            let asked = asked(&mut arguments);
            assert_eq!(arguments.len(), 1);
            asked
        };
        for yes in [json!(true), json!("Ja"), json!(" true ")] {
            assert!(said(yes.clone()).unwrap(), "{yes}");
        }
        for no in [json!(false), json!(null), json!(""), json!("nee")] {
            assert!(!said(no.clone()).unwrap(), "{no}");
        }
        for unclear in [json!(1), json!("taart"), json!({})] {
            assert_eq!(said(unclear).unwrap_err().code, "argument_onjuist");
        }
    }
}
