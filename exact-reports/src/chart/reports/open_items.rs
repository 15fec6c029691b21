use super::{Charted, largest};
use crate::chart::{Chart, Series};
use crate::open_items::{AgeBand, Aging, FallingDue, OpenPosition, Punctuality, Side};
use crate::table::label;

const fn short_band(band: AgeBand) -> &'static str {
    match band {
        AgeBand::UpToZero => "niet vervallen",
        AgeBand::To30 => "1-30 dagen",
        AgeBand::To60 => "31-60 dagen",
        AgeBand::To90 => "61-90 dagen",
        AgeBand::Over90 => "> 90 dagen",
        AgeBand::NoDate => "zonder datum",
    }
}

/// Invoices and credits by the days past their due date.
fn aging(aging: &Aging, title: String, currency: &str) -> Chart {
    let buckets = || aging.buckets.iter();
    let series = [
        Series::new("Facturen", buckets().map(|bucket| bucket.invoices)),
        Series::new("Creditnota's en niet-afgeletterd", buckets().map(|bucket| bucket.credits)),
    ];
    Chart::bars(title, currency, buckets().map(|bucket| label::sentence(short_band(bucket.band))), series)
}

impl Charted for Aging {
    fn chart(&self, currency: &str) -> Chart {
        aging(self, "Openstaande posten naar ouderdom".to_owned(), currency)
    }
}

impl Charted for OpenPosition {
    fn chart(&self, currency: &str) -> Chart {
        let whose = match self.side {
            Side::Receivable => "debiteuren",
            Side::Payable => "crediteuren",
        };
        let day = label::dutch_day(self.as_of);
        aging(&self.by_due_date, format!("Openstaande {whose} naar ouderdom op {day}"), currency)
    }
}

impl Charted for FallingDue {
    fn chart(&self, currency: &str) -> Chart {
        let name = |row: &crate::open_items::RelationDue| label::customer(&row.customer, "zonder relatie").to_owned();
        let sum = |row: &crate::open_items::RelationDue| row.overdue.checked_add(row.due).unwrap_or_default();
        let rows = self.customers.iter().map(|row| (name(row), sum(row))).collect();
        let title = format!("Vervallen en vervalt tot en met {}", label::dutch_day(self.until));
        Chart::ranking(title, currency, largest(rows))
    }
}

/// Average days late; the currency does not matter.
impl Charted for Punctuality {
    fn chart(&self, _currency: &str) -> Chart {
        let rows = self.rows.iter().take(super::LARGEST);
        let rows = rows.map(|row| (label::customer(&row.customer, "zonder relatie"), row.average_days));
        Chart::ranking("Gemiddeld te laat betaald", "dagen", rows)
    }
}
