use exact_reports::vat::{BoxMapping, Rounding, TaxPeriod};

use crate::books::{Books, Opened};
use crate::dutch;
use crate::failure::Failure;
use crate::figure::{Figure, Time};
use crate::reply::Reply;
use crate::sheet::{Cell, Column, Sheet};

/// Supplies to businesses in other countries of the EU, by VAT number.
pub(super) async fn answer(books: &Books, opened: &Opened, period: &TaxPeriod) -> Result<Reply, Failure> {
    let answer = opened.live.eu_listing(period, &BoxMapping::default(), Rounding::InFavour).await?;
    let report = &answer.report;
    let mut sheet = Sheet::new([
        Column::new("naam", "Klant"),
        Column::new("btw_nummer", "Btw-nummer"),
        Column::new("goederen", "Leveringen"),
        Column::new("diensten", "Diensten"),
        Column::new("abc", "ABC-leveringen"),
        Column::new("bedrag", "Samen"),
    ]);
    for one in &report.customers {
        let names: Vec<_> = one.names.iter().map(|name| dutch::clean(name)).collect();
        let parts = [&one.goods, &one.services, &one.triangulation];
        let sum: rust_decimal::Decimal = parts.iter().map(|part| part.rounded).sum();
        sheet.row([
            names.join(", ").into(),
            one.vat_number.as_deref().map(dutch::clean).into(),
            one.goods.rounded.into(),
            one.services.rounded.into(),
            one.triangulation.rounded.into(),
            sum.into(),
        ]);
    }
    let mut total = vec![Cell::from("Totaal")];
    total.resize(5, Cell::Blank);
    total.push(report.filed.into());
    sheet.total(total);
    let money = |amount| dutch::money(amount, &opened.listed.currency);
    let label = dutch::between(period.start, period.end);
    let mut sentence = format!(
        "Over {} heeft {} voor {} geleverd aan {} in andere EU-landen (opgaaf ICP, in hele euro's; precies {}).",
        dutch::during(&label),
        dutch::quoted(&opened.listed.administration.name),
        money(report.filed),
        dutch::count(report.customers.len(), "ondernemer", "ondernemers"),
        money(report.exact),
    );
    let nameless = report.customers.iter().filter(|one| one.vat_number.is_none()).count();
    if nameless > 0 {
        sentence.push_str(&format!(
            " Let op: van {} ontbreekt het btw-nummer.",
            dutch::count(nameless, "klant", "klanten")
        ));
    }
    if report.must_be_monthly {
        sentence.push_str(" Dit is zoveel aan goederen dat de opgaaf per maand moet.");
    }
    let time = Time::days(&label, Some(period.start), Some(period.end));
    Ok(Figure::new(sentence, report.filed, time, sheet).charted(report, opened).reply(books, opened, &answer))
}
