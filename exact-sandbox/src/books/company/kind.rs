use core::fmt;
use core::str::FromStr;

/// The companies that can be made up. All names in them are invented.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Company {
    /// Two administrations: the wholesaler and the consultancy of one family.
    #[default]
    Standard,
    /// Advice: few and large invoices, services within the EU.
    Consultancy,
    /// Goods: foreign currency, trade within the EU and beyond, reverse charge, stock, cash.
    Wholesaler,
    /// The wholesaler with book years from July to June, named after the year they end in; the first one is short.
    BrokenYear,
    /// The wholesaler with thirteen periods of four weeks.
    ThirteenPeriods,
    /// A holding and two subsidiaries that charge each other and settle over a current account.
    Group,
    /// One person under the small-business scheme: no VAT at all.
    Starter,
    /// The consultancy with six closed book years behind it.
    ClosedYears,
}

impl Company {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Standard,
        Self::Consultancy,
        Self::Wholesaler,
        Self::BrokenYear,
        Self::ThirteenPeriods,
        Self::Group,
        Self::Starter,
        Self::ClosedYears,
    ];

    /// The name on the command line: `broken-year`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Consultancy => "consultancy",
            Self::Wholesaler => "wholesaler",
            Self::BrokenYear => "broken-year",
            Self::ThirteenPeriods => "thirteen-periods",
            Self::Group => "group",
            Self::Starter => "starter",
            Self::ClosedYears => "closed-years",
        }
    }
}

impl fmt::Display for Company {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A company that cannot be made up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownCompany(String);

impl fmt::Display for UnknownCompany {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Company::ALL.map(Company::name).join(", ");
        write!(f, "there is no company {:?}; choose one of {names}", self.0)
    }
}

impl core::error::Error for UnknownCompany {}

impl FromStr for Company {
    type Err = UnknownCompany;

    fn from_str(text: &str) -> Result<Self, UnknownCompany> {
        Self::ALL.into_iter().find(|one| one.name() == text).ok_or_else(|| UnknownCompany(text.to_owned()))
    }
}
