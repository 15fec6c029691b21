use super::Charted;
use crate::chart::{Chart, Series};
use crate::table::label;
use crate::vat::{EuListing, FiledReturns, ReturnSeries, TurnoverByRate, VatBalance, VatReturn};

impl Charted for VatBalance {
    fn chart(&self, currency: &str) -> Chart {
        let quarters = || self.return_periods.iter();
        let series = [
            Series::new("Verschuldigd", quarters().map(|one| one.to_pay)),
            Series::new("Voorbelasting", quarters().map(|one| one.to_claim)),
            Series::new("Te betalen", quarters().map(|one| one.amount)),
        ];
        Chart::bars("Btw per kwartaal", currency, quarters().map(|one| label::quarter(one.quarter)), series)
    }
}

impl Charted for ReturnSeries {
    fn chart(&self, currency: &str) -> Chart {
        let returns = || self.returns.iter();
        let series = [
            Series::new("Verschuldigd (5a)", returns().map(|one| one.filed.due)),
            Series::new("Voorbelasting (5b)", returns().map(|one| one.filed.input)),
            Series::new("Te betalen", returns().map(|one| one.filed.payable)),
        ];
        Chart::bars("Btw-aangiften per tijdvak", currency, returns().map(|one| one.period.label()), series)
    }
}

/// VAT by box as it is filed, without boxes in which nothing is.
impl Charted for VatReturn {
    fn chart(&self, currency: &str) -> Chart {
        let boxes = self.boxes.iter().filter(|row| row.vat_box.has_vat() && !row.rounded_vat.is_zero());
        let rows = boxes.map(|row| (format!("{} {}", row.vat_box.number(), row.vat_box.label()), row.rounded_vat));
        Chart::ranking(format!("Btw per rubriek, {}", self.period.label()), currency, rows)
    }
}

impl Charted for FiledReturns {
    fn chart(&self, currency: &str) -> Chart {
        let returns = || self.returns.iter();
        let series = [
            Series::new("Ingediend", returns().map(|one| one.filed.unwrap_or_default())),
            Series::new("Volgens de boeken", returns().map(|one| one.books)),
        ];
        let names = returns().map(|one| one.period.label());
        Chart::bars("Ingediende btw-aangiften naast de boeken", currency, names, series)
    }
}

impl Charted for TurnoverByRate {
    fn chart(&self, currency: &str) -> Chart {
        let rows = self.rows.iter().map(|row| (label::turnover_class(row.class), row.amount));
        Chart::ranking(format!("Omzet per btw-tarief, {}", self.period.label()), currency, rows)
    }
}

impl Charted for EuListing {
    fn chart(&self, currency: &str) -> Chart {
        let rows = self.customers.iter().map(|row| {
            let parts = [row.goods.rounded, row.services.rounded, row.triangulation.rounded];
            let name = if row.names.is_empty() { "zonder klant".to_owned() } else { row.names.join(", ") };
            (name, crate::amount::Sum::of(parts).unwrap_or_default())
        });
        let title = format!("Leveringen binnen de EU per klant, {}", self.period.label());
        Chart::ranking(title, currency, super::largest(rows.collect()))
    }
}
