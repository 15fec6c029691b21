use exact_model::CodeList as _;

use super::label;
use super::vat_balance::correction;
use crate::table::{Cell, Column, Table, Tabular};
use crate::vat::{Direction, FiledReturns, ReturnSeries, VatBox, VatReturn};

impl Tabular for VatReturn {
    fn table(&self, currency: &str) -> Table {
        let columns = [
            Column::text("Rubriek"),
            Column::text("Omschrijving"),
            Column::amount("Grondslag", currency),
            Column::amount("Btw", currency),
            Column::amount("Grondslag op de cent", currency),
            Column::amount("Btw op de cent", currency),
            Column::count("Regels"),
        ];
        let mut table = Table::new(format!("Btw-aangifte, {}", self.period.label()), columns);
        for row in self.boxes.iter().filter(|row| row.vat_box != VatBox::InputVat) {
            table.row(box_cells(row));
        }
        let totals = |number: &str, name: &str, filed: exact_model::Decimal, exact: exact_model::Decimal| {
            [number.into(), name.into(), Cell::Empty, filed.into(), Cell::Empty, exact.into()]
        };
        table.subtotal(totals("5a", "Verschuldigde btw", self.filed.due, self.exact.due));
        for row in self.boxes.iter().filter(|row| row.vat_box == VatBox::InputVat) {
            table.row(box_cells(row));
        }
        table.total(totals("", "Te betalen; negatief: terug te vragen", self.filed.payable, self.exact.payable));
        table
    }

    fn details(&self, currency: &str) -> Vec<Table> {
        let columns = [
            Column::text("Code"),
            Column::text("Omschrijving"),
            Column::text("Kant"),
            Column::text("Rubriek"),
            Column::amount("Grondslag", currency),
            Column::amount("Btw", currency),
            Column::count("Regels"),
        ];
        let mut codes = Table::new(format!("Btw-codes, {}", self.period.label()), columns);
        for row in &self.codes {
            let target = row.target.map_or("in geen rubriek", |(vat_box, _)| vat_box.number());
            codes.row([
                Cell::from(&row.code),
                Cell::from(&row.description),
                if row.direction == Direction::Sale { "verkoop" } else { "inkoop" }.into(),
                target.into(),
                row.base.into(),
                row.vat.into(),
                Cell::count(row.lines),
            ]);
        }
        let tie = &self.reconciliation;
        let columns = [Column::text("Onderdeel"), Column::amount("Bedrag", currency), Column::count("Regels")];
        let mut ties = Table::new(format!("Aansluiting met de btw-rekeningen, {}", self.period.label()), columns);
        ties.row(["Geboekt op de btw-rekeningen".into(), tie.movement.into()]);
        ties.row(["Volgens de rubrieken (5a min 5b)".into(), tie.boxes.into()]);
        ties.row(["Verschil".into(), tie.difference.into()]);
        ties.row(["Btw die in geen rubriek past".into(), tie.unmapped.into()]);
        ties.row(["Op een btw-rekening zonder btw-code".into(), Cell::Empty, Cell::count(tie.uncoded.len())]);
        ties.row(["Met btw-code en niet op de btw-rekening".into(), Cell::Empty, Cell::count(tie.unposted.len())]);
        let payments = &tie.payments;
        ties.row(["Betalingen en ontvangsten".into(), payments.amount.into(), Cell::count(payments.lines)]);
        vec![codes, ties]
    }
}

/// Where the form has no place for VAT, the cell is empty; of input VAT it has no place for a base.
fn box_cells(row: &crate::vat::BoxAmount) -> [Cell; 7] {
    let is_input = row.vat_box == VatBox::InputVat;
    let vat = |amount: exact_model::Decimal| if row.vat_box.has_vat() { amount.into() } else { Cell::Empty };
    [
        row.vat_box.number().into(),
        label::sentence(row.vat_box.label()).into(),
        if is_input { Cell::Empty } else { row.rounded_base.into() },
        vat(row.rounded_vat),
        row.base.into(),
        vat(row.vat),
        Cell::count(row.lines),
    ]
}

impl Tabular for ReturnSeries {
    fn table(&self, currency: &str) -> Table {
        let columns = [
            Column::text("Tijdvak"),
            Column::amount("Verschuldigd (5a)", currency),
            Column::amount("Voorbelasting (5b)", currency),
            Column::amount("Te betalen", currency),
            Column::amount("Te betalen op de cent", currency),
        ];
        let mut table = Table::new("Btw-aangiften per tijdvak", columns);
        for one in &self.returns {
            let filed = &one.filed;
            let name = label::sentence(&one.period.label());
            table.row([
                name.into(),
                filed.due.into(),
                filed.input.into(),
                filed.payable.into(),
                one.exact.payable.into(),
            ]);
        }
        table.total(["Totaal".into(), Cell::Empty, Cell::Empty, self.filed.into(), self.exact.into()]);
        table
    }

    fn details(&self, currency: &str) -> Vec<Table> {
        self.returns.iter().flat_map(|one| one.tables(currency)).collect()
    }
}

impl Tabular for FiledReturns {
    fn table(&self, currency: &str) -> Table {
        let columns = [
            Column::text("Tijdvak"),
            Column::text("Stand"),
            Column::amount("Ingediend", currency),
            Column::amount("Volgens de boeken", currency),
            Column::amount("Verschil", currency),
        ];
        let mut table = Table::new("Ingediende btw-aangiften naast de boeken", columns);
        for row in &self.returns {
            let status = row.status.as_ref().and_then(|status| status.dutch()).unwrap_or("niet ingediend");
            table.row([
                label::sentence(&row.period.label()).into(),
                status.into(),
                row.filed.into(),
                row.books.into(),
                row.difference.into(),
            ]);
        }
        let name = format!("Verschillen samen ({})", correction(self.correction));
        table.total([name.into(), Cell::Empty, Cell::Empty, Cell::Empty, self.net.into()]);
        table
    }
}
