//! The bookings themselves: those behind a figure that was given, of an account, or of one entry.

use exact_reports::live::Behind;
use exact_reports::selector::{Counting, When};
use exact_reports::{PeriodRange, Selector};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::period;
use crate::books::{Books, Opened};
use crate::dutch;
use crate::failure::Failure;
use crate::find;
use crate::memory::Remembered;
use crate::reply::{Reply, Trace};
use crate::sheet::{Cell, Column, Sheet};

/// Lines in one answer; the rest is on further pages.
const PAGE: usize = 100;

/// Arguments of `boekingen`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EntryArguments {
    #[serde(default, rename = "administratie")]
    #[schemars(with = "String", description = "naam, nummer of code")]
    administration: Option<String>,
    #[serde(default, rename = "kenmerk")]
    #[schemars(with = "String", description = "van een antwoord, zoals C3; leeg is het laatste")]
    mark: Option<String>,
    #[serde(default, rename = "rij")]
    #[schemars(with = "String", description = "alleen deze rij van dat antwoord: naam, code of volgnummer")]
    row: Option<String>,
    #[serde(default, rename = "rekening")]
    #[schemars(with = "String", description = "in plaats van een kenmerk: code van een rekening, met een periode")]
    account: Option<String>,
    #[serde(default, rename = "periode")]
    #[schemars(with = "String", description = "bij een rekening; standaard dit jaar")]
    period: Option<String>,
    #[serde(default, rename = "boekstuk")]
    #[schemars(with = "String", description = "in plaats van een kenmerk: nummer van een boekstuk")]
    entry: Option<String>,
    #[serde(default, rename = "pagina")]
    #[schemars(with = "u16", range(min = 1), description = "standaard 1")]
    page: Option<u16>,
}

