use core::fmt;
use std::path::{Path, PathBuf};

/// Why an audit file could not be read. Nothing of the file is used then: half the books would give wrong figures.
#[derive(Debug)]
pub struct AuditFileError {
    file: Option<PathBuf>,
    line: Option<usize>,
    fault: Fault,
}

/// What is wrong with an audit file, for a program that says it in its own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuditFileFault {
    /// The file cannot be opened or read.
    Unreadable,
    /// It is an archive that cannot be unpacked.
    BadArchive,
    /// There is nothing in it.
    Empty,
    /// It is not XML.
    NotXml,
    /// It is XML of another kind.
    NotAnAuditFile,
    /// It ends in the middle.
    CutOff,
    /// It has nothing booked.
    NoTransactions,
    /// It has no ledger accounts.
    NoAccounts,
    /// An amount is no number.
    BadAmount,
    /// Something that every line or account has is not there.
    Incomplete,
}

#[derive(Debug)]
pub(super) enum Fault {
    Unreadable(std::io::Error),
    Archive(Box<dyn std::error::Error + Send + Sync>),
    EmptyArchive,
    Empty,
    Xml(String),
    NotAnAuditFile(String),
    CutOff(String),
    NoTransactions,
    NoAccounts,
    BadAmount { element: String },
    TooDeep,
    MissingElement { element: &'static str, within: &'static str },
}

impl AuditFileError {
    pub(super) const fn new(fault: Fault) -> Self {
        Self { file: None, line: None, fault }
    }

    /// What is wrong.
    #[must_use]
    pub const fn fault(&self) -> AuditFileFault {
        match &self.fault {
            Fault::Unreadable(_) => AuditFileFault::Unreadable,
            Fault::Archive(_) => AuditFileFault::BadArchive,
            Fault::Empty | Fault::EmptyArchive => AuditFileFault::Empty,
            Fault::Xml(_) | Fault::TooDeep => AuditFileFault::NotXml,
            Fault::NotAnAuditFile(_) => AuditFileFault::NotAnAuditFile,
            Fault::CutOff(_) => AuditFileFault::CutOff,
            Fault::NoTransactions => AuditFileFault::NoTransactions,
            Fault::NoAccounts => AuditFileFault::NoAccounts,
            Fault::BadAmount { .. } => AuditFileFault::BadAmount,
            Fault::MissingElement { .. } => AuditFileFault::Incomplete,
        }
    }

    /// The file, when it was read from one.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// The line in the file, from 1, where that is known.
    #[must_use]
    pub const fn line(&self) -> Option<usize> {
        self.line
    }

    pub(super) const fn at(mut self, line: usize) -> Self {
        if self.line.is_none() {
            self.line = Some(line);
        }
        self
    }

    pub(super) fn in_file(mut self, file: &Path) -> Self {
        self.file = Some(file.to_owned());
        self
    }
}

impl fmt::Display for AuditFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.file {
            Some(file) => write!(f, "audit file {}", file.display())?,
            None => f.write_str("audit file")?,
        }
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        f.write_str(": ")?;
        match &self.fault {
            Fault::Unreadable(_) => f.write_str("cannot be read; check the path and its permissions"),
            Fault::Archive(_) => f.write_str("is an archive that cannot be unpacked; unpack it or download it again"),
            Fault::EmptyArchive => f.write_str("is an archive without files; pack the audit file in it"),
            Fault::Empty => f.write_str("is empty; export it again"),
            Fault::Xml(what) => write!(f, "is not valid XML ({what}); export it again"),
            Fault::NotAnAuditFile(root) => write!(
                f,
                "is XML, but its outer element is {root:?} and not \"auditfile\"; export an audit file (XAF) from the bookkeeping package"
            ),
            Fault::CutOff(element) => {
                write!(f, "ends in the middle of {element:?}; the file was cut off, export or download it again")
            }
            Fault::NoTransactions => {
                f.write_str("has no transactions; choose a book year with bookings and export again")
            }
            Fault::NoAccounts => f.write_str("has no ledger accounts; export it again with the general ledger"),
            Fault::BadAmount { element } => {
                write!(f, "{element} is not an amount; correct it in the bookkeeping package and export again")
            }
            Fault::TooDeep => f.write_str("is nested too deeply to be an audit file; export it again"),
            Fault::MissingElement { element, within } => write!(f, "a {within} has no {element}; export it again"),
        }
    }
}

impl std::error::Error for AuditFileError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.fault {
            Fault::Unreadable(source) => Some(source),
            Fault::Archive(source) => Some(source.as_ref()),
            _ => None,
        }
    }
}
