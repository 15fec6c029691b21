//! Finding and reading single things: relations, ledger accounts, entries and definitions, each by an address of its own.

use exact_client::Division;
use exact_model::crm::Account as Relation;
use exact_model::financial::GLAccount;
use exact_model::financial_transaction::TransactionLine;
use exact_model::{Code, Decimal, NaiveDate, Uuid, projection};
use futures::TryStreamExt as _;

use crate::dutch;
use crate::failure::Failure;
use crate::sheet::{Cell, Column, Sheet};
use crate::term::{self, TERMS};

/// Hits of one kind; whoever wants more asks more precisely.
const MOST_HITS: u32 = 10;

/// Where everything here has its address.
const SCHEME: &str = "pmjb://";

projection! {
    /// A customer or supplier.
    struct RelationRow of Relation {
        id: Uuid = ID,
        code: Option<Code> = CODE,
        name: Option<String> = NAME,
        city: Option<String> = CITY,
        country: Option<Code> = COUNTRY,
        vat_number: Option<String> = VAT_NUMBER,
        is_supplier: Option<bool> = IS_SUPPLIER,
    }
}

projection! {
    /// A ledger account.
    struct AccountRow of GLAccount {
        id: Uuid = ID,
        code: String = CODE,
        description: Option<String> = DESCRIPTION,
        kind: Option<String> = TYPE_DESCRIPTION,
    }
}

projection! {
    /// A line of an entry.
    struct LineRow of TransactionLine {
        entry_id: Option<Uuid> = ENTRY_ID,
        entry_number: Option<i32> = ENTRY_NUMBER,
        line: Option<i32> = LINE_NUMBER,
        journal: Option<Code> = JOURNAL_CODE,
        date: Option<NaiveDate> = DATE,
        year: Option<i16> = FINANCIAL_YEAR,
        period: Option<i16> = FINANCIAL_PERIOD,
        account: Option<String> = GL_ACCOUNT_CODE,
        account_name: Option<String> = GL_ACCOUNT_DESCRIPTION,
        relation: Option<String> = ACCOUNT_NAME,
        invoice: Option<i32> = INVOICE_NUMBER,
        description: Option<String> = DESCRIPTION,
        amount: Decimal = AMOUNT_DC,
        document: Option<i32> = DOCUMENT_NUMBER,
        document_subject: Option<String> = DOCUMENT_SUBJECT,
    }
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    /// To fetch it by: `relatie:…`, `rekening:…`, `boekstuk:…` or `begrip:…`.
    pub(crate) id: String,
    /// What it is called.
    pub(crate) title: String,
}

/// Something that was fetched.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) id: String,
    pub(crate) title: String,
    /// In words, for a model.
    pub(crate) text: String,
}

/// The address of what was found.
pub(crate) fn url(id: &str) -> String {
    format!("{SCHEME}{}", id.replacen(':', "/", 1))
}

/// What fits a question: definitions, and in the books relations, ledger accounts and entries.
pub(crate) async fn search(division: &Division, asked: &str) -> Result<Vec<Hit>, Failure> {
    let asked = asked.trim();
    let mut hits: Vec<_> = term::about(asked)
        .into_iter()
        .map(|term| Hit { id: format!("begrip:{}", term.key), title: format!("Begrip: {}", term.name) })
        .collect();
    if asked.is_empty() {
        return Ok(hits);
    }
    let told = |error: exact_client::Error| Failure::from(&error);
    let named = Relation::NAME.contains(asked).or(Relation::CODE.trimmed_eq(asked));
    let relations = division.list::<RelationRow>().filter(named).top(MOST_HITS).items();
    let relations: Vec<_> = relations.try_collect().await.map_err(told)?;
    hits.extend(relations.iter().map(|row| {
        let kind = if row.is_supplier == Some(true) { "Leverancier" } else { "Relatie" };
        Hit { id: format!("relatie:{}", row.id), title: format!("{kind}: {}", relation_name(row)) }
    }));
    let named = GLAccount::DESCRIPTION.contains(asked).or(GLAccount::CODE.eq(asked));
    let accounts = division.list::<AccountRow>().filter(named).top(MOST_HITS).items();
    let accounts: Vec<_> = accounts.try_collect().await.map_err(told)?;
    hits.extend(accounts.iter().map(|row| Hit {
        id: format!("rekening:{}", row.id),
        title: format!("Grootboekrekening: {}", account_name(row)),
    }));
    if let Ok(number) = asked.parse::<i32>() {
        let numbered = TransactionLine::ENTRY_NUMBER.eq(number).or(TransactionLine::INVOICE_NUMBER.eq(number));
        let lines = division.list::<LineRow>().filter(numbered).complete().await.map_err(told)?;
        for line in lines.rows() {
            let (Some(entry), Some(number)) = (line.entry_id, line.entry_number) else { continue };
            let id = format!("boekstuk:{entry}");
            if !hits.iter().any(|hit| hit.id == id) {
                let day = line.date.map(dutch::date).unwrap_or_default();
                let journal = line.journal.as_ref().map(|code| dutch::clean(code.as_str())).unwrap_or_default();
                hits.push(Hit { id, title: format!("Boekstuk {number} in dagboek {journal} van {day}") });
            }
        }
    }
    Ok(hits)
}

