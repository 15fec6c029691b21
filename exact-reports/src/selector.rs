//! Which journal lines make up a figure: every figure of a report on the ledger can name its own.
//!
//! ```
//! use exact_model::{Decimal, Uuid};
//! use exact_reports::ledger::Lines;
//! use exact_reports::selector::{Counting, Selector, When};
//!
//! let bank = Uuid::from_u128(1100);
//! let march = Selector::of([bank], When::Period { year: 2025, number: 3 }, Counting::Results);
//! assert_eq!(march.total(&Lines::default())?, Decimal::ZERO);
//! # Ok::<(), exact_reports::Error>(())
//! ```

use std::collections::BTreeSet;

use exact_model::{Decimal, Uuid};

use crate::amount::Sum;
use crate::error::Error;
use crate::ledger::{Line, Lines};
use crate::period::{PeriodRange, Span};

/// When a line must have been booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// In one of these spans of periods.
    Within(Vec<Span>),
    /// In one financial period.
    Period {
        /// Book year.
        year: i16,
        /// Number of the period.
        number: i16,
    },
    /// In a period of a book year up to and including one of them.
    YearThrough {
        /// Book year.
        year: i16,
        /// Number of the last period; [`i16::MAX`] is the whole year.
        number: i16,
    },
    /// At any time up to and including a period.
    Through {
        /// Book year.
        year: i16,
        /// Number of the last period; [`i16::MAX`] is the whole year.
        number: i16,
    },
}

impl When {
    pub(crate) fn holds(&self, year: i16, period: i16) -> bool {
        match self {
            Self::Within(spans) => spans.iter().any(|span| span.contains(year, period)),
            Self::Period { year: of, number } => (*of, *number) == (year, period),
            Self::YearThrough { year: of, number } => *of == year && period <= *number,
            Self::Through { year: of, number } => (year, period) <= (*of, *number),
        }
    }
}

impl From<&PeriodRange> for When {
    fn from(range: &PeriodRange) -> Self {
        Self::Within(range.spans.clone())
    }
}

/// Which types of entries count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// Those of a question about results: no opening, closing or budget.
    Results,
    /// Those that move a balance: no opening, no closing balance, no budget.
    Movements,
    /// Those that open a balance.
    Openings,
}

impl Counting {
    fn holds(self, line: &Line) -> bool {
        let kind = line.transaction_type;
        line.status.counts()
            && match self {
                Self::Results => !kind.is_left_out_of_results(),
                Self::Movements => !kind.is_opening() && !kind.is_left_out_of_balances(),
                Self::Openings => kind.is_opening(),
            }
    }
}

/// Which side of the ledger a line must be on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Amounts above zero.
    Debit,
    /// Amounts below zero.
    Credit,
}

/// One condition on lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The accounts.
    pub accounts: BTreeSet<Uuid>,
    /// When.
    pub when: When,
    /// Which types of entries.
    pub counting: Counting,
    /// Which side; `None` is both.
    pub side: Option<Side>,
    /// Only lines of these entries; `None` is all.
    pub entries: Option<BTreeSet<Uuid>>,
    /// Only lines of this cost centre, `Some(None)` being those without any; `None` is all.
    pub cost_center: Option<Option<String>>,
    /// Only lines that name this relation, `Some(None)` being those that name none; `None` is all.
    pub relation: Option<Option<Uuid>>,
    /// Only lines whose description has this [wording](crate::ledger::Detail::wording); `None` is all.
    pub wording: Option<String>,
    /// Only lines without a VAT code.
    pub without_vat_code: bool,
}

impl Part {
    fn holds(&self, line: &Line) -> bool {
        self.accounts.contains(&line.account)
            && self.when.holds(line.year, line.period)
            && self.counting.holds(line)
            && self.side.is_none_or(|side| (side == Side::Debit) == (line.amount > Decimal::ZERO))
            && self.entries.as_ref().is_none_or(|entries| entries.contains(&line.entry))
            && self.relation.is_none_or(|wanted| wanted == line.relation)
            && !(self.without_vat_code && line.detail.vat_code.is_some())
            && self.wording.as_ref().is_none_or(|wanted| line.detail.wording().as_ref() == Some(wanted))
            && self.cost_center.as_ref().is_none_or(|wanted| *wanted == line.detail.cost_center)
    }
}

/// The lines behind a figure, and the sign they count with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    parts: Vec<Part>,
    credit: bool,
}

impl Selector {
    /// The lines on accounts, debit positive.
    #[must_use]
    pub fn of(accounts: impl IntoIterator<Item = Uuid>, when: When, counting: Counting) -> Self {
        let part = Part {
            accounts: accounts.into_iter().collect(),
            when,
            counting,
            side: None,
            entries: None,
            cost_center: None,
            relation: None,
            wording: None,
            without_vat_code: false,
        };
        Self { parts: vec![part], credit: false }
    }

    /// The same lines for a figure in which a credit is positive.
    #[must_use]
    pub fn credit_positive(mut self) -> Self {
        self.credit = true;
        self
    }

    /// Only those on one side of the ledger.
    #[must_use]
    pub fn on_side(self, side: Side) -> Self {
        self.each(|part| part.side = Some(side))
    }

    /// Only those of some entries.
    #[must_use]
    pub fn in_entries(self, entries: &BTreeSet<Uuid>) -> Self {
        self.each(|part| part.entries = Some(entries.clone()))
    }

    /// Only those of a cost centre, or of none.
    #[must_use]
    pub fn of_cost_center(self, code: Option<&str>) -> Self {
        self.each(|part| part.cost_center = Some(code.map(str::to_owned)))
    }

    /// Only those that name a relation, or none.
    #[must_use]
    pub fn of_relation(self, relation: Option<Uuid>) -> Self {
        self.each(|part| part.relation = Some(relation))
    }

    /// Only those whose description has a wording.
    #[must_use]
    pub fn worded(self, wording: &str) -> Self {
        self.each(|part| part.wording = Some(wording.to_owned()))
    }

    /// Only those without a VAT code.
    #[must_use]
    pub fn without_vat_code(self) -> Self {
        self.each(|part| part.without_vat_code = true)
    }

    /// The lines of both, a line of both once. The sign is that of the first.
    #[must_use]
    pub fn or(mut self, other: Self) -> Self {
        self.parts.extend(other.parts);
        self
    }

    fn each(mut self, change: impl Fn(&mut Part)) -> Self {
        self.parts.iter_mut().for_each(change);
        self
    }

    /// Its conditions: a line counts when one of them holds.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Whether a line is behind the figure.
    #[must_use]
    pub fn selects(&self, line: &Line) -> bool {
        self.parts.iter().any(|part| part.holds(line))
    }

    /// The lines behind the figure.
    pub fn lines<'a>(&'a self, lines: &'a Lines) -> impl Iterator<Item = &'a Line> {
        lines.iter().filter(|line| self.selects(line))
    }

    /// What the lines add up to, in the sign of the figure.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn total(&self, lines: &Lines) -> Result<Decimal, Error> {
        let signed = |line: &Line| if self.credit { -line.amount } else { line.amount };
        Sum::of(self.lines(lines).map(signed))
    }
}
