//! Codes that Exact pads with blanks.

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};

/// Width of `crm/Accounts.Code` in a `$filter`: right-aligned in this many characters.
pub const ACCOUNT_CODE_WIDTH: usize = 18;

/// A code that Exact sends padded with blanks: account codes on the left, VAT codes and countries on the right.
///
/// Two codes are equal when they are equal without their padding; what Exact sent is kept.
///
/// ```
/// use exact_model::Code;
///
/// let code = Code::from("                25");
/// assert_eq!(code, Code::from("25"));
/// assert_eq!(code.as_str(), "25");
/// assert_eq!(code.as_sent().len(), 18);
/// ```
#[derive(Clone, Default)]
pub struct Code(String);

impl Code {
    /// The code without padding.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.trim_matches(' ')
    }

    /// The code as it came, padding included.
    #[must_use]
    pub fn as_sent(&self) -> &str {
        &self.0
    }

    /// The form in which `crm/Accounts.Code` must stand in a `$filter`.
    #[must_use]
    pub fn as_account_code(&self) -> String {
        format!("{:>ACCOUNT_CODE_WIDTH$}", self.as_str())
    }
}

impl From<&str> for Code {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Code {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Code {}

impl Hash for Code {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Code {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Code").field(&self.as_str()).finish()
    }
}
