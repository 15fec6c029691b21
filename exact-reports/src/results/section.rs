use crate::ledger::{Account, AccountType};

/// A part of the profit and loss statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Section {
    /// Revenue: type 110.
    Revenue,
    /// Cost of goods: type 111.
    CostOfGoods,
    /// Operating costs: types 120 to 126.
    OperatingCosts,
    /// Exceptional income: type 140.
    ExceptionalIncome,
    /// Exceptional costs: type 130.
    ExceptionalCosts,
    /// Interest received and paid: type 160.
    Financial,
    /// Result accounts of any other type.
    Unclassified,
    /// Taxes on the result: type 150.
    IncomeTax,
}

impl Section {
    /// Every section, in the order of the statement.
    pub const ALL: [Self; 8] = [
        Self::Revenue,
        Self::CostOfGoods,
        Self::OperatingCosts,
        Self::ExceptionalIncome,
        Self::ExceptionalCosts,
        Self::Financial,
        Self::Unclassified,
        Self::IncomeTax,
    ];

    /// The section of a result account; `None` for a balance sheet account.
    #[must_use]
    pub fn of(account: &Account) -> Option<Self> {
        account.is_result.then_some(match account.account_type {
            AccountType::REVENUE => Self::Revenue,
            AccountType::COST_OF_GOODS => Self::CostOfGoods,
            AccountType(120..=126) => Self::OperatingCosts,
            AccountType::EXCEPTIONAL_INCOME => Self::ExceptionalIncome,
            AccountType::EXCEPTIONAL_COSTS => Self::ExceptionalCosts,
            AccountType::INTEREST => Self::Financial,
            AccountType::INCOME_TAX => Self::IncomeTax,
            _ => Self::Unclassified,
        })
    }

    /// Whether a debit is positive in it: costs and taxes. In the other sections a credit is.
    #[must_use]
    pub const fn is_cost(self) -> bool {
        matches!(self, Self::CostOfGoods | Self::OperatingCosts | Self::ExceptionalCosts | Self::IncomeTax)
    }

    /// A stable key for programs.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Revenue => "revenue",
            Self::CostOfGoods => "cost_of_goods",
            Self::OperatingCosts => "operating_costs",
            Self::ExceptionalIncome => "exceptional_income",
            Self::ExceptionalCosts => "exceptional_costs",
            Self::Financial => "financial",
            Self::Unclassified => "unclassified",
            Self::IncomeTax => "income_tax",
        }
    }

    /// What it is called, for an owner.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Revenue => "netto-omzet",
            Self::CostOfGoods => "kostprijs van de omzet",
            Self::OperatingCosts => "bedrijfskosten",
            Self::ExceptionalIncome => "buitengewone baten",
            Self::ExceptionalCosts => "buitengewone lasten",
            Self::Financial => "financiële baten en lasten",
            Self::Unclassified => "niet geclassificeerd",
            Self::IncomeTax => "belastingen over het resultaat",
        }
    }
}

/// A line of the statement that adds up sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subtotal {
    /// Revenue minus cost of goods.
    GrossMargin,
    /// Gross margin minus operating costs.
    OperatingResult,
    /// Everything but taxes on the result.
    ResultBeforeTax,
    /// Everything.
    Result,
}

impl Subtotal {
    /// The sections it adds up; those of costs count negative.
    #[must_use]
    pub const fn sections(self) -> &'static [Section] {
        match self {
            Self::GrossMargin => &[Section::Revenue, Section::CostOfGoods],
            Self::OperatingResult => &[Section::Revenue, Section::CostOfGoods, Section::OperatingCosts],
            Self::ResultBeforeTax => &[
                Section::Revenue,
                Section::CostOfGoods,
                Section::OperatingCosts,
                Section::ExceptionalIncome,
                Section::ExceptionalCosts,
                Section::Financial,
                Section::Unclassified,
            ],
            Self::Result => &Section::ALL,
        }
    }

    /// What it is called, for an owner.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::GrossMargin => "brutomarge",
            Self::OperatingResult => "bedrijfsresultaat",
            Self::ResultBeforeTax => "resultaat voor belasting",
            Self::Result => "resultaat",
        }
    }
}
