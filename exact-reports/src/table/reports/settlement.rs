use super::label;
use crate::open_items::{DuplicateReason, Duplicates, InvoiceSettlement, SettlementState};
use crate::table::{Cell, Column, Table, Tabular};

impl Tabular for [InvoiceSettlement] {
    fn table(&self, currency: &str) -> Table {
        let columns = [
            Column::text("Relatie"),
            Column::text("Soort"),
            Column::text("Factuurnummer"),
            Column::text("Kenmerk"),
            Column::text("Boekstuk"),
            Column::date("Factuurdatum"),
            Column::date("Vervaldatum"),
            Column::amount("Bedrag", currency),
            Column::amount("Openstaand", currency),
            Column::text("Stand"),
            Column::date("Betaald op"),
        ];
        let mut table = Table::new("Betaling van facturen", columns);
        for row in self {
            table.row([
                label::customer(&row.customer, "zonder relatie").into(),
                if row.is_credit_note { "creditnota" } else { "factuur" }.into(),
                row.invoice_number.map(|number| number.to_string()).into(),
                row.your_ref.as_deref().into(),
                row.entry_number.map(|number| number.to_string()).into(),
                row.invoice_date.into(),
                row.due_date.into(),
                row.amount.into(),
                row.open.into(),
                state(row.state).into(),
                row.paid_on.into(),
            ]);
        }
        table
    }
}

impl Tabular for InvoiceSettlement {
    fn table(&self, currency: &str) -> Table {
        core::slice::from_ref(self).table(currency)
    }
}

const fn state(state: SettlementState) -> &'static str {
    match state {
        SettlementState::Paid => "betaald",
        SettlementState::PartlyPaid => "deels betaald",
        SettlementState::Open => "open",
    }
}

impl Tabular for Duplicates {
    fn table(&self, currency: &str) -> Table {
        let columns = [
            Column::count("Groep"),
            Column::text("Leverancier"),
            Column::text("Waarom"),
            Column::text("Kenmerk"),
            Column::text("Boekstuk"),
            Column::date("Factuurdatum"),
            Column::amount("Bedrag", currency),
        ];
        let mut table = Table::new("Inkoopfacturen die mogelijk dubbel zijn geboekt", columns);
        for (at, candidate) in (1..).zip(&self.candidates) {
            for invoice in &candidate.invoices {
                table.row([
                    Cell::Count(at),
                    label::customer(&candidate.supplier, "zonder leverancier").into(),
                    reason(candidate.reason).into(),
                    invoice.your_ref.as_deref().into(),
                    invoice.entry_number.map(|number| number.to_string()).into(),
                    invoice.date.into(),
                    invoice.amount.into(),
                ]);
            }
        }
        table
    }

    fn details(&self, currency: &str) -> Vec<Table> {
        let columns = [Column::text("Onderdeel"), Column::count("Aantal"), Column::amount("Bedrag", currency)];
        let mut table = Table::new("Dubbele facturen, samengevat", columns);
        table.row(["Bekeken facturen".into(), Cell::count(self.invoices)]);
        table.row(["Mogelijke dubbele".into(), Cell::count(self.candidates.len())]);
        table.row(["Te veel geboekt als alle dubbel zijn".into(), Cell::Empty, self.at_stake.into()]);
        vec![table]
    }
}

const fn reason(reason: DuplicateReason) -> &'static str {
    match reason {
        DuplicateReason::SameReference => "zelfde kenmerk",
        DuplicateReason::SameAmount => "zelfde bedrag binnen een week",
    }
}
