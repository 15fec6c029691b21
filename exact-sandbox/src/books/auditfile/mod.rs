//! Dutch audit files (auditfile financieel: CLAIR2, XAF 3.x and 4.0) as books.
//!
//! The mapping to a division of Exact Online is that of bookkeeping practice: what the bookings show of an account beats
//! the code somebody typed, and that beats its description.

mod account_types;
mod archive;
mod chart;
mod closing;
mod control;
mod cost_center;
mod division;
mod entry;
mod error;
mod evidence;
mod file;
mod items;
mod journal;
mod master_data;
mod opening;
mod parts;
mod read;
mod relation;
mod rgs;
mod several_vat;
mod text;
mod value;
mod vat;
mod word;
mod xml;
mod year;
mod years;

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

use chrono::NaiveDate;

pub use account_types::{AccountTypes, AccountTypesError};

use super::{Books, Division, Source};
use error::Fault;
pub use error::{AuditFileError, AuditFileFault};
pub use file::AuditFile;

/// Code of the division of the first file; further ones count on.
const FIRST_DIVISION: i32 = 2_000_001;

/// How audit files are read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The day it is in the books; without it the last day of the last book year in them.
    pub today: Option<NaiveDate>,
    /// Account types that go before what the files suggest.
    pub account_types: AccountTypes,
}

/// Reads audit files, in the order given: [`load_with`] without anything set but the day.
///
/// # Errors
/// [`AuditFileError`] for a file that cannot be read to its end. Then there are no books at all.
pub fn load(files: &[PathBuf], today: Option<NaiveDate>) -> Result<Books, AuditFileError> {
    load_with(files, &Options { today, ..Options::default() })
}

/// Reads audit files, bare or packed in zip or gzip archives. Those of one administration become one division: parts of a
/// year are put together, years are put behind one another. What was odd in a file is in [`Books::warnings`].
///
/// # Errors
/// [`AuditFileError`] for a file that cannot be read to its end. Then there are no books at all.
pub fn load_with(files: &[PathBuf], options: &Options) -> Result<Books, AuditFileError> {
    let mut read: Vec<(String, AuditFile)> = Vec::with_capacity(files.len());
    let mut paths: HashMap<String, &PathBuf> = HashMap::new();
    let mut warnings = Vec::new();
    for path in files {
        let bytes = fs::read(path).map_err(|source| AuditFileError::new(Fault::Unreadable(source)).in_file(path))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let inside = archive::unpacked(&name, bytes).map_err(|fault| AuditFileError::new(fault).in_file(path))?;
        for (name, bytes) in inside {
            let file = read_part(&bytes).map_err(|error| error.in_file(path))?;
            paths.insert(name.clone(), path);
            read.push((name, file));
        }
    }
    let in_file = |name: &String, error: AuditFileError| match paths.get(name) {
        Some(path) => error.in_file(path),
        None => error,
    };
    let read = parts::gathered(read, &mut warnings).map_err(|(name, error)| in_file(&name, error))?;
    for (name, file) in &read {
        check(file).map_err(|fault| in_file(name, AuditFileError::new(fault)))?;
    }
    let last_day = read.iter().map(|(_, file)| year::days(file).1).max();
    let mut divisions = Vec::new();
    for (administration, number) in administrations(read).into_iter().zip(0_i32..) {
        divisions.extend(administration_of(administration, number, options, &mut warnings));
    }
    let today = options.today.or(last_day).unwrap_or_default();
    Ok(Books { today, source: Source::AuditFiles, divisions, warnings })
}

/// Files by administration: those of one owner and of different years belong together.
fn administrations(files: Vec<(String, AuditFile)>) -> Vec<Vec<(String, AuditFile)>> {
    let mut administrations: Vec<Vec<(String, AuditFile)>> = Vec::new();
    for (name, file) in files {
        let belongs = |known: &&mut Vec<(String, AuditFile)>| {
            years::owner(&file).is_some()
                && known
                    .iter()
                    .all(|(_, one)| years::owner(one) == years::owner(&file) && year::name(one) != year::name(&file))
        };
        match administrations.iter_mut().find(belongs) {
            Some(known) => known.push((name, file)),
            None => administrations.push(vec![(name, file)]),
        }
    }
    administrations
}

/// One administration as a division.
fn administration_of(
    files: Vec<(String, AuditFile)>,
    number: i32,
    options: &Options,
    warnings: &mut Vec<String>,
) -> Option<Division> {
    let (code, hid) = (FIRST_DIVISION + number, i64::from(number) + 1);
    let mut years = Vec::with_capacity(files.len());
    for ((name, file), at) in files.into_iter().zip(0_i32..) {
        let mut odd = control::oddities(&file.odd);
        // Years number their entries alike; a number of their own keeps the ids apart.
        let mut division = division::division(file, code + at * YEARS_APART, hid, &options.account_types, &mut odd);
        division.code = code;
        years.push(division);
        warnings.extend(odd.into_iter().map(|warning| format!("{name}: {warning}")));
    }
    if years.len() == 1 {
        return years.pop();
    }
    let mut odd = Vec::new();
    let whole = years::join(years, &mut odd)?;
    warnings.push(format!(
        "{}: {} boekjaren als één administratie.",
        whole.name,
        whole.periods.iter().map(|period| period.year).collect::<std::collections::BTreeSet<_>>().len()
    ));
    warnings.extend(odd.into_iter().map(|warning| format!("{}: {warning}", whole.name)));
    Some(whole)
}

/// More than the divisions any set of files makes.
const YEARS_APART: i32 = 100_000;

/// Reads one audit file.
///
/// # Errors
/// [`AuditFileError`] when it is no audit file, is cut off, or an amount in it is none.
pub fn parse(bytes: &[u8]) -> Result<AuditFile, AuditFileError> {
    let file = read_part(bytes)?;
    check(&file).map_err(AuditFileError::new)?;
    Ok(file)
}

/// Reads a file that may be a part of one: the first of split files may have no transactions, the others no accounts.
fn read_part(bytes: &[u8]) -> Result<AuditFile, AuditFileError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(AuditFileError::new(Fault::Empty));
    }
    let (text, garbled) = text::decode(bytes);
    let mut file = read::read(&text)?;
    file.odd.garbled = garbled;
    Ok(file)
}

/// Whether there are books in a file.
fn check(file: &AuditFile) -> Result<(), Fault> {
    if file.accounts.is_empty() {
        return Err(Fault::NoAccounts);
    }
    if file.lines().next().is_none() && file.opening.is_empty() {
        return Err(Fault::NoTransactions);
    }
    Ok(())
}
