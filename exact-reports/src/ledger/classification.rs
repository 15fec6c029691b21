use std::collections::BTreeMap;

use exact_model::{Complete, Uuid};

use super::Source;
use crate::input::ClassificationRow;

/// Which account has which code of the Dutch reference chart (RGS).
///
/// People link accounts to codes themselves, so a code can be wrong. Its first letters survive the versions of the scheme:
/// four name the main group, seven the group within it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Classification {
    codes: BTreeMap<Uuid, String>,
    scheme: Option<String>,
    sources: Vec<Source>,
}

impl Classification {
    /// The codes of the highest version of the RGS scheme among rows that are all there. Other schemes are left alone.
    #[must_use]
    pub fn from_rows(rows: &Complete<ClassificationRow>) -> Self {
        let scheme =
            rows.rows().iter().filter_map(rgs_scheme).max_by_key(|scheme| (version(scheme), (*scheme).to_owned()));
        let scheme = scheme.map(str::to_owned);
        let codes = rows
            .rows()
            .iter()
            .filter(|row| scheme.is_some() && rgs_scheme(row) == scheme.as_deref())
            .filter_map(|row| Some((row.account, row.code.as_deref()?.trim().to_owned())))
            .filter(|(_, code)| !code.is_empty())
            .collect();
        Self { codes, scheme, sources: vec![Source::of(rows)] }
    }

    /// The whole code of an account.
    #[must_use]
    pub fn code(&self, account: Uuid) -> Option<&str> {
        self.codes.get(&account).map(String::as_str)
    }

    /// The first letters of an account's code, such as four for the main group.
    #[must_use]
    pub fn prefix(&self, account: Uuid, letters: usize) -> Option<&str> {
        let code = self.code(account)?;
        Some(code.get(..letters).unwrap_or(code))
    }

    /// The scheme and its version; `None` when no account has a code.
    #[must_use]
    pub fn scheme(&self) -> Option<&str> {
        self.scheme.as_deref()
    }

    /// Where it came from.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }
}

fn rgs_scheme(row: &ClassificationRow) -> Option<&str> {
    let scheme = row.scheme.as_deref()?.trim();
    scheme.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("rgs")).then_some(scheme)
}

/// The numbers in a name: `RGS versie 3.10` comes after `RGS versie 3.9`.
fn version(scheme: &str) -> Vec<u32> {
    scheme.split(|character: char| !character.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect()
}