/// What is behind an id; `None` when there is nothing.
pub(crate) async fn fetch(division: &Division, id: &str) -> Result<Option<Item>, Failure> {
    let Some((kind, key)) = id.trim().split_once(':') else { return Ok(None) };
    let told = |error: exact_client::Error| Failure::from(&error);
    if kind == "begrip" {
        let found = TERMS.iter().find(|term| term.key == key);
        return Ok(found.map(|term| item(id, format!("Begrip: {}", term.name), term.text())));
    }
    let Ok(key) = key.parse::<Uuid>() else { return Ok(None) };
    match kind {
        "relatie" => {
            let row = division.list::<RelationRow>().filter(Relation::ID.eq(key)).first().await.map_err(told)?;
            Ok(row.map(|row| item(id, format!("Relatie: {}", relation_name(&row)), relation_text(&row))))
        }
        "rekening" => {
            let row = division.list::<AccountRow>().filter(GLAccount::ID.eq(key)).first().await.map_err(told)?;
            Ok(row.map(|row| {
                let kind = row.kind.as_deref().map(dutch::clean).unwrap_or_default();
                let name = account_name(&row);
                item(id, format!("Grootboekrekening: {name}"), format!("Rekening {name}, soort: {kind}."))
            }))
        }
        "boekstuk" => {
            let lines = division.list::<LineRow>().filter(TransactionLine::ENTRY_ID.eq(key));
            let lines = lines.complete().await.map_err(told)?;
            Ok(entry(id, lines.rows()))
        }
        _ => Ok(None),
    }
}

fn item(id: &str, title: String, text: String) -> Item {
    Item { id: id.trim().to_owned(), title, text }
}

fn relation_name(row: &RelationRow) -> String {
    let name = row.name.as_deref().map(dutch::clean).unwrap_or_default();
    match &row.code {
        Some(code) => format!("{name} ({})", dutch::clean(code.as_str())),
        None => name,
    }
}

fn relation_text(row: &RelationRow) -> String {
    let mut parts = vec![format!("Naam: {}", relation_name(row))];
    let mut add = |name: &str, value: Option<String>| {
        parts.extend(value.filter(|value| !value.is_empty()).map(|value| format!("{name}: {value}")));
    };
    add("Plaats", row.city.as_deref().map(dutch::clean));
    add("Land", row.country.as_ref().map(|code| dutch::clean(code.as_str())));
    add("Btw-nummer", row.vat_number.as_deref().map(dutch::clean));
    add("Leverancier", row.is_supplier.map(|is| if is { "ja" } else { "nee" }.to_owned()));
    parts.join("\n")
}

fn account_name(row: &AccountRow) -> String {
    let name = row.description.as_deref().map(dutch::clean).unwrap_or_default();
    format!("{} {name}", dutch::clean(&row.code)).trim_end().to_owned()
}

/// A customer or supplier that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundRelation {
    pub(crate) id: Uuid,
    /// Name and code.
    pub(crate) name: String,
    /// Calls it took.
    pub(crate) calls: u64,
}

/// The relation of a code or a name, or the only one whose name has the text in it.
pub(crate) async fn relation(division: &Division, asked: &str) -> Result<FoundRelation, Failure> {
    let division = division.metered();
    let asked = asked.trim();
    let named = Relation::NAME.contains(asked).or(Relation::CODE.trimmed_eq(asked));
    let rows = division.list::<RelationRow>().filter(named).top(MOST_HITS).items();
    let rows: Vec<_> = rows.try_collect().await.map_err(|error: exact_client::Error| Failure::from(&error))?;
    let is_code = |row: &&RelationRow| row.code.as_ref().is_some_and(|code| code.as_str() == asked);
    let is_name = |row: &&RelationRow| row.name.as_deref().is_some_and(|name| name.trim().eq_ignore_ascii_case(asked));
    let exactly: Vec<_> = rows.iter().filter(is_code).collect();
    let exactly = if exactly.is_empty() { rows.iter().filter(is_name).collect() } else { exactly };
    let found = match (exactly.as_slice(), rows.as_slice()) {
        ([only], _) => *only,
        (_, [only]) => only,
        (_, []) => {
            return Err(Failure::new(
                "relatie_onbekend",
                format!("Een relatie “{}” is er niet.", dutch::clean(asked)),
                "Geef een deel van de naam of de code, of zoek met search.",
            ));
        }
        (_, several) => {
            let names: Vec<_> = several.iter().map(|row| dutch::quoted(&relation_name(row))).collect();
            return Err(Failure::new(
                "relatie_kiezen",
                format!("“{}” kan meer dan één relatie zijn.", dutch::clean(asked)),
                format!("Kies er een: {}.", dutch::list(&names)),
            ));
        }
    };
    Ok(FoundRelation { id: found.id, name: relation_name(found), calls: division.calls().total() })
}

/// A ledger account that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundAccount {
    pub(crate) id: Uuid,
    /// Code and description.
    pub(crate) name: String,
    /// Calls it took.
    pub(crate) calls: u64,
}

