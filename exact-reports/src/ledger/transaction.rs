use core::fmt;

/// Exact's transaction type: what kind of entry a line belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TransactionType(pub i32);

impl TransactionType {
    /// Opening balance, entered by a person.
    pub const OPENING_BALANCE: Self = Self(10);
    /// Sales entry.
    pub const SALES_ENTRY: Self = Self(20);
    /// Sales credit note.
    pub const SALES_CREDIT_NOTE: Self = Self(21);
    /// Purchase entry.
    pub const PURCHASE_ENTRY: Self = Self(30);
    /// Purchase credit note.
    pub const PURCHASE_CREDIT_NOTE: Self = Self(31);
    /// Bank or cash.
    pub const CASH_FLOW: Self = Self(40);
    /// A VAT return that was filed.
    pub const VAT_RETURN: Self = Self(50);
    /// General journal.
    pub const OTHER: Self = Self(90);
    /// Closing balance of a closed year.
    pub const YEAR_END_CLOSING_BALANCE: Self = Self(327);
    /// Opening balance that the closing of the year before made.
    pub const YEAR_START_OPENING_BALANCE: Self = Self(328);
    /// A budget, not a booking.
    pub const BUDGET: Self = Self(3000);

    /// Whether the type is left out of every question about results: opening balances (10), period closing (310),
    /// year-end and year-start (320 to 328) and budgets (3000). The closing of a year books every result account against
    /// itself; with it a closed year is zero.
    #[must_use]
    pub const fn is_left_out_of_results(self) -> bool {
        matches!(self.0, 10 | 310 | 320..=328 | 3000)
    }

    /// Whether a booking of this type counts in a question about results, given how far its entry is.
    #[must_use]
    pub const fn counts_in_results(self, status: EntryStatus) -> bool {
        status.counts() && !self.is_left_out_of_results()
    }

    /// Whether the type carries a balance into a book year.
    #[must_use]
    pub const fn is_opening(self) -> bool {
        matches!(self.0, 10 | 328)
    }

    /// Whether the type never counts in a balance: closing balances and budgets.
    #[must_use]
    pub const fn is_left_out_of_balances(self) -> bool {
        matches!(self.0, 327 | 3000)
    }

    /// Whether the type is a sale or a purchase, the bookings that make VAT.
    #[must_use]
    pub const fn is_trade(self) -> bool {
        matches!(self.0, 20 | 21 | 30 | 31)
    }

    /// What it is called, for an owner.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self.0 {
            10 => "beginbalans",
            20 => "verkoopboeking",
            21 => "creditnota",
            30 => "inkoopboeking",
            31 => "inkoopcreditnota",
            40 => "bank of kas",
            50 => "btw-aangifte",
            70..=76 => "vaste activa",
            82 => "koersverschil",
            83 => "betalingsverschil",
            84 | 86 => "overlopende post",
            90 => "memoriaal",
            170 => "salaris",
            310 => "periodeafsluiting",
            320..=326 => "jaarafsluiting",
            327 => "eindbalans jaarafsluiting",
            328 => "beginbalans na jaarafsluiting",
            3000 => "budget",
            _ => "overige boeking",
        }
    }
}

impl fmt::Display for TransactionType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How far an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntryStatus {
    /// Open (20): booked, not yet processed.
    Open,
    /// Processed (50).
    Processed,
    /// Anything else, such as rejected (5): not in the books.
    Outside,
}

impl EntryStatus {
    /// From Exact's code.
    #[must_use]
    pub const fn from_code(code: i32) -> Self {
        match code {
            20 => Self::Open,
            50 => Self::Processed,
            _ => Self::Outside,
        }
    }

    /// Whether the entry counts: Exact calls open and processed together "after entry".
    #[must_use]
    pub const fn counts(self) -> bool {
        matches!(self, Self::Open | Self::Processed)
    }
}
