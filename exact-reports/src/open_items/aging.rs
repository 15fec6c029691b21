use exact_model::Decimal;

use super::ItemKind;
use crate::amount::Sum;
use crate::error::Error;

/// A band of ages in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AgeBand {
    /// Zero days or less: not due, or dated today or later.
    UpToZero,
    /// 1 to 30.
    To30,
    /// 31 to 60.
    To60,
    /// 61 to 90.
    To90,
    /// More than 90.
    Over90,
    /// There is no date to count from.
    NoDate,
}

impl AgeBand {
    /// The bands, youngest first.
    pub const ALL: [Self; 6] = [Self::UpToZero, Self::To30, Self::To60, Self::To90, Self::Over90, Self::NoDate];

    /// The band of an age.
    #[must_use]
    pub const fn of(days: Option<i64>) -> Self {
        match days {
            None => Self::NoDate,
            Some(..=0) => Self::UpToZero,
            Some(1..=30) => Self::To30,
            Some(31..=60) => Self::To60,
            Some(61..=90) => Self::To90,
            Some(_) => Self::Over90,
        }
    }

    /// A stable key for programs.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::UpToZero => "0",
            Self::To30 => "1-30",
            Self::To60 => "31-60",
            Self::To90 => "61-90",
            Self::Over90 => ">90",
            Self::NoDate => "no_date",
        }
    }
}

/// What is in a band, invoices and credits apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    /// The band.
    pub band: AgeBand,
    /// Open invoices, positive.
    pub invoices: Decimal,
    /// How many invoices.
    pub invoice_count: usize,
    /// Credit notes, unapplied receipts or payments and corrections, negative.
    pub credits: Decimal,
    /// How many of these.
    pub credit_count: usize,
    /// Both together.
    pub total: Decimal,
}

/// What a band has gathered so far.
#[derive(Debug, Clone, Copy, Default)]
struct Gathered {
    invoices: Sum,
    invoice_count: usize,
    credits: Sum,
    credit_count: usize,
}

impl Gathered {
    fn add(&mut self, kind: ItemKind, amount: Decimal) -> Result<(), Error> {
        if kind == ItemKind::Invoice {
            self.invoice_count += 1;
            self.invoices.add(amount)
        } else {
            self.credit_count += 1;
            self.credits.add(amount)
        }
    }

    fn bucket(self, band: AgeBand) -> Result<Bucket, Error> {
        let (invoices, credits) = (self.invoices.value(), self.credits.value());
        Ok(Bucket {
            band,
            invoices,
            invoice_count: self.invoice_count,
            credits,
            credit_count: self.credit_count,
            total: Sum::of([invoices, credits])?,
        })
    }
}

/// The bands so far.
#[derive(Debug, Default)]
pub(super) struct Ages([Gathered; 6]);

impl Ages {
    /// Adds an item of so many days.
    pub(super) fn add(&mut self, days: Option<i64>, kind: ItemKind, amount: Decimal) -> Result<(), Error> {
        let [up_to_zero, to_30, to_60, to_90, over_90, no_date] = &mut self.0;
        let band = match AgeBand::of(days) {
            AgeBand::UpToZero => up_to_zero,
            AgeBand::To30 => to_30,
            AgeBand::To60 => to_60,
            AgeBand::To90 => to_90,
            AgeBand::Over90 => over_90,
            AgeBand::NoDate => no_date,
        };
        band.add(kind, amount)
    }

    pub(super) fn finish(self) -> Result<Aging, Error> {
        let [up_to_zero, to_30, to_60, to_90, over_90, no_date] = self.0;
        Ok(Aging {
            buckets: [
                up_to_zero.bucket(AgeBand::UpToZero)?,
                to_30.bucket(AgeBand::To30)?,
                to_60.bucket(AgeBand::To60)?,
                to_90.bucket(AgeBand::To90)?,
                over_90.bucket(AgeBand::Over90)?,
                no_date.bucket(AgeBand::NoDate)?,
            ],
        })
    }
}

/// Open items by age. The buckets add up to the total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aging {
    /// Every band, youngest first, empty ones too.
    pub buckets: [Bucket; 6],
}

impl Aging {
    /// The bucket of a band.
    #[must_use]
    pub fn bucket(&self, band: AgeBand) -> Option<&Bucket> {
        self.buckets.iter().find(|bucket| bucket.band == band)
    }
}
