//! Drafts: what will be sent of an entity, column by column.

use core::fmt;
use core::marker::PhantomData;

use exact_model::cell::Cell;
use exact_model::column::Sorts;
use exact_model::field::FieldType;
use exact_model::{Column, Entity, Many, Meta};

/// What is to be sent of an entity `E`: for a new one, or for a change of one that is there.
///
/// Only what was set is sent. A column of another entity, or a value of another type, does not compile. Amounts are
/// sent with exactly their digits, and dates as they are, without a zone.
///
/// ```
/// use exact_client::Draft;
/// use exact_client::model::sales_entry::{SalesEntry, SalesEntryLine};
/// use exact_client::model::{Decimal, NaiveDate, Uuid};
///
/// let (customer, revenue) = (Uuid::from_u128(1), Uuid::from_u128(2));
/// let line = Draft::<SalesEntryLine>::new()
///     .set(SalesEntryLine::GL_ACCOUNT, revenue)
///     .set(SalesEntryLine::AMOUNT_FC, Decimal::new(10_050, 2))
///     .set(SalesEntryLine::VAT_CODE, "2");
/// let entry = Draft::<SalesEntry>::new()
///     .set(SalesEntry::CUSTOMER, customer)
///     .set(SalesEntry::JOURNAL, "70")
///     .set(SalesEntry::ENTRY_DATE, NaiveDate::from_ymd_opt(2026, 3, 31).unwrap_or_default())
///     .rows(SalesEntry::SALES_ENTRY_LINES, [line]);
/// # let _ = entry;
/// ```
///
/// ```compile_fail
/// use exact_client::Draft;
/// use exact_client::model::{crm::Account, sales_entry::SalesEntry};
///
/// // A name of a relation is no column of a sales entry.
/// let _ = Draft::<SalesEntry>::new().set(Account::NAME, "Jansen");
/// ```
///
/// ```compile_fail
/// use exact_client::Draft;
/// use exact_client::model::sales_entry::SalesEntryLine;
///
/// // A float has lost its cents already.
/// let _ = Draft::<SalesEntryLine>::new().set(SalesEntryLine::AMOUNT_FC, 100.5);
/// ```
#[must_use = "a draft changes nothing until a writer sends it"]
pub struct Draft<E> {
    parts: Parts,
    of: PhantomData<fn() -> E>,
}

/// A draft without its type.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) meta: &'static Meta,
    pub(crate) columns: Vec<(&'static str, Content)>,
}

/// What is sent in the place of a column.
#[derive(Clone)]
pub(crate) enum Content {
    /// A value, as JSON.
    Value(String),
    /// An explicit null.
    Null,
    /// Rows of their own.
    Rows(Vec<Parts>),
    /// Nothing, on purpose.
    LeftOut,
}

impl<E: Entity> Draft<E> {
    /// A draft with nothing in it.
    pub fn new() -> Self {
        Self { parts: Parts { meta: E::META, columns: Vec::new() }, of: PhantomData }
    }

    /// Sends `value` in this column. Set twice, the last value counts.
    pub fn set<V: FieldType + Sorts, F>(self, column: Column<E, V, F>, value: impl Into<V>) -> Self {
        let value: V = value.into();
        self.with(column.name(), Content::Value(json(value.cell())))
    }

    /// Sends an explicit null. Exact makes of it what an empty value of the type is: zero, false, an empty text; a date
    /// becomes empty. A column that is merely not [set](Self::set) keeps its value.
    pub fn clear<V: FieldType + Sorts, F>(self, column: Column<E, V, F>) -> Self {
        self.with(column.name(), Content::Null)
    }

    /// Sends rows of their own along: the lines of an entry.
    pub fn rows<T: Entity, F>(
        self,
        navigation: Column<E, Many<T>, F>,
        rows: impl IntoIterator<Item = Draft<T>>,
    ) -> Self {
        let rows = rows.into_iter().map(|row| row.parts).collect();
        self.with(navigation.name(), Content::Rows(rows))
    }

    /// Leaves out a column that the catalogue calls mandatory, for where Exact fills it in: the ledger account of an
    /// invoice line follows from its item, say.
    pub fn leave_out<V, F>(self, column: Column<E, V, F>) -> Self {
        self.with(column.name(), Content::LeftOut)
    }

    fn with(mut self, name: &'static str, content: Content) -> Self {
        match self.parts.columns.iter_mut().find(|(other, _)| *other == name) {
            Some(column) => column.1 = content,
            None => self.parts.columns.push((name, content)),
        }
        self
    }

    pub(crate) const fn parts(&self) -> &Parts {
        &self.parts
    }
}

impl<E: Entity> Default for Draft<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E> Clone for Draft<E> {
    fn clone(&self) -> Self {
        Self { parts: self.parts.clone(), of: PhantomData }
    }
}

/// The names of the columns, without what is in them.
impl<E> fmt::Debug for Draft<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Draft").field(&self.parts.meta.id).field(&self.parts.names()).finish()
    }
}

