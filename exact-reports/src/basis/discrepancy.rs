//! Why an overview elsewhere shows another amount than an answer: what can be proven to the cent, and else what is possible.

use exact_model::Decimal;

use super::{Basis, Timing};
use crate::amount::{dutch, negated, same_cents};
use crate::check::{Against, Check};
use crate::ledger::TransactionType;

/// More types than an answer ever leaves out; of so many every selection is tried.
const MOST_TYPES: usize = 8;

/// Why two amounts differ, when it is certain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// They do not differ.
    Same,
    /// The other amount has the opposite sign.
    OppositeSign,
    /// The other amount includes what this answer leaves out: the types whose amounts are the difference.
    CountsLeftOut(Vec<TransactionType>),
    /// The other amount is one that the answer was compared with.
    KnownControl(Against),
}

/// What may be behind a difference that nothing proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Possibility {
    /// So many lines are of entries that are not processed; overviews can leave these out.
    OpenEntries(u64),
    /// Lines of some types were left out, which do not make up the difference by themselves.
    LeftOut(Vec<TransactionType>),
    /// The answer goes by financial period, an overview by date does not, or the other way round.
    PeriodOrDate(Timing),
    /// Something was booked or changed after the answer.
    LaterBookings,
    /// The overview is of other accounts, in another currency, or with VAT.
    OtherSelection,
}

/// An answer next to an amount that somebody read elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discrepancy {
    /// The amount of the answer.
    pub ours: Decimal,
    /// The other amount.
    pub other: Decimal,
    /// The other amount less ours.
    pub difference: Decimal,
    /// Why, when it is certain.
    pub reason: Option<Reason>,
    /// What may be the reason; empty when it is certain.
    pub possibilities: Vec<Possibility>,
}

impl Discrepancy {
    /// Compares the amount of an answer with another one. `None` when the difference has too many digits to be an amount.
    #[must_use]
    pub fn between(ours: Decimal, other: Decimal, basis: &Basis, checks: &[Check]) -> Option<Self> {
        let difference = other.checked_sub(ours)?;
        let reason = reason(ours, other, difference, basis, checks);
        let possibilities = if reason.is_some() { Vec::new() } else { possibilities(basis) };
        Some(Self { ours, other, difference, reason, possibilities })
    }

    /// The explanation in Dutch sentences.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        if let Some(reason) = &self.reason {
            return vec![reason.sentence(self.difference)];
        }
        let unknown = format!("Waar het verschil van {} vandaan komt, is niet zeker.", dutch(self.difference));
        core::iter::once(unknown).chain(self.possibilities.iter().map(Possibility::sentence)).collect()
    }
}

impl Reason {
    fn sentence(&self, difference: Decimal) -> String {
        match self {
            Self::Same => "Er is geen verschil.".to_owned(),
            Self::OppositeSign => {
                "Het is hetzelfde bedrag met het andere teken: daar is debet positief, of juist credit.".to_owned()
            }
            Self::CountsLeftOut(types) => format!(
                "Het verschil van {} is tot op de cent wat hier niet meetelt en daar wel: {}.",
                dutch(difference),
                listed(types)
            ),
            Self::KnownControl(against) => {
                format!("Dat is het bedrag waarmee het antwoord al was vergeleken: {}.", against.label())
            }
        }
    }
}

impl Possibility {
    fn sentence(&self) -> String {
        match self {
            Self::OpenEntries(1) => {
                "Mogelijk: 1 meegetelde regel is nog niet verwerkt; een overzicht kan die weglaten.".to_owned()
            }
            Self::OpenEntries(lines) => {
                format!("Mogelijk: {lines} meegetelde regels zijn nog niet verwerkt; een overzicht kan die weglaten.")
            }
            Self::LeftOut(types) => format!("Mogelijk: het overzicht telt mee wat hier wegblijft ({}).", listed(types)),
            Self::PeriodOrDate(Timing::BookDate { .. }) => {
                "Mogelijk: het overzicht gaat naar financiële periode, en dit antwoord naar boekdatum.".to_owned()
            }
            Self::PeriodOrDate(_) => {
                "Mogelijk: het overzicht gaat naar boekdatum, en dit antwoord naar financiële periode.".to_owned()
            }
            Self::LaterBookings => {
                "Mogelijk: er is na dit antwoord nog geboekt of gewijzigd; vraag het opnieuw.".to_owned()
            }
            Self::OtherSelection => {
                "Mogelijk: het overzicht gaat over andere rekeningen of een andere valuta, of is inclusief btw."
                    .to_owned()
            }
        }
    }
}

fn listed(types: &[TransactionType]) -> String {
    let names: Vec<String> = types.iter().map(|one| format!("{} (type {one})", one.label())).collect();
    names.join(", ")
}

fn reason(ours: Decimal, other: Decimal, difference: Decimal, basis: &Basis, checks: &[Check]) -> Option<Reason> {
    if same_cents(ours, other) {
        return Some(Reason::Same);
    }
    if let Some(types) = left_out_that_is(difference, basis) {
        return Some(Reason::CountsLeftOut(types));
    }
    if let Some(check) = checks.iter().find(|check| same_cents(check.exacts, other)) {
        return Some(Reason::KnownControl(check.against.clone()));
    }
    same_cents(negated(ours), other).then_some(Reason::OppositeSign)
}

