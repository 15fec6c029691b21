//! What a journal books: a letter in XAF 3, any word in CLAIR2, and sometimes only in its name.

use super::file::AuditJournal;
use crate::books::{EntryType, IdSpace, Journal, JournalKind, Side, guid};

/// What a journal books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum JournalUse {
    Sales,
    Purchases,
    Bank,
    Cash,
    Opening,
    /// Memos, payroll, goods and all else.
    Rest,
}

impl JournalUse {
    /// By the journal's type, and when it has none by its name.
    pub(super) fn of(journal: &AuditJournal) -> Self {
        match &journal.kind {
            Some(kind) => by_type(&kind.to_lowercase()),
            None => by_name(&journal.description.to_lowercase()),
        }
    }

    /// The subledger that the entries of the journal belong to.
    pub(super) const fn side(self) -> Option<Side> {
        match self {
            Self::Sales => Some(Side::Receivable),
            Self::Purchases => Some(Side::Payable),
            _ => None,
        }
    }

    /// Exact's type of its entries, credit notes aside.
    pub(super) const fn entry_type(self) -> EntryType {
        match self {
            Self::Sales => EntryType::SALES_ENTRY,
            Self::Purchases => EntryType::PURCHASE_ENTRY,
            Self::Bank | Self::Cash => EntryType::CASH_FLOW,
            Self::Opening => EntryType::OPENING_BALANCE,
            Self::Rest => EntryType::OTHER,
        }
    }

    const fn kind(self) -> JournalKind {
        match self {
            Self::Sales => JournalKind::Sales,
            Self::Purchases => JournalKind::Purchase,
            Self::Bank => JournalKind::Bank,
            Self::Cash => JournalKind::Cash,
            Self::Opening | Self::Rest => JournalKind::General,
        }
    }
}

/// XAF's letters (B, C, O, P, S and others), Dutch ones (I, K, V), and words.
fn by_type(kind: &str) -> JournalUse {
    const TYPES: [(&[&str], &[&str], JournalUse); 5] = [
        (&["s", "v", "vk"], &["verk", "sal", "deb"], JournalUse::Sales),
        (&["p", "i", "ik"], &["ink", "purch", "cred"], JournalUse::Purchases),
        (&["o", "bb", "ob"], &["begin", "open"], JournalUse::Opening),
        (&["c", "k", "ka", "ks"], &["kas", "cash"], JournalUse::Cash),
        (&["b", "ba", "bk"], &["bank", "giro"], JournalUse::Bank),
    ];
    let fits = |(whole, begins, _): &&(&[&str], &[&str], JournalUse)| {
        whole.contains(&kind) || begins.iter().any(|word| kind.starts_with(word))
    };
    TYPES.iter().find(fits).map_or(JournalUse::Rest, |found| found.2)
}

fn by_name(name: &str) -> JournalUse {
    const NAMES: [(&[&str], JournalUse); 5] = [
        (&["verkoop", "verkopen", "debiteuren", "sales"], JournalUse::Sales),
        (&["inkoop", "inkopen", "crediteuren", "purchase"], JournalUse::Purchases),
        (&["beginbalans", "openingsbalans"], JournalUse::Opening),
        (&["kasboek", "kassa", "cash"], JournalUse::Cash),
        (&["bank", "giro", "spaarrekening"], JournalUse::Bank),
    ];
    let word = |wanted: &str| name.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == wanted);
    if word("kas") {
        return JournalUse::Cash;
    }
    NAMES
        .iter()
        .find(|(words, _)| words.iter().any(|word| name.contains(word)))
        .map_or(JournalUse::Rest, |found| found.1)
}

/// The journal at Exact.
pub(super) fn journal(journal: &AuditJournal, division: i32) -> Journal {
    Journal {
        id: guid(division, IdSpace::Journal, &journal.code),
        code: journal.code.clone(),
        description: journal.description.clone(),
        kind: JournalUse::of(journal).kind(),
    }
}
