use crate::cash::{CashAccount, CashCourse, CashPosition, ContraAccount, Spending};
use crate::table::notation::dutch_day;
use crate::table::{Cell, Column, Table, Tabular};

impl Tabular for CashPosition {
    fn table(&self, currency: &str) -> Table {
        let columns = [
            Column::text("Rekening"),
            Column::text("Omschrijving"),
            Column::text("Soort"),
            Column::amount("Saldo", currency),
        ];
        let mut table = Table::new(format!("Liquide middelen op {}", dutch_day(self.moment.day)), columns);
        for row in &self.accounts {
            table.row(cells(row));
        }
        table.total(["Totaal".into(), Cell::Empty, Cell::Empty, self.total.into()]);
        table
    }

    fn details(&self, currency: &str) -> Vec<Table> {
        let columns = [Column::text("Onderdeel"), Column::amount("Bedrag", currency), Column::date("Dag")];
        let mut parts = Table::new("Liquide middelen, onderdelen", columns);
        parts.row(["Rekeningen die niet rood staan".into(), self.in_hand.into()]);
        parts.row(["Rekeningen die rood staan".into(), self.overdraft.into()]);
        parts.row(["Laatste boeking".into(), Cell::Empty, self.last_booked.into()]);
        parts.total(["Totaal".into(), self.total.into()]);
        if self.credit_cards.is_empty() {
            return vec![parts];
        }
        let columns = [
            Column::text("Rekening"),
            Column::text("Omschrijving"),
            Column::text("Soort"),
            Column::amount("Saldo", currency),
        ];
        let mut cards = Table::new("Creditcards, niet in het totaal", columns);
        for row in &self.credit_cards {
            cards.row(cells(row));
        }
        vec![parts, cards]
    }
}

fn cells(row: &CashAccount) -> [Cell; 4] {
    let account = &row.account;
    let kind = account.account_type.label();
    [Cell::from(&account.code), Cell::from(&account.description), kind.into(), row.amount.into()]
}

impl Tabular for CashCourse {
    fn table(&self, currency: &str) -> Table {
        let columns = [
            Column::date("Dag"),
            Column::amount("Saldo", currency),
            Column::amount("Verandering", currency),
            Column::amount("Waarvan rood", currency),
        ];
        let mut table = Table::new("Verloop van de liquide middelen", columns);
        for point in &self.points {
            let position = &point.position;
            let (total, overdraft) = (position.total.into(), position.overdraft.into());
            table.row([position.moment.day.into(), total, point.change.into(), overdraft]);
        }
        table
    }
}

impl Tabular for Spending {
    fn table(&self, currency: &str) -> Table {
        let title = format!("Ontvangsten en uitgaven, {}", self.period.label);
        let mut table = Table::new(title, contra_columns(currency));
        for row in &self.accounts {
            table.row(contra_cells(row, false));
        }
        for row in &self.clearing {
            table.row(contra_cells(row, true));
        }
        let lines: u64 = self.accounts.iter().chain(&self.clearing).map(|row| row.lines).sum();
        let (incoming, outgoing) = (self.incoming.into(), self.outgoing.into());
        table.total(["Totaal".into(), Cell::Empty, Cell::Empty, incoming, outgoing, Cell::count(lines)]);
        table
    }
}

fn contra_columns(currency: &str) -> [Column; 6] {
    [
        Column::text("Tegenrekening"),
        Column::text("Omschrijving"),
        Column::text("Soort"),
        Column::amount("Ontvangen", currency),
        Column::amount("Uitgegeven", currency),
        Column::count("Regels"),
    ]
}

fn contra_cells(row: &ContraAccount, is_clearing: bool) -> [Cell; 6] {
    let account = &row.account;
    let kind = if is_clearing { "tussenrekening" } else { account.account_type.label() };
    [
        Cell::from(&account.code),
        Cell::from(&account.description),
        kind.into(),
        row.incoming.into(),
        row.outgoing.into(),
        Cell::count(row.lines),
    ]
}