impl Parts {
    fn names(&self) -> Vec<&'static str> {
        self.columns.iter().map(|(name, _)| *name).collect()
    }

    pub(crate) fn has_rows(&self) -> bool {
        self.columns.iter().any(|(_, content)| matches!(content, Content::Rows(_)))
    }

    /// The body of the request.
    pub(crate) fn json(&self) -> String {
        let columns = self.columns.iter().filter_map(|(name, content)| {
            let value = match content {
                Content::Value(json) => json.clone(),
                Content::Null => "null".to_owned(),
                Content::Rows(rows) => format!("[{}]", rows.iter().map(Self::json).collect::<Vec<_>>().join(",")),
                Content::LeftOut => return None,
            };
            Some(format!("\"{name}\":{value}"))
        });
        format!("{{{}}}", columns.collect::<Vec<_>>().join(","))
    }
}

/// A value in the notation that Exact takes: amounts as numbers with all their digits, 64-bit integers between quotes,
/// moments without a zone, because a zone would shift them.
fn json(cell: Cell<'_>) -> String {
    match cell {
        Cell::Text(text) => serde_json::Value::from(text).to_string(),
        Cell::Decimal(amount) => amount.to_string(),
        Cell::DateTime(moment) => format!("\"{}\"", moment.format("%Y-%m-%dT%H:%M:%S%.f")),
        Cell::Date(day) => format!("\"{}T00:00:00\"", day.format("%Y-%m-%d")),
        Cell::Bool(flag) => flag.to_string(),
        Cell::Int(number) => number.to_string(),
        Cell::Long(number) => format!("\"{number}\""),
        Cell::Guid(id) => format!("\"{id}\""),
        Cell::Json(json) => json.to_owned(),
        _ => "null".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use exact_model::crm::Account;
    use exact_model::sales_entry::{SalesEntry, SalesEntryLine};
    use exact_model::{Decimal, NaiveDate};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_what_was_set_is_sent_and_the_last_value_counts() {
        let draft = Draft::<SalesEntry>::new().set(SalesEntry::DESCRIPTION, "a").set(SalesEntry::DESCRIPTION, "b");
        assert_eq!(draft.parts().json(), r#"{"Description":"b"}"#);
        assert_eq!(Draft::<SalesEntry>::new().parts().json(), "{}");
    }

    #[test]
    fn every_type_is_sent_in_exacts_notation() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 31).unwrap();
        let draft = Draft::<SalesEntry>::new()
            .set(SalesEntry::DESCRIPTION, "\"Jansen\" & zoon\n")
            .set(SalesEntry::ENTRY_DATE, day)
            .set(SalesEntry::DUE_DATE, day.and_hms_milli_opt(13, 5, 0, 30).unwrap())
            .set(SalesEntry::INVOICE_NUMBER, 26_001)
            .clear(SalesEntry::YOUR_REF)
            .leave_out(SalesEntry::CUSTOMER)
            .rows(
                SalesEntry::SALES_ENTRY_LINES,
                [
                    Draft::new().set(SalesEntryLine::AMOUNT_FC, Decimal::new(10_050, 2)),
                    Draft::new().set(SalesEntryLine::AMOUNT_FC, Decimal::new(-1, 2)),
                ],
            );
        let wanted = concat!(
            r#"{"Description":"\"Jansen\" & zoon\n","EntryDate":"2026-03-31T00:00:00","#,
            r#""DueDate":"2026-03-31T13:05:00.030","InvoiceNumber":26001,"YourRef":null,"#,
            r#""SalesEntryLines":[{"AmountFC":100.50},{"AmountFC":-0.01}]}"#,
        );
        assert_eq!(draft.parts().json(), wanted);
    }

    #[test]
    fn a_draft_shows_its_columns_and_not_what_is_in_them() {
        let draft = Draft::<Account>::new().set(Account::NAME, "Jansen");
        let shown = format!("{draft:?}");
        assert!(shown.contains("Name") && !shown.contains("Jansen"), "{shown}");
    }

    proptest! {
        #[test]
        fn an_amount_is_sent_with_exactly_its_digits(mantissa: i64, scale in 0_u32..28, high: i32) {
            let number = (i128::from(high) << 32) + i128::from(mantissa);
            let amount = Decimal::from_i128_with_scale(number, scale);
            let draft = Draft::<SalesEntryLine>::new().set(SalesEntryLine::AMOUNT_FC, amount);
            let json = draft.parts().json();
            let digits = json.strip_prefix("{\"AmountFC\":").unwrap().strip_suffix('}').unwrap();
            prop_assert_eq!(exact_model::number::parse_decimal(digits), Some(amount));
            prop_assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok(), "{}", json);
        }

        #[test]
        fn every_text_comes_back_as_it_was_sent(text in any::<String>()) {
            let json = Draft::<Account>::new().set(Account::NAME, text.as_str()).parts().json();
            let read: serde_json::Value = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(read.get("Name").and_then(|name| name.as_str()), Some(text.as_str()));
        }
    }
}
