use super::{Charted, largest};
use crate::balance::{BalanceSheet, SheetSide};
use crate::cash::{CashCourse, CashPosition, Spending};
use crate::chart::{Chart, Series};
use crate::table::label;

impl Charted for CashCourse {
    fn chart(&self, currency: &str) -> Chart {
        let names = self.points.iter().map(|point| label::dutch_day(point.position.moment.day));
        let totals = self.points.iter().map(|point| point.position.total);
        Chart::line("Verloop van de liquide middelen", currency, names, [Series::new("Saldo", totals)])
    }
}

impl Charted for CashPosition {
    fn chart(&self, currency: &str) -> Chart {
        let title = format!("Liquide middelen op {}", label::dutch_day(self.moment.day));
        let rows = self.accounts.iter().map(|row| {
            let account = &row.account;
            (format!("{} {}", account.code, account.description), row.amount)
        });
        Chart::ranking(title, currency, rows)
    }
}

impl Charted for BalanceSheet {
    fn chart(&self, currency: &str) -> Chart {
        let rows = self.types.iter().map(|row| {
            let side = if row.side == SheetSide::Assets { "activa" } else { "passiva" };
            (format!("{} ({side})", label::sentence(row.account_type.label())), row.amount)
        });
        let result =
            (!self.undistributed.is_empty()).then(|| ("Onverdeeld resultaat (passiva)".to_owned(), self.result));
        let title = format!("Balans op {}", label::dutch_day(self.moment.day));
        Chart::ranking(title, currency, rows.chain(result))
    }
}

/// Money that went out, by the account on the other side.
impl Charted for Spending {
    fn chart(&self, currency: &str) -> Chart {
        let name = |account: &crate::ledger::Account| format!("{} {}", account.code, account.description);
        let rows = self.accounts.iter().filter(|row| !row.outgoing.is_zero());
        let rows = rows.map(|row| (name(&row.account), row.outgoing)).collect();
        Chart::ranking(format!("Uitgaven per tegenrekening, {}", self.period.label), currency, largest(rows))
    }
}
