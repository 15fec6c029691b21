use exact_model::Uuid;

use super::{AgeBand, ItemKind, OpenItem, OpenPosition};

/// A figure of an [`OpenPosition`], to ask which items are behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// The total.
    Everything,
    /// Invoices, credit notes or what is unapplied.
    Kind(ItemKind),
    /// Invoices past their due date.
    Overdue,
    /// A bucket by days past the due date.
    DueBand(AgeBand),
    /// A bucket by days since the invoice date.
    InvoiceBand(AgeBand),
    /// One customer or supplier; `None` is the row without one.
    Relation(Option<Uuid>),
    /// One currency.
    Currency(Option<String>),
}

impl OpenPosition {
    /// The items behind a figure. Their amounts add up to it.
    pub fn select<'a>(&'a self, selection: &'a Selection) -> impl Iterator<Item = &'a OpenItem> {
        self.items.iter().filter(move |item| match selection {
            Selection::Everything => true,
            Selection::Kind(kind) => item.kind() == *kind,
            Selection::Overdue => item.is_overdue(self.as_of),
            Selection::DueBand(band) => AgeBand::of(item.days_overdue(self.as_of)) == *band,
            Selection::InvoiceBand(band) => AgeBand::of(item.days_open(self.as_of)) == *band,
            Selection::Relation(id) => item.customer.relation().map(|relation| relation.id) == *id,
            Selection::Currency(currency) => item.currency.as_deref() == currency.as_deref(),
        })
    }
}