/// What the data has besides what every answer has.
pub(super) fn facts_schema() -> [(&'static str, Value); 7] {
    let (text, number) = (json!({ "type": "string" }), json!({ "type": "integer" }));
    [
        ("totaal", text.clone()),
        ("valuta", text.clone()),
        ("aantal", number.clone()),
        ("pagina", number.clone()),
        ("paginas", number),
        ("van_kenmerk", text),
        ("administratie", json!({ "type": "object" })),
    ]
}

pub(super) async fn answer(books: &Books, arguments: EntryArguments) -> Result<Reply, Failure> {
    let page = usize::from(arguments.page.unwrap_or(1).max(1));
    if let Some(number) = arguments.entry.as_deref() {
        let opened = books.open(arguments.administration.as_deref()).await?;
        return one_entry(&opened, number).await;
    }
    if let Some(code) = arguments.account.as_deref() {
        let mut opened = books.open(arguments.administration.as_deref()).await?;
        let asked = period(books, &mut opened, arguments.period.as_deref().unwrap_or("dit jaar")).await?;
        let years = opened.live.book_years().await?;
        let range = asked.request.resolve(&years.calendar).map_err(|error| Failure::from(&error))?;
        return Box::pin(on_account(&mut opened, code, &range, page)).await;
    }
    let remembered = super::explanation::find(books, arguments.mark.as_deref())?;
    let Some(trace) = &remembered.trace else { return Err(untraced(&remembered)) };
    let code = trace.administration.to_string();
    let opened = books.open(Some(&code)).await?;
    let (what, selector) = selected(&remembered, trace, arguments.row.as_deref())?;
    let behind = Box::pin(opened.live.lines_behind(&selector)).await?;
    let what = format!("Achter {what} (antwoord {})", remembered.mark);
    Ok(reply(&opened, &what, &behind, page, Some(&remembered.mark)))
}

fn untraced(remembered: &Remembered) -> Failure {
    Failure::new(
        "geen_boekingen_bij_cijfer",
        format!(
            "Antwoord {} is niet uit losse boekingen opgeteld; de posten staan in het antwoord zelf.",
            remembered.mark
        ),
        "Vraag de tool opnieuw per factuur of per rekening, of noem een rekening en een periode.",
    )
}

/// The total or one row of an earlier answer, and the lines behind it.
fn selected(remembered: &Remembered, trace: &Trace, row: Option<&str>) -> Result<(String, Selector), Failure> {
    let Some(asked) = row else {
        let selector = trace.total.clone().or_else(|| only(trace)).ok_or_else(|| untraced_total(remembered, trace))?;
        return Ok(("het totaal".to_owned(), selector));
    };
    let wanted = asked.trim().to_lowercase();
    let by_name = |exactly: bool| {
        let matches = |name: &String| {
            let name = name.to_lowercase();
            if exactly { name == wanted } else { name.contains(&wanted) }
        };
        let found: Vec<_> = trace.rows.iter().filter(|row| row.names.iter().any(matches)).collect();
        found
    };
    let by_number = || {
        let at = wanted.parse::<usize>().ok().filter(|_| by_name(true).is_empty())?;
        trace.rows.get(at.checked_sub(1)?)
    };
    let found = match (by_name(true).as_slice(), by_number(), by_name(false).as_slice()) {
        ([only], ..) | (_, None, [only]) => Some(*only),
        (_, Some(row), _) => Some(row),
        _ => None,
    };
    let Some(found) = found else {
        let names: Vec<_> = trace.rows.iter().take(20).filter_map(|row| row.names.first().cloned()).collect();
        return Err(Failure::new(
            "rij_kiezen",
            format!("“{}” is geen rij van antwoord {}, of meer dan één.", dutch::clean(asked), remembered.mark),
            format!("Kies er een: {}.", dutch::list(&names)),
        ));
    };
    let name = found.names.first().map(|name| dutch::quoted(name)).unwrap_or_default();
    Ok((name, found.behind.clone().ok_or_else(|| untraced(remembered))?))
}

/// The only row, when there is one.
fn only(trace: &Trace) -> Option<Selector> {
    match trace.rows.as_slice() {
        [row] => row.behind.clone(),
        _ => None,
    }
}

fn untraced_total(remembered: &Remembered, trace: &Trace) -> Failure {
    let names: Vec<_> = trace
        .rows
        .iter()
        .filter(|row| row.behind.is_some())
        .take(20)
        .filter_map(|row| row.names.first().cloned())
        .collect();
    if names.is_empty() {
        return untraced(remembered);
    }
    Failure::new(
        "rij_kiezen",
        format!("Van antwoord {} zijn de boekingen per rij te tonen.", remembered.mark),
        format!("Noem een rij: {}.", dutch::list(&names)),
    )
}

async fn on_account(opened: &mut Opened, asked: &str, range: &PeriodRange, page: usize) -> Result<Reply, Failure> {
    let found = find::account(opened.live.division(), asked).await?;
    opened.calls += found.calls;
    let selector = Selector::of([found.id], When::from(range), Counting::Movements);
    let behind = Box::pin(opened.live.lines_behind(&selector)).await?;
    let what = format!("Op rekening {} over {}", dutch::quoted(&found.name), dutch::during(&range.label));
    Ok(reply(opened, &what, &behind, page, None))
}

fn reply(opened: &Opened, what: &str, behind: &Behind, page: usize, mark: Option<&str>) -> Reply {
    let currency = opened.listed.currency.as_str();
    let pages = behind.lines.len().div_ceil(PAGE).max(1);
    let page = page.min(pages);
    let mut sheet = Sheet::new([
        Column::new("datum", "Datum"),
        Column::new("boekstuk", "Boekstuk"),
        Column::new("dagboek", "Dagboek"),
        Column::new("rekening", "Rekening"),
        Column::new("naam", "Relatie"),
        Column::new("omschrijving", "Omschrijving"),
        Column::new("factuur", "Factuur"),
        Column::new("bedrag", "Debet (plus) of credit (min)"),
    ]);
    let clean = |text: &Option<String>| text.as_deref().map(dutch::clean);
    let mut lines: Vec<_> = behind.lines.iter().collect();
    lines.sort_by_key(|line| (line.date, line.detail.entry_number));
    for line in lines.into_iter().skip((page - 1) * PAGE).take(PAGE) {
        sheet.row([
            line.date.into(),
            line.detail.entry_number.map(|number| number.to_string()).into(),
            clean(&line.detail.journal).into(),
            clean(&line.detail.account_code).into(),
            clean(&line.relation_name).into(),
            clean(&line.detail.description).into(),
            line.detail.invoice_number.filter(|number| *number != 0).map(|number| number.to_string()).into(),
            line.amount.into(),
        ]);
    }
    let sum: Decimal = behind.lines.iter().map(|line| line.amount).sum();
    if pages == 1 {
        let mut total = vec![Cell::from("Totaal")];
        total.resize(7, Cell::Blank);
        total.push(sum.into());
        sheet.total(total);
    }
    let mut sentence = format!(
        "{what} bij {} {} {}, samen {}.",
        dutch::quoted(&opened.listed.administration.name),
        if behind.lines.len() == 1 { "staat" } else { "staan" },
        dutch::count(behind.lines.len(), "boekingsregel", "boekingsregels"),
        dutch::money(behind.total, currency),
    );
    if pages > 1 {
        sentence.push_str(&format!(" Dit is pagina {page} van {pages}; het totaal gaat over alle."));
    }
    let calls = opened.calls + behind.calls;
    let mut structured = json!({
        "antwoord": sentence,
        "administratie": opened.listed.administration,
        "totaal": dutch::plain(behind.total),
        "valuta": currency,
        "rijen": sheet.data(),
        "aantal": behind.lines.len(),
        "pagina": page,
        "paginas": pages,
        "volledig": true,
        "aanroepen": calls,
    });
    if let (Some(mark), Some(data)) = (mark, structured.as_object_mut()) {
        data.insert("van_kenmerk".to_owned(), json!(mark));
    }
    Reply {
        structured,
        tables: vec![sheet.table(currency)],
        notes: vec![format!("Opnieuw en volledig gelezen; aanroepen van Exact Online: {calls}.")],
        ..Reply::said(sentence)
    }
}

/// Every entry of that number: several journals may share it.
async fn one_entry(opened: &Opened, number: &str) -> Result<Reply, Failure> {
    let Ok(wanted) = number.trim().parse::<i32>() else {
        return Err(Failure::new(
            "boekstuk_onjuist",
            format!("“{}” is geen nummer van een boekstuk.", dutch::clean(number)),
            "Geef alleen het nummer, bijvoorbeeld 26700123.",
        ));
    };
    let found = find::entries(opened.live.division(), wanted).await?;
    if found.sheets.is_empty() {
        return Err(Failure::new(
            "boekstuk_onbekend",
            format!("Boekstuk {wanted} is er niet."),
            "Controleer het nummer, of zoek het met search.",
        ));
    }
    let currency = opened.listed.currency.as_str();
    let calls = opened.calls + found.calls;
    let mut rows = Vec::new();
    let mut tables = Vec::new();
    for sheet in &found.sheets {
        rows.extend(sheet.data().as_array().into_iter().flatten().cloned());
        tables.push(sheet.table(currency));
    }
    let sentence = format!(
        "Boekstuk {wanted} van {}: {}.",
        dutch::quoted(&opened.listed.administration.name),
        dutch::list(&found.titles)
    );
    Ok(Reply {
        structured: json!({
            "antwoord": sentence,
            "administratie": opened.listed.administration,
            "valuta": currency,
            "aantal": rows.len(),
            "rijen": rows,
            "volledig": true,
            "aanroepen": calls,
        }),
        tables,
        notes: vec![format!("Volledig gelezen; aanroepen van Exact Online: {calls}.")],
        ..Reply::said(sentence)
    })
}
