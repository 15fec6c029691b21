use super::label;
use crate::invoices::{Invoiced, SalesInvoice};
use crate::table::notation::dutch_day;
use crate::table::{Cell, Column, Table, Tabular};

const NOBODY: &str = "zonder klant";

fn columns(currency: &str) -> Vec<Column> {
    vec![
        Column::text("Klant"),
        Column::text("Soort"),
        Column::text("Factuurnummer"),
        Column::text("Boekstuk"),
        Column::date("Factuurdatum"),
        Column::date("Vervaldatum"),
        Column::amount("Exclusief btw", currency),
        Column::amount("Btw", currency),
        Column::amount("Inclusief btw", currency),
    ]
}

fn cells(invoice: &SalesInvoice) -> Vec<Cell> {
    vec![
        label::customer(&invoice.customer, NOBODY).into(),
        if invoice.is_credit_note { "creditnota" } else { "factuur" }.into(),
        invoice.invoice_number.map(|number| number.to_string()).into(),
        invoice.entry_number.map(|number| number.to_string()).into(),
        invoice.date.into(),
        invoice.due_date.into(),
        invoice.excluding_vat.into(),
        invoice.vat.into(),
        invoice.including_vat.into(),
    ]
}

impl Tabular for Invoiced {
    fn table(&self, currency: &str) -> Table {
        let title = format!("Gefactureerd van {} t/m {}", dutch_day(self.from), dutch_day(self.to));
        let mut table = Table::new(title, columns(currency));
        self.invoices.iter().for_each(|invoice| table.row(cells(invoice)));
        let mut total = vec!["Totaal".into()];
        total.resize(6, Cell::Empty);
        total.extend([self.excluding_vat.into(), self.vat.into(), self.including_vat.into()]);
        table.total(total);
        table
    }
}

impl Tabular for [SalesInvoice] {
    fn table(&self, currency: &str) -> Table {
        let mut columns = columns(currency);
        columns.push(Column::amount("Openstaand", currency));
        let mut table = Table::new("Laatste verkoopfacturen", columns);
        for invoice in self {
            let mut cells = cells(invoice);
            cells.push(invoice.open.into());
            table.row(cells);
        }
        table
    }
}
