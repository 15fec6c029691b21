//! Dutch audit files (auditfile financieel: CLAIR2, XAF 3.x and 4.0) as books.
//!
//! The mapping to a division of Exact Online is that of bookkeeping practice: what the bookings show of an account beats
//! the code somebody typed, and that beats its description.

mod chart;
mod closing;
mod control;
mod division;
mod entry;
mod error;
mod evidence;
mod file;
mod items;
mod journal;
mod opening;
mod read;
mod relation;
mod rgs;
mod text;
mod value;
mod vat;
mod word;
mod xml;
mod year;

use std::fs;
use std::path::PathBuf;

use chrono::NaiveDate;

use super::{Books, Source};
use error::Fault;
pub use error::{AuditFileError, AuditFileFault};
pub use file::AuditFile;

/// Code of the division of the first file; further ones count on.
const FIRST_DIVISION: i32 = 2_000_001;

/// Reads audit files, each as one division, in the order given.
///
/// Without `today` it is the last day of the last book year in them. What was odd in a file is in [`Books::warnings`].
///
/// # Errors
/// [`AuditFileError`] for a file that cannot be read to its end. Then there are no books at all.
pub fn load(files: &[PathBuf], today: Option<NaiveDate>) -> Result<Books, AuditFileError> {
    let mut divisions = Vec::with_capacity(files.len());
    let mut warnings = Vec::new();
    let mut last_day = None;
    for (path, number) in files.iter().zip(0_i32..) {
        let bytes = fs::read(path).map_err(|source| AuditFileError::new(Fault::Unreadable(source)).in_file(path))?;
        let file = parse(&bytes).map_err(|error| error.in_file(path))?;
        let mut odd = control::oddities(&file.odd);
        last_day = last_day.max(Some(year::days(&file).1));
        divisions.push(division::division(file, FIRST_DIVISION + number, i64::from(number) + 1, &mut odd));
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        warnings.extend(odd.into_iter().map(|warning| format!("{name}: {warning}")));
    }
    let today = today.or(last_day).unwrap_or_default();
    Ok(Books { today, source: Source::AuditFiles, divisions, warnings })
}

/// Reads one audit file.
///
/// # Errors
/// [`AuditFileError`] when it is no audit file, is cut off, or an amount in it is none.
pub fn parse(bytes: &[u8]) -> Result<AuditFile, AuditFileError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(AuditFileError::new(Fault::Empty));
    }
    let (text, garbled) = text::decode(bytes);
    let mut file = read::read(&text)?;
    file.odd.garbled = garbled;
    if file.accounts.is_empty() {
        return Err(AuditFileError::new(Fault::NoAccounts));
    }
    if file.lines().next().is_none() && file.opening.is_empty() {
        return Err(AuditFileError::new(Fault::NoTransactions));
    }
    Ok(file)
}
