//! Files that are parts of one book year, put together.

use std::collections::{BTreeSet, HashSet};

use rust_decimal::Decimal;

use super::error::{AuditFileError, Fault};
use super::file::AuditFile;
use super::{year, years};

/// The book years in the files: some packages split a large one. Names of files are with them, for warnings.
///
/// # Errors
/// For a file without ledger accounts that goes on from none of the others.
pub(super) fn gathered(
    files: Vec<(String, AuditFile)>,
    warnings: &mut Vec<String>,
) -> Result<Vec<(String, AuditFile)>, (String, AuditFileError)> {
    let mut whole: Vec<(String, AuditFile)> = Vec::with_capacity(files.len());
    let mut rest = Vec::new();
    for (name, file) in files {
        // Only the first of split files has the accounts; how many files with accounts came before it is where it belongs
        // when it says nothing else.
        if file.accounts.is_empty() {
            rest.push((whole.len(), name, file));
            continue;
        }
        match whole.iter_mut().find(|(_, known)| are_parts(known, &file)) {
            Some((first, known)) => {
                warnings.push(format!("{name}: een deel van hetzelfde boekjaar als {first}; samengevoegd."));
                absorb(known, file);
            }
            None => whole.push((name, file)),
        }
    }
    for (before, name, file) in rest {
        let says = whole.iter().position(|(_, known)| goes_on(known, &file));
        let Some((first, known)) = says.or_else(|| before.checked_sub(1)).and_then(|at| whole.get_mut(at)) else {
            return Err((name, AuditFileError::new(Fault::NoAccounts)));
        };
        warnings.push(format!("{name}: een vervolg van {first}; samengevoegd."));
        absorb(known, file);
    }
    Ok(whole)
}

/// Whether two files are parts of the same book year. Parts share no entry.
fn are_parts(one: &AuditFile, other: &AuditFile) -> bool {
    let keys = |file: &AuditFile| -> BTreeSet<(String, String, Option<i16>)> {
        let all = file.transactions();
        all.map(|(journal, entry)| (journal.code.clone(), entry.number.clone(), entry.period)).collect()
    };
    years::owner(one).is_some()
        && years::owner(one) == years::owner(other)
        && year::name(one) == year::name(other)
        && keys(one).is_disjoint(&keys(other))
}

/// Whether a file without accounts says that it belongs to the year of this one.
fn goes_on(file: &AuditFile, rest: &AuditFile) -> bool {
    let (owner, says_year) = (years::owner(rest), rest.header.fiscal_year.is_some() || rest.header.start.is_some());
    (owner.is_some() || says_year)
        && (owner.is_none() || owner == years::owner(file))
        && (!says_year || year::name(rest) == year::name(file))
}

/// Adds a part of the same year.
fn absorb(file: &mut AuditFile, part: AuditFile) {
    add_unknown(&mut file.accounts, part.accounts, |account| account.code.clone());
    add_unknown(&mut file.relations, part.relations, |relation| (relation.code.clone(), relation.kind.clone()));
    add_unknown(&mut file.vat_codes, part.vat_codes, |vat| vat.code.clone());
    add_unknown(&mut file.periods, part.periods, |period| period.number);
    for journal in part.journals {
        match file.journals.iter_mut().find(|known| known.code == journal.code) {
            Some(known) => known.transactions.extend(journal.transactions),
            None => file.journals.push(journal),
        }
    }
    if file.opening.is_empty() {
        file.opening = part.opening;
        file.opening_items = part.opening_items;
    }
    file.subledger.extend(part.subledger);
    file.header.start = file.header.start.min(part.header.start).or(file.header.start).or(part.header.start);
    file.header.end = file.header.end.max(part.header.end);
    let sum = |one: Option<Decimal>, other: Option<Decimal>| one.zip(other).map(|(one, other)| one + other);
    file.declared.debit = sum(file.declared.debit, part.declared.debit);
    file.declared.credit = sum(file.declared.credit, part.declared.credit);
    file.declared.lines = file.declared.lines.zip(part.declared.lines).map(|(one, other)| one + other);
    file.odd.empty_amounts += part.odd.empty_amounts;
    file.odd.bad_dates += part.odd.bad_dates;
    file.odd.garbled = file.odd.garbled.take().or(part.odd.garbled);
}

/// Adds what is not there yet.
fn add_unknown<T, K: Eq + std::hash::Hash>(known: &mut Vec<T>, more: Vec<T>, key: impl Fn(&T) -> K) {
    let seen: HashSet<K> = known.iter().map(&key).collect();
    known.extend(more.into_iter().filter(|one| !seen.contains(&key(one))));
}
