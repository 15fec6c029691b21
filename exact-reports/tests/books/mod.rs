//! The sandbox's books as the rows the reports read, without HTTP between them.
#![allow(dead_code, unreachable_pub, reason = "every test file uses its own part")]

use std::collections::BTreeMap;
use std::path::Path;

use exact_model::financial::{FinancialPeriod, GLAccount, GLTaxonomyMapping};
use exact_model::financial_transaction::TransactionLine;
use exact_model::{Complete, Decimal, Entity, NaiveDate, Uuid};
use exact_reports::input::{AccountRow, ClassificationRow, DetailedLineRow, PeriodRow};
use exact_reports::ledger::{Chart, Classification, Lines, Movements};
use exact_reports::{Calendar, PeriodRange, PeriodRequest};
use exact_sandbox::books::{Division, Entry, Line, auditfile, company};

/// One administration, as the reports see it and as the sandbox keeps it.
pub struct Administration {
    pub division: Division,
    pub today: NaiveDate,
    pub chart: Chart,
    pub calendar: Calendar,
    pub classification: Classification,
    pub lines: Lines,
    pub movements: Movements,
    /// By type of result account, book year and period.
    sums: BTreeMap<(i32, i16, i16), Decimal>,
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn money(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// The first administration of a made-up company.
pub fn made_up(seed: u64, today: &str) -> Administration {
    let books = company::generate(seed, day(today));
    Administration::of(books.divisions[0].clone(), day(today))
}

/// The real administration of 2016; `None`, and said so, where its file is not.
pub fn real() -> Option<Administration> {
    let folder = std::env::var_os("EXACT_AUDITFILES").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/auditfiles"),
        std::path::PathBuf::from,
    );
    let file = folder.join("ExactOnline_V32_2016.xaf");
    if !file.exists() {
        eprintln!("not tested: {} is not there", file.display());
        return None;
    }
    let books = auditfile::load(&[file], None).unwrap();
    Some(Administration::of(books.divisions[0].clone(), books.today))
}

impl Administration {
    pub fn of(division: Division, today: NaiveDate) -> Self {
        let ids: BTreeMap<&str, Uuid> = division.accounts.iter().map(|one| (one.code.as_str(), one.id)).collect();
        let relations: BTreeMap<&str, _> = division.relations.iter().map(|one| (one.code.as_str(), one)).collect();
        let accounts = division.accounts.iter().map(|account| AccountRow {
            id: account.id,
            code: account.code.clone(),
            description: Some(account.description.clone()),
            account_type: account.account_type,
            balance_type: account.balance_type.to_string(),
            balance_side: Some(account.balance_side.to_string()),
        });
        let periods = division.periods.iter().map(|period| PeriodRow {
            year: period.year,
            number: period.number,
            start: period.start,
            end: period.end,
        });
        let rows = booked(&division).map(|(entry, line)| {
            let relation = line.relation.as_deref().and_then(|code| relations.get(code));
            DetailedLineRow {
                entry: entry.id,
                entry_number: Some(entry.number),
                journal: Some(entry.journal.clone()),
                year: entry.year,
                period: entry.period,
                date: line.date,
                account: ids[line.account.as_str()],
                account_code: Some(line.account.clone()),
                invoice_number: None,
                transaction_type: entry.kind.0,
                status: i32::from(entry.status.code()),
                amount: line.amount_dc,
                relation: relation.map(|relation| relation.id),
                relation_code: relation.map(|relation| relation.code.clone().into()),
                relation_name: relation.map(|relation| relation.name.clone()),
                description: Some(line.description.clone()),
                your_ref: line.your_ref.clone(),
                vat_code: line.vat_code.clone().map(Into::into),
                cost_center: line.cost_center.clone(),
                cost_unit: line.cost_unit.clone(),
            }
        });
        let lines = Lines::from_detailed_rows(&Complete::finished(TransactionLine::META, 1, rows.collect::<Vec<_>>()));
        Self {
            chart: Chart::from_rows(&Complete::finished(GLAccount::META, 1, accounts.collect())),
            calendar: Calendar::from_rows(&Complete::finished(FinancialPeriod::META, 1, periods.collect())),
            movements: Movements::from_lines(&lines).unwrap(),
            classification: classification(&division),
            sums: sums(&division),
            lines,
            today,
            division,
        }
    }

    pub fn period(&self, request: PeriodRequest) -> PeriodRange {
        request.resolve(&self.calendar).unwrap()
    }

    pub fn year(&self, year: i16) -> PeriodRange {
        self.period(PeriodRequest::BookYear(year))
    }

    /// Movement for results on the result accounts of one type, debit positive, without any of the reports' code.
    pub fn results(&self, account_type: i32, year: i16, period: Option<i16>) -> Decimal {
        let key = |number| (account_type, year, number);
        match period {
            Some(number) => self.sums.get(&key(number)).copied().unwrap_or_default(),
            None => self.sums.range(key(i16::MIN)..=key(i16::MAX)).map(|(_, sum)| *sum).sum(),
        }
    }

    pub fn account_id(&self, code: &str) -> Uuid {
        self.division.accounts.iter().find(|one| one.code == code).unwrap().id
    }
}

pub fn booked(division: &Division) -> impl Iterator<Item = (&Entry, &Line)> {
    division.entries.iter().flat_map(|entry| entry.lines.iter().map(move |line| (entry, line)))
}

fn sums(division: &Division) -> BTreeMap<(i32, i16, i16), Decimal> {
    let results = division.accounts.iter().filter(|account| account.balance_type == 'W');
    let types: BTreeMap<&str, i32> = results.map(|account| (account.code.as_str(), account.account_type)).collect();
    let mut sums: BTreeMap<_, Decimal> = BTreeMap::new();
    for (entry, line) in booked(division).filter(|(entry, _)| !entry.kind.is_closing() && entry.kind.0 != 10) {
        if let Some(kind) = types.get(line.account.as_str()) {
            *sums.entry((*kind, entry.year, entry.period)).or_default() += line.amount_dc;
        }
    }
    sums
}

fn classification(division: &Division) -> Classification {
    let row = |(account, code): (Uuid, &str), scheme: &str| ClassificationRow {
        account,
        code: Some(code.to_owned()),
        scheme: Some(scheme.to_owned()),
    };
    let accounts = division.accounts.iter();
    let codes: Vec<_> = accounts.filter_map(|account| Some((account.id, account.rgs.as_deref()?))).collect();
    // An older version of the scheme, and one of the administration's own, are not to be believed.
    let old = codes.iter().map(|(account, _)| row((*account, "WOud"), "RGS versie 3.2"));
    let own = codes.iter().map(|(account, _)| row((*account, "Eigen"), "Zelf"));
    let rows = codes.iter().map(|code| row(*code, "RGS versie 3.10")).chain(old).chain(own).collect();
    Classification::from_rows(&Complete::finished(GLTaxonomyMapping::META, 1, rows))
}
