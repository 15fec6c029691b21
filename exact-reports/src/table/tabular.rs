use super::Table;

/// What can be shown as tables.
pub trait Tabular {
    /// The table that answers the question. Amounts that do not name a currency are in `currency`, an ISO 4217 code.
    fn table(&self, currency: &str) -> Table;

    /// What else there is to show, each part in a table of its own.
    fn details(&self, _currency: &str) -> Vec<Table> {
        Vec::new()
    }

    /// Every table, the one that answers the question first.
    fn tables(&self, currency: &str) -> Vec<Table> {
        let mut tables = vec![self.table(currency)];
        tables.append(&mut self.details(currency));
        tables
    }
}
