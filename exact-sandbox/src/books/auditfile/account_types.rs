//! The account types an owner corrects: a file with an account and a type on each line.

use core::fmt;
use std::collections::BTreeMap;
use std::path::Path;

/// Exact's account types by account code, which go before whatever an audit file suggests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountTypes(BTreeMap<String, i32>);

/// Exact's account types.
const KNOWN: [i32; 36] = [
    10, 12, 14, 16, 20, 21, 22, 24, 25, 26, 27, 29, 30, 32, 35, 40, 50, 52, 55, 60, 90, 100, 110, 111, 120, 121, 122,
    123, 125, 126, 130, 140, 150, 160, 300, 302,
];

impl AccountTypes {
    /// Reads lines such as `8000 110` or `8000;110`; a line that begins with `#` is a remark.
    ///
    /// # Errors
    /// [`AccountTypesError`] for a line that is not an account and one of Exact's types.
    pub fn parse(text: &str) -> Result<Self, AccountTypesError> {
        let mut types = BTreeMap::new();
        for (line, number) in text.lines().zip(1..) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let wrong = || AccountTypesError::Line { number, text: line.to_owned() };
            let (code, kind) = line.split_once([';', ',', '=', ' ', '\t']).ok_or_else(wrong)?;
            let kind: i32 = kind.trim_matches([';', ',', '=', ' ', '\t']).parse().map_err(|_| wrong())?;
            if !KNOWN.contains(&kind) || code.trim().is_empty() {
                return Err(wrong());
            }
            types.insert(code.trim().to_owned(), kind);
        }
        Ok(Self(types))
    }

    /// Reads such a file.
    ///
    /// # Errors
    /// [`AccountTypesError`] when it cannot be read or a line is wrong.
    pub fn read(path: &Path) -> Result<Self, AccountTypesError> {
        Self::parse(&std::fs::read_to_string(path).map_err(AccountTypesError::Unreadable)?)
    }

    /// The type of an account, where it is corrected.
    #[must_use]
    pub fn of(&self, code: &str) -> Option<i32> {
        self.0.get(code).copied()
    }

    /// The codes of the accounts it corrects.
    pub(super) fn codes(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// A file of account types that cannot be used.
#[derive(Debug)]
pub enum AccountTypesError {
    /// It cannot be opened or read.
    Unreadable(std::io::Error),
    /// A line is not an account code and a type.
    Line {
        /// Which line, from 1.
        number: usize,
        /// What it says.
        text: String,
    },
}

impl fmt::Display for AccountTypesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(_) => f.write_str("cannot read the file of account types"),
            Self::Line { number, text } => write!(
                f,
                "line {number} of the account types is {text:?}; write an account code and one of Exact's types, such as 8000 110"
            ),
        }
    }
}

impl std::error::Error for AccountTypesError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreadable(source) => Some(source),
            Self::Line { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_and_types_are_read_however_they_are_set_apart() {
        let types = AccountTypes::parse("# mine\n8000 110\n\n1300;20\n1600 = 22\n4000\t125\n").unwrap_or_default();
        assert_eq!(
            ["8000", "1300", "1600", "4000", "9"].map(|code| types.of(code)),
            [Some(110), Some(20), Some(22), Some(125), None]
        );
    }

    #[test]
    fn a_type_that_exact_does_not_have_is_refused_with_its_line() {
        for text in ["8000 111\n8000 112", "x\ny", "\n8000 revenue"] {
            let error = AccountTypes::parse(text).map_err(|error| error.to_string());
            assert!(error.is_err(), "{text:?}");
        }
        let error = AccountTypes::parse("8000 110\n8010 112").map_err(|error| error.to_string()).unwrap_err();
        assert!(error.contains("line 2"), "{error}");
    }
}