/// The fewest types whose amounts are the difference together.
fn left_out_that_is(difference: Decimal, basis: &Basis) -> Option<Vec<TransactionType>> {
    let amounts = basis.left_out.get(..basis.left_out.len().min(MOST_TYPES))?;
    let selections = (1_u32..1 << amounts.len()).filter_map(|selection| {
        let of_it = || (0_u32..).zip(amounts).filter(move |(at, _)| selection & (1 << at) != 0).map(|(_, one)| one);
        let sum = of_it().try_fold(Decimal::ZERO, |sum, one| sum.checked_add(one.amount))?;
        let types = || of_it().map(|one| one.transaction_type).collect::<Vec<_>>();
        same_cents(sum, difference).then(types)
    });
    selections.min_by_key(Vec::len)
}

fn possibilities(basis: &Basis) -> Vec<Possibility> {
    let mut possible = Vec::new();
    if basis.open_lines > 0 {
        possible.push(Possibility::OpenEntries(basis.open_lines));
    }
    if !basis.left_out.is_empty() {
        possible.push(Possibility::LeftOut(basis.left_out.iter().map(|one| one.transaction_type).collect()));
    }
    if matches!(basis.timing, Timing::BookPeriod { .. } | Timing::BookDate { .. }) {
        possible.push(Possibility::PeriodOrDate(basis.timing.clone()));
    }
    possible.extend([Possibility::LaterBookings, Possibility::OtherSelection]);
    possible
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::basis::{Definition, LeftOut};

    fn basis(left_out: &[(i32, i64)], open_lines: u64) -> Basis {
        let left_out = left_out.iter().map(|(kind, cents)| LeftOut {
            transaction_type: TransactionType(*kind),
            lines: 1,
            amount: Decimal::new(*cents, 2),
        });
        Basis {
            definition: Definition::Revenue,
            timing: Timing::BookPeriod { label: "boekjaar 2025".to_owned() },
            accounts: Vec::new(),
            left_out: left_out.collect(),
            lines: 10,
            open_lines,
            choices: Vec::new(),
            sources: Vec::new(),
        }
    }

    fn between(ours: i64, other: i64, basis: &Basis, checks: &[Check]) -> Discrepancy {
        Discrepancy::between(Decimal::new(ours, 2), Decimal::new(other, 2), basis, checks).unwrap()
    }

    #[test]
    fn equal_amounts_and_turned_signs_are_told_as_such() {
        let plain = basis(&[], 0);
        assert_eq!(between(12_345, 12_345, &plain, &[]).reason, Some(Reason::Same));
        assert_eq!(between(12_345, -12_345, &plain, &[]).reason, Some(Reason::OppositeSign));
        assert_eq!(between(0, 0, &plain, &[]).reason, Some(Reason::Same));
    }

    #[test]
    fn what_was_left_out_explains_a_difference_only_to_the_cent() {
        let closing = basis(&[(10, 700), (325, -12_345), (327, 50)], 0);
        let whole = between(12_345, 0, &closing, &[]);
        assert_eq!(whole.reason, Some(Reason::CountsLeftOut(vec![TransactionType(325)])));
        let two = between(100, 850, &closing, &[]);
        assert_eq!(two.reason, Some(Reason::CountsLeftOut(vec![TransactionType(10), TransactionType(327)])));
        assert_eq!(between(100, 851, &closing, &[]).reason, None);
    }

    #[test]
    fn a_control_that_was_shown_is_recognised() {
        let check = Check::new(Against::RevenueList, Decimal::new(500, 2), Decimal::new(480, 2));
        let found = between(500, 480, &basis(&[], 0), &[check]);
        assert_eq!(found.reason, Some(Reason::KnownControl(Against::RevenueList)));
    }

    #[test]
    fn what_nothing_proves_is_said_to_be_unknown_with_what_is_possible() {
        let unknown = between(100, 250, &basis(&[(10, 700)], 3), &[]);
        let sentences = unknown.sentences();
        assert!(sentences[0].contains("1,50") && sentences[0].contains("niet zeker"), "{sentences:?}");
        assert!(sentences.iter().any(|text| text.contains("3 meegetelde regels")), "{sentences:?}");
        assert!(sentences.iter().skip(1).all(|text| text.starts_with("Mogelijk: ")), "{sentences:?}");
        let certain = between(100, 800, &basis(&[(10, 700)], 3), &[]);
        assert!(certain.possibilities.is_empty() && certain.sentences().len() == 1);
    }

    proptest! {
        #[test]
        fn any_selection_of_what_was_left_out_is_found(
            amounts in prop::collection::vec(-1_000_000_i64..1_000_000, 1..MOST_TYPES),
            chosen in any::<u32>(),
            ours in -1_000_000_i64..1_000_000,
        ) {
            let kinds: Vec<(i32, i64)> = (300..).zip(amounts).collect();
            let difference: i64 = (0..).zip(&kinds).filter(|(at, _)| chosen & (1 << at) != 0).map(|(_, one)| one.1).sum();
            let basis = basis(&kinds, 0);
            let found = between(ours, ours + difference, &basis, &[]);
            match found.reason {
                Some(Reason::Same) => prop_assert_eq!(difference, 0),
                Some(Reason::CountsLeftOut(types)) => {
                    let sum: i64 = kinds.iter().filter(|one| types.contains(&TransactionType(one.0))).map(|one| one.1).sum();
                    prop_assert_eq!(sum, difference);
                }
                other => prop_assert!(false, "{:?}", other),
            }
        }
    }
}
