//! What was read and what was odd in it, for the person who gave the files.

use core::fmt::Write as _;
use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::{Books, Division, Side};

impl Books {
    /// A report in Dutch: each administration with its size and its totals, then everything that was odd in the source.
    #[must_use]
    pub fn report(&self) -> String {
        let mut text = String::new();
        for division in &self.divisions {
            describe(&mut text, division);
        }
        if self.warnings.is_empty() {
            text.push_str("Niets bijzonders gevonden.\n");
        } else {
            text.push_str("Opgevallen:\n");
            for warning in &self.warnings {
                // Writing into a string cannot fail.
                let _ = writeln!(text, "- {warning}");
            }
        }
        text
    }
}

fn describe(text: &mut String, division: &Division) {
    let years: BTreeSet<i16> = division.periods.iter().map(|period| period.year).collect();
    let years = years.iter().map(i16::to_string).collect::<Vec<_>>().join(", ");
    let lines = || division.entries.iter().flat_map(|entry| &entry.lines);
    let debit: Decimal = lines().map(|line| line.amount_dc.max(Decimal::ZERO)).sum();
    let credit: Decimal = lines().map(|line| (-line.amount_dc).max(Decimal::ZERO)).sum();
    let open = |side| division.open_items.open(side).map(|item| item.open_dc).sum::<Decimal>();
    let of_type = |kind: i32| {
        let accounts = division.accounts.iter().filter(move |account| account.account_type == kind);
        accounts.map(|account| account.code.as_str()).collect::<Vec<_>>().join(", ")
    };
    let facts = [
        format!("{} (administratie {}, boekjaren {years})", division.name, division.code),
        format!(
            "  {} rekeningen, {} relaties, {} boekstukken, {} regels",
            division.accounts.len(),
            division.relations.len(),
            division.entries.len(),
            lines().count()
        ),
        format!("  debet {debit:.2}, credit {credit:.2}"),
        format!(
            "  te ontvangen {:.2}, te betalen {:.2}",
            open(Side::Receivable),
            // A negated zero would keep its sign.
            Decimal::ZERO - open(Side::Payable)
        ),
        format!("  omzetrekeningen: {}", of_type(110)),
        format!("  rekeningen zonder duidelijke soort: {}", of_type(90)),
    ];
    for fact in facts {
        let _ = writeln!(text, "{fact}");
    }
}
