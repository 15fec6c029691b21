//! Rows within a row: what `$expand` gives.

use core::fmt;
use core::marker::PhantomData;
use std::collections::BTreeMap;

use crate::cell::{Cell, Cells, NestedCells};
use crate::field::{FieldType, Holds};
use crate::page;
use crate::row::{Row, Shape};
use crate::slot::{Reads, Slot};

/// The type of a navigation column: it leads to rows of entity `T`. No filter can be put on it.
pub struct Many<T>(PhantomData<fn() -> T>);

/// The rows of a navigation: the lines of an invoice, say.
///
/// Exact gives at most 60 of them with their parent; what did not fit is behind [`next`](Self::next), and
/// `exact-client` follows it. Of a navigation that was not expanded there is only the [`link`](Self::link).
///
/// ```
/// use exact_model::sales_invoice::{SalesInvoice, SalesInvoiceLine};
/// use exact_model::{Decimal, Nested, page, projection};
///
/// projection! {
///     /// A line of an invoice.
///     pub struct Line of SalesInvoiceLine {
///         /// Net amount.
///         pub amount: Decimal = AMOUNT_DC,
///     }
/// }
/// projection! {
///     /// An invoice with its lines.
///     pub struct Invoice of SalesInvoice {
///         /// Number.
///         pub number: Option<i32> = INVOICE_NUMBER,
///         /// The lines.
///         pub lines: Nested<Line> = SALES_INVOICE_LINES,
///     }
/// }
///
/// let body = br#"{"d":[{"InvoiceNumber":7,"SalesInvoiceLines":{"results":[{"AmountDC":12.5}]}}]}"#;
/// let invoice = &page::decode::<Invoice>(body)?.rows[0];
/// assert_eq!(invoice.lines.rows()[0].amount.to_string(), "12.5");
/// assert!(invoice.lines.is_complete());
/// # Ok::<(), page::DecodeError>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Nested<R> {
    content: Content<R>,
}

#[derive(Clone, PartialEq)]
enum Content<R> {
    Deferred(String),
    List { rows: Vec<R>, next: Option<String> },
    Single(Vec<R>),
}

impl<R> Nested<R> {
    /// The rows that came along.
    #[must_use]
    pub fn rows(&self) -> &[R] {
        match &self.content {
            Content::Deferred(_) => &[],
            Content::List { rows, .. } | Content::Single(rows) => rows,
        }
    }

    /// The rows, taken out.
    #[must_use]
    pub fn into_rows(self) -> Vec<R> {
        match self.content {
            Content::Deferred(_) => Vec::new(),
            Content::List { rows, .. } | Content::Single(rows) => rows,
        }
    }

    /// Exact's link to the rows that did not fit, verbatim.
    #[must_use]
    pub fn next(&self) -> Option<&str> {
        match &self.content {
            Content::List { next, .. } => next.as_deref(),
            Content::Deferred(_) | Content::Single(_) => None,
        }
    }

    /// Exact's link to rows that were not asked for.
    #[must_use]
    pub fn link(&self) -> Option<&str> {
        match &self.content {
            Content::Deferred(uri) => Some(uri),
            Content::List { .. } | Content::Single(_) => None,
        }
    }

    /// Whether these are all the rows there are.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.next().is_none() && self.link().is_none()
    }

    /// Adds the rows of the next page, and where the one after that is.
    pub fn append(&mut self, page: page::Page<R>) {
        if let Content::List { rows, next } = &mut self.content {
            rows.extend(page.rows);
            *next = page.next;
        }
    }
}

/// No rows.
impl<R> Default for Nested<R> {
    fn default() -> Self {
        Self { content: Content::List { rows: Vec::new(), next: None } }
    }
}

impl<R> fmt::Debug for Nested<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.content {
            Content::Deferred(_) => f.write_str("Nested(deferred)"),
            _ => write!(f, "Nested({} rows)", self.rows().len()),
        }
    }
}

impl<T, R: Row<Entity = T>> Holds<Many<T>> for Nested<R> {}

impl<R: Row> FieldType for Nested<R> {
    const NESTED: Option<Shape> = Some(Shape::of::<R>());

    fn slot(field: &mut Option<Self>) -> Slot<'_> {
        Slot::Nested(field)
    }

    fn cell(&self) -> Cell<'_> {
        Cell::Rows(self)
    }

    fn nested(&mut self) -> Option<&mut dyn NestedPages> {
        Some(self)
    }
}

impl<R: Row> Reads for Option<Nested<R>> {
    fn read(&mut self, json: &str) -> Result<(), String> {
        let link = if json.contains("\"__deferred\"") { deferred(json) } else { None };
        *self = Some(match link {
            Some(uri) => Nested { content: Content::Deferred(uri) },
            None => {
                let page = page::decode_nested::<R>(json).map_err(|error| error.to_string())?;
                let single = json.trim_start().starts_with('{') && page.envelope == page::Envelope::Entity;
                let content = if single {
                    Content::Single(page.rows)
                } else {
                    Content::List { rows: page.rows, next: page.next }
                };
                Nested { content }
            }
        });
        Ok(())
    }
}

/// The address in `{"__deferred":{"uri":"…"}}`; `None` for any other shape.
fn deferred(json: &str) -> Option<String> {
    let shape: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_str(json).ok()?;
    shape.get("__deferred")?.get("uri").cloned()
}

/// Nested rows whose further pages can be added without knowing their type.
pub trait NestedPages: Send {
    /// Exact's link to the rows that did not fit, verbatim.
    fn next(&self) -> Option<&str>;

    /// Adds the rows of an answer to that link.
    ///
    /// # Errors
    /// [`DecodeError`](page::DecodeError) when the answer cannot be read as such rows; then nothing is added.
    fn append_answer(&mut self, body: &[u8]) -> Result<(), page::DecodeError>;

    /// What is nested in these rows.
    fn inner(&mut self) -> Vec<&mut dyn NestedPages>;
}

impl<R: Row> NestedPages for Nested<R> {
    fn next(&self) -> Option<&str> {
        Self::next(self)
    }

    fn append_answer(&mut self, body: &[u8]) -> Result<(), page::DecodeError> {
        self.append(page::decode(body)?);
        Ok(())
    }

    fn inner(&mut self) -> Vec<&mut dyn NestedPages> {
        match &mut self.content {
            Content::Deferred(_) => Vec::new(),
            Content::List { rows, .. } | Content::Single(rows) => rows.iter_mut().flat_map(Row::nested).collect(),
        }
    }
}

impl<R: Row> NestedCells for Nested<R> {
    fn columns(&self) -> &'static [&'static str] {
        R::COLUMNS
    }
    fn rows(&self) -> usize {
        Self::rows(self).len()
    }
    fn row(&self, index: usize) -> Option<&dyn Cells> {
        Self::rows(self).get(index).map(|row| row as &dyn Cells)
    }
    fn deferred(&self) -> Option<&str> {
        self.link()
    }
    fn next(&self) -> Option<&str> {
        Self::next(self)
    }
    fn is_single(&self) -> bool {
        matches!(self.content, Content::Single(_))
    }
}
