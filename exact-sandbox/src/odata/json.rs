//! Rows as Exact's verbose JSON, written straight into bytes.

use std::io::Write as _;

use exact_model::Edm;
use rust_decimal::Decimal;

use super::cell::Cell;
use super::select::{FieldKind, Plan};
use crate::schema;
use crate::tables::Collection;

/// Nested pages are capped at this many rows and then carry their own `__next` (rule E5).
pub(crate) const NESTED_PAGE: usize = 60;

/// What a row needs to know about where it is served.
pub(crate) struct Place<'a> {
    /// Everything before the entity's key: `http://host/api/v1/1/crm/Accounts`.
    pub(crate) url: &'a str,
    /// Everything before the path after the division, for nested rows: `http://host/api/v1/1/`.
    pub(crate) root: &'a str,
    /// Finds the rows of another endpoint.
    pub(crate) collection: &'a dyn Fn(&str) -> Option<std::sync::Arc<dyn Collection>>,
}

/// Writes one row as an object.
pub(crate) fn push_row(out: &mut Vec<u8>, place: &Place<'_>, plan: &Plan, rows: &dyn Collection, row: usize) {
    let uri = schema::entity_uri(place.url, plan.meta, rows, row);
    out.extend_from_slice(br#"{"__metadata":{"uri":"#);
    push_text(out, &uri);
    out.extend_from_slice(br#","type":""#);
    out.extend_from_slice(plan.type_name.as_bytes());
    out.extend_from_slice(br#""}"#);
    for field in &plan.fields {
        out.extend_from_slice(b",\"");
        out.extend_from_slice(field.name.as_bytes());
        out.extend_from_slice(b"\":");
        match &field.kind {
            FieldKind::Value { edm, column } => {
                push_cell(out, *edm, column.map_or(Cell::Null, |at| rows.cell(row, at)))
            }
            FieldKind::Deferred => {
                out.extend_from_slice(br#"{"__deferred":{"uri":"#);
                push_text(out, &format!("{uri}/{}", field.name));
                out.extend_from_slice(b"}}");
            }
            FieldKind::Expanded(inner) => push_nested(out, place, inner.as_deref(), &uri, field.name, rows, row),
        }
    }
    out.push(b'}');
}

fn push_nested(
    out: &mut Vec<u8>,
    place: &Place<'_>,
    plan: Option<&Plan>,
    uri: &str,
    name: &str,
    rows: &dyn Collection,
    row: usize,
) {
    out.extend_from_slice(br#"{"results":["#);
    let nested = rows.nested(row, name);
    let source = plan.and_then(|plan| (place.collection)(plan.meta.id));
    let mut link = None;
    if let (Some(plan), Some(source)) = (plan, source) {
        let url = format!("{}{}", place.root, plan.meta.id);
        let inner = Place { url: &url, ..*place };
        for (index, row) in nested.iter().take(NESTED_PAGE).enumerate() {
            if index > 0 {
                out.push(b',');
            }
            push_row(out, &inner, plan, source.as_ref(), *row);
        }
        if nested.len() > NESTED_PAGE {
            let last = nested.get(NESTED_PAGE - 1).copied().unwrap_or_default();
            link = Some(format!("{uri}/{name}?$skiptoken={}", schema::key_token(plan.meta, source.as_ref(), last)));
        }
    }
    out.push(b']');
    if let Some(link) = link {
        out.extend_from_slice(br#","__next":"#);
        push_text(out, &link);
    }
    out.push(b'}');
}

fn push_cell(out: &mut Vec<u8>, edm: Edm, cell: Cell<'_>) {
    // Writing into a Vec cannot fail.
    let _ = match cell {
        Cell::Null => out.write_all(b"null"),
        Cell::Bool(value) => write!(out, "{value}"),
        Cell::Int(value) if edm == Edm::Int64 => write!(out, "\"{value}\""),
        Cell::Int(value) => write!(out, "{value}"),
        Cell::Number(value) => out.write_all(double(value).as_bytes()),
        Cell::Guid(id) => write!(out, "\"{id}\""),
        Cell::Date(ms) => write!(out, "\"/Date({ms})/\""),
        Cell::Text(text) => {
            push_text(out, text);
            Ok(())
        }
    };
}

/// A Double in the shortest form Exact writes: `120`, `-0.01`, `1E-05`, at most 15 digits.
pub(crate) fn double(value: Decimal) -> String {
    if value.is_zero() {
        // A negated zero keeps its sign in a decimal; Exact sends none.
        return "0".to_owned();
    }
    let value = value.round_sf(15).unwrap_or(value).normalize();
    let text = value.to_string();
    let tiny = text.trim_start_matches('-').strip_prefix("0.0000");
    let Some(digits) = tiny else { return text };
    let significant = digits.trim_start_matches('0');
    let exponent = 5 + digits.len() - significant.len();
    let (first, rest) = significant.split_at_checked(1).unwrap_or((significant, ""));
    let sign = if value.is_sign_negative() { "-" } else { "" };
    let point = if rest.is_empty() { "" } else { "." };
    format!("{sign}{first}{point}{rest}E-{exponent:02}")
}

/// Writes a JSON string with its quotes.
pub(crate) fn push_text(out: &mut Vec<u8>, text: &str) {
    // A string is always valid JSON and a Vec always takes it.
    let _ = serde_json::to_writer(out, text);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(edm: Edm, cell: Cell<'_>) -> String {
        let mut out = Vec::new();
        push_cell(&mut out, edm, cell);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn doubles_are_numbers_in_their_shortest_form() {
        for (text, wire) in [
            ("120.00", "120"),
            ("-0.010", "-0.01"),
            ("316.50", "316.5"),
            ("0", "0"),
            ("0.0001", "0.0001"),
            ("0.00001", "1E-05"),
            ("-0.000000125", "-1.25E-07"),
            ("0.87719298245614035087719298", "0.87719298245614"),
        ] {
            assert_eq!(double(text.parse().unwrap()), wire);
        }
    }

    #[test]
    fn zero_has_no_sign() {
        assert_eq!(double(-Decimal::new(0, 2)), "0");
    }

    #[test]
    fn an_int64_is_a_string_and_an_int32_a_number() {
        assert_eq!(cell(Edm::Int64, Cell::Int(7)), "\"7\"");
        assert_eq!(cell(Edm::Int32, Cell::Int(7)), "7");
    }

    #[test]
    fn e11_a_date_is_wall_clock_milliseconds() {
        let date = chrono::NaiveDate::from_ymd_opt(2024, 9, 9).unwrap();
        assert_eq!(cell(Edm::DateTime, Cell::day(date)), "\"/Date(1725840000000)/\"");
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(cell(Edm::String, Cell::Text("a\"b\\c\n")), r#""a\"b\\c\n""#);
    }

    proptest::proptest! {
        #[test]
        fn a_double_reads_back_as_the_same_amount(cents in -99_999_999_999_i64..99_999_999_999) {
            let amount = Decimal::new(cents, 2);
            let text = double(amount);
            proptest::prop_assert_eq!(text.parse::<Decimal>().unwrap(), amount);
        }
    }
}
