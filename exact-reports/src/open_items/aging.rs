use exact_model::{Decimal, NaiveDate};

use super::{ItemKind, OpenItem};
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
    fn add(&mut self, item: &OpenItem) -> Result<(), Error> {
        if item.kind() == ItemKind::Invoice {
            self.invoice_count += 1;
            self.invoices.add(item.amount)
        } else {
            self.credit_count += 1;
            self.credits.add(item.amount)
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

/// Open items by age. The buckets add up to the total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aging {
    /// Every band, youngest first, empty ones too.
    pub buckets: [Bucket; 6],
}

impl Aging {
    /// By days past the due date.
    pub(super) fn by_due_date(items: &[OpenItem], as_of: NaiveDate) -> Result<Self, Error> {
        Self::by(items, |item| item.days_overdue(as_of))
    }

    /// By days since the invoice date.
    pub(super) fn by_invoice_date(items: &[OpenItem], as_of: NaiveDate) -> Result<Self, Error> {
        Self::by(items, |item| item.days_open(as_of))
    }

    fn by(items: &[OpenItem], days: impl Fn(&OpenItem) -> Option<i64>) -> Result<Self, Error> {
        let mut buckets = AgeBand::ALL.map(|band| (band, Gathered::default()));
        for item in items {
            let band = AgeBand::of(days(item));
            if let Some((_, gathered)) = buckets.iter_mut().find(|one| one.0 == band) {
                gathered.add(item)?;
            }
        }
        let [none, to_30, to_60, to_90, over_90, undated] = buckets.map(|(band, gathered)| gathered.bucket(band));
        Ok(Self { buckets: [none?, to_30?, to_60?, to_90?, over_90?, undated?] })
    }

    /// The bucket of a band.
    #[must_use]
    pub fn bucket(&self, band: AgeBand) -> Option<&Bucket> {
        self.buckets.iter().find(|bucket| bucket.band == band)
    }
}