/// The ledger account of a code, or the only one whose description has the text in it.
pub(crate) async fn account(division: &Division, asked: &str) -> Result<FoundAccount, Failure> {
    let division = division.metered();
    let asked = asked.trim();
    let code = asked.split_whitespace().next().unwrap_or(asked);
    let named = GLAccount::CODE.eq(code).or(GLAccount::DESCRIPTION.contains(asked));
    let rows = division.list::<AccountRow>().filter(named).top(MOST_HITS).items();
    let rows: Vec<_> = rows.try_collect().await.map_err(|error: exact_client::Error| Failure::from(&error))?;
    let of_code: Vec<_> = rows.iter().filter(|row| row.code.trim() == code).collect();
    let found = match (of_code.as_slice(), rows.as_slice()) {
        ([only], _) => *only,
        (_, [only]) => only,
        (_, []) => {
            return Err(Failure::new(
                "rekening_onbekend",
                format!("Een grootboekrekening “{}” is er niet.", dutch::clean(asked)),
                "Geef de code, of zoek hem met search.",
            ));
        }
        (_, several) => {
            let names: Vec<_> = several.iter().map(|row| dutch::quoted(&account_name(row))).collect();
            return Err(Failure::new(
                "rekening_kiezen",
                format!("“{}” kan meer dan één grootboekrekening zijn.", dutch::clean(asked)),
                format!("Kies er een: {}.", dutch::list(&names)),
            ));
        }
    };
    Ok(FoundAccount { id: found.id, name: account_name(found), calls: division.calls().total() })
}

/// Entries that share a number.
#[derive(Debug, Clone, Default)]
pub(crate) struct FoundEntries {
    /// In which journal, and of which day.
    pub(crate) titles: Vec<String>,
    /// The lines of each.
    pub(crate) sheets: Vec<Sheet>,
    /// Calls it took.
    pub(crate) calls: u64,
}

/// The entries of a number; each journal may have one.
pub(crate) async fn entries(division: &Division, number: i32) -> Result<FoundEntries, Failure> {
    let division = division.metered();
    let lines = division.list::<LineRow>().filter(TransactionLine::ENTRY_NUMBER.eq(number));
    let lines = lines.complete().await.map_err(|error| Failure::from(&error))?;
    let mut ids: Vec<Uuid> = Vec::new();
    for id in lines.rows().iter().filter_map(|line| line.entry_id) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let mut found = FoundEntries { calls: division.calls().total(), ..FoundEntries::default() };
    for id in ids {
        let of_entry: Vec<&LineRow> = lines.rows().iter().filter(|line| line.entry_id == Some(id)).collect();
        found.titles.extend(of_entry.first().map(|first| title(first)));
        found.sheets.push(lines_of(&of_entry));
    }
    Ok(found)
}

fn entry(id: &str, lines: &[LineRow]) -> Option<Item> {
    let first = lines.first()?;
    let number = first.entry_number.map(|number| number.to_string()).unwrap_or_default();
    let table = lines_of(&lines.iter().collect::<Vec<_>>()).table("").markdown();
    Some(item(id, format!("Boekstuk {number}"), format!("Boekstuk {number} {}.\n\n{table}", title(first))))
}

/// "in dagboek 70 van 31-03-2025, periode 3 van boekjaar 2025, met document 12 “Factuur”".
fn title(line: &LineRow) -> String {
    let journal = line.journal.as_ref().map(|code| dutch::clean(code.as_str())).unwrap_or_default();
    let day = line.date.map(dutch::date).unwrap_or_default();
    let period = match (line.period, line.year) {
        (Some(period), Some(year)) => format!(", periode {period} van boekjaar {year}"),
        _ => String::new(),
    };
    let subject = line.document_subject.as_deref().map(dutch::quoted).unwrap_or_default();
    let document = line.document.map(|number| format!(", met document {number} {subject}")).unwrap_or_default();
    format!("in dagboek {journal} van {day}{period}{}", document.trim_end())
}

fn lines_of(lines: &[&LineRow]) -> Sheet {
    let mut sheet = Sheet::new([
        Column::new("regel", "Regel"),
        Column::new("rekening", "Rekening"),
        Column::new("naam", "Relatie"),
        Column::new("omschrijving", "Omschrijving"),
        Column::new("factuur", "Factuur"),
        Column::new("bedrag", "Debet (plus) of credit (min)"),
    ]);
    let clean = |text: &Option<String>| text.as_deref().map(dutch::clean).unwrap_or_default();
    for line in lines {
        sheet.row([
            line.line.map(i64::from).into(),
            format!("{} {}", clean(&line.account), clean(&line.account_name)).into(),
            line.relation.as_deref().map(dutch::clean).into(),
            line.description.as_deref().map(dutch::clean).into(),
            line.invoice.map(|number| number.to_string()).into(),
            line.amount.into(),
        ]);
    }
    let sum: Decimal = lines.iter().map(|line| line.amount).sum();
    sheet.total([Cell::Blank, "Totaal".into(), Cell::Blank, Cell::Blank, Cell::Blank, sum.into()]);
    sheet
}
