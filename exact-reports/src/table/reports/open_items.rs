use super::label;
use crate::open_items::{AgeBand, Aging, ItemKind, OpenItem, OpenPosition, Side};
use crate::table::notation::dutch_day;
use crate::table::{Cell, Column, Table, Tabular};

pub(super) const fn party(side: Side) -> &'static str {
    match side {
        Side::Receivable => "Klant",
        Side::Payable => "Leverancier",
    }
}

pub(super) const fn nobody(side: Side) -> &'static str {
    match side {
        Side::Receivable => "zonder klant",
        Side::Payable => "zonder leverancier",
    }
}

const fn whole(side: Side) -> &'static str {
    match side {
        Side::Receivable => "Openstaande debiteuren",
        Side::Payable => "Openstaande crediteuren",
    }
}

impl Tabular for OpenPosition {
    fn table(&self, currency: &str) -> Table {
        let columns = [
            Column::text(party(self.side)),
            Column::text("Code"),
            Column::amount("Openstaand", currency),
            Column::amount("Facturen", currency),
            Column::count("Aantal facturen"),
            Column::amount("Creditnota's en niet-afgeletterd", currency),
            Column::amount("Vervallen", currency),
            Column::count("Langst te laat (dagen)"),
        ];
        let mut table = Table::new(format!("{} op {}", whole(self.side), dutch_day(self.as_of)), columns);
        for row in &self.customers {
            table.row([
                label::customer(&row.customer, nobody(self.side)).into(),
                row.customer.relation().and_then(|relation| relation.code.as_ref()).into(),
                row.total.into(),
                row.invoices.into(),
                Cell::count(row.invoice_count),
                row.credits.into(),
                row.overdue.into(),
                row.longest_overdue.map(Cell::Count).into(),
            ]);
        }
        table.total([
            "Totaal".into(),
            Cell::Empty,
            self.total.into(),
            self.invoices.into(),
            Cell::count(self.invoice_count),
            self.credit_notes.checked_add(self.unapplied).into(),
            self.overdue.into(),
        ]);
        table
    }

    fn details(&self, currency: &str) -> Vec<Table> {
        let name = whole(self.side);
        let due = format!("{name} naar vervaldatum");
        let invoiced = format!("{name} naar factuurdatum");
        let mut tables = vec![
            aging(&self.by_due_date, due, label::due_band, currency),
            aging(&self.by_invoice_date, invoiced, label::invoice_band, currency),
        ];
        let columns = [
            Column::text("Valuta"),
            Column::foreign_amount("Bedrag in valuta"),
            Column::amount("Bedrag", currency),
            Column::count("Posten"),
        ];
        let mut currencies = Table::new(format!("{name} per valuta"), columns);
        for row in &self.currencies {
            let code = row.currency.as_deref().unwrap_or("onbekend");
            currencies.row([code.into(), row.foreign.into(), row.total.into(), Cell::count(row.items)]);
        }
        tables.push(currencies);
        tables.push(items(&self.items, format!("{name}, alle posten"), self.side, currency));
        tables
    }
}

/// A table of open items.
pub(super) fn items(list: &[OpenItem], title: String, side: Side, currency: &str) -> Table {
    let columns = [
        Column::text(party(side)),
        Column::text("Soort"),
        Column::text("Factuurnummer"),
        Column::text("Kenmerk"),
        Column::text("Boekstuk"),
        Column::date("Factuurdatum"),
        Column::date("Vervaldatum"),
        Column::text("Omschrijving"),
        Column::amount("Openstaand", currency),
        Column::foreign_amount("In valuta"),
        Column::text("Valuta"),
    ];
    let mut table = Table::new(title, columns);
    for item in list {
        table.row([
            label::customer(&item.customer, nobody(side)).into(),
            kind(item.kind()).into(),
            item.invoice_number.map(|number| number.to_string()).into(),
            item.your_ref.as_deref().into(),
            item.entry_number.map(|number| number.to_string()).into(),
            item.invoice_date.into(),
            item.due_date.into(),
            Cell::words(&item.description),
            item.amount.into(),
            item.foreign.into(),
            item.currency.as_deref().into(),
        ]);
    }
    table
}

const fn kind(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Invoice => "factuur",
        ItemKind::CreditNote => "creditnota",
        ItemKind::Unapplied => "niet afgeletterd",
    }
}

impl Tabular for Aging {
    fn table(&self, currency: &str) -> Table {
        aging(self, "Ouderdom van openstaande posten".to_owned(), label::due_band, currency)
    }
}

fn aging(aging: &Aging, title: String, name: fn(AgeBand) -> &'static str, currency: &str) -> Table {
    let columns = [
        Column::text("Ouderdom"),
        Column::amount("Facturen", currency),
        Column::count("Aantal facturen"),
        Column::amount("Creditnota's en niet-afgeletterd", currency),
        Column::count("Aantal daarvan"),
        Column::amount("Per saldo", currency),
    ];
    let mut table = Table::new(title, columns);
    for bucket in &aging.buckets {
        table.row([
            label::sentence(name(bucket.band)).into(),
            bucket.invoices.into(),
            Cell::count(bucket.invoice_count),
            bucket.credits.into(),
            Cell::count(bucket.credit_count),
            bucket.total.into(),
        ]);
    }
    let sum = |amount: fn(&crate::open_items::Bucket) -> exact_model::Decimal| {
        Cell::from(crate::amount::Sum::of(aging.buckets.iter().map(amount)).ok())
    };
    let count =
        |count: fn(&crate::open_items::Bucket) -> usize| Cell::count(aging.buckets.iter().map(count).sum::<usize>());
    table.total([
        "Totaal".into(),
        sum(|bucket| bucket.invoices),
        count(|bucket| bucket.invoice_count),
        sum(|bucket| bucket.credits),
        count(|bucket| bucket.credit_count),
        sum(|bucket| bucket.total),
    ]);
    table
}
