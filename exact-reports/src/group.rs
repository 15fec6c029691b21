//! Several administrations side by side, and together by currency.
//!
//! Amounts of different currencies are never added up. What the administrations charged each other is in the figures of
//! both: nothing is eliminated, and the basis says so.

use std::collections::BTreeMap;

use exact_model::Decimal;

use crate::amount::Sum;
use crate::basis::{Choice, Definition, Explained};
use crate::error::Error;
use crate::results::{Figure, ProfitAndLoss, Section, Subtotal};

/// One administration with its statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// What it is called.
    pub name: String,
    /// ISO 4217 code of its currency.
    pub currency: String,
    /// Its statement over the period.
    pub statement: Explained<ProfitAndLoss>,
}

/// All administrations of one currency together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Together {
    /// ISO 4217 code of the currency.
    pub currency: String,
    /// The names of the administrations.
    pub members: Vec<String>,
    /// Every section, in its own sign.
    pub sections: Vec<(Section, Decimal)>,
    /// Every subtotal that all of them have; a profit is positive.
    pub subtotals: Vec<(Subtotal, Decimal)>,
}

/// Several administrations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Side by side, in the order given.
    pub members: Vec<Member>,
    /// Together, by currency.
    pub together: Vec<Together>,
}

impl Group {
    /// Puts statements next to each other. The basis is that of all of them: lines are counted together.
    ///
    /// # Errors
    /// [`Error::NoMembers`] without any; [`Error::Overflow`].
    pub fn of(members: Vec<Member>) -> Result<Explained<Self>, Error> {
        let mut by_currency: BTreeMap<&str, Vec<&Member>> = BTreeMap::new();
        for member in &members {
            by_currency.entry(&member.currency).or_default().push(member);
        }
        let together =
            by_currency.iter().map(|(currency, members)| add(currency, members)).collect::<Result<_, _>>()?;
        let Some(first) = members.first() else { return Err(Error::NoMembers) };
        let mut basis = first.statement.basis.clone();
        let mut checks = first.statement.checks.clone();
        for member in members.iter().skip(1) {
            let other = &member.statement.basis;
            basis.lines += other.lines;
            basis.open_lines += other.open_lines;
            basis.left_out.extend(other.left_out.clone());
            basis.sources.extend(other.sources.clone());
            basis.accounts.extend(other.accounts.clone());
            checks.extend(member.statement.checks.clone());
            for choice in &other.choices {
                if !basis.choices.contains(choice) {
                    basis.choices.push(choice.clone());
                }
            }
        }
        basis.accounts.sort_by(|left, right| (&left.code, &left.description).cmp(&(&right.code, &right.description)));
        basis.accounts.dedup();
        basis.definition = Definition::Group;
        basis.choices.push(Choice::NothingEliminated { members: members.iter().map(|one| one.name.clone()).collect() });
        Ok(Explained { report: Self { members, together }, basis, checks })
    }
}

fn add(currency: &str, members: &[&Member]) -> Result<Together, Error> {
    let total = |figure| -> Option<Result<Decimal, Error>> {
        let amounts: Option<Vec<Decimal>> =
            members.iter().map(|member| Some(member.statement.report.amounts(figure)?.total)).collect();
        amounts.map(Sum::of)
    };
    let sections = Section::ALL.into_iter().filter_map(|section| Some((section, total(Figure::Section(section))?)));
    let subtotals = [Subtotal::GrossMargin, Subtotal::OperatingResult, Subtotal::ResultBeforeTax, Subtotal::Result]
        .into_iter()
        .filter_map(|subtotal| Some((subtotal, total(Figure::Subtotal(subtotal))?)));
    Ok(Together {
        currency: currency.to_owned(),
        members: members.iter().map(|member| member.name.clone()).collect(),
        sections: sections.map(|(section, amount)| Ok((section, amount?))).collect::<Result<_, Error>>()?,
        subtotals: subtotals.map(|(subtotal, amount)| Ok((subtotal, amount?))).collect::<Result<_, Error>>()?,
    })
}
