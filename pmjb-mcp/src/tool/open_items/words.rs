//! Open items in sentences.

use exact_reports::open_items::{OpenPosition, RelationPosition, Side};

use super::{Selected, name_of};
use crate::dutch;

pub(super) fn summary(report: &OpenPosition, name: &str, currency: &str) -> String {
    let name = dutch::quoted(name);
    let money = |amount| dutch::money(amount, currency);
    if report.items.is_empty() {
        return format!("Bij {name} staat op {} niets open.", dutch::date(report.as_of));
    }
    let (verb, count, credits) = match report.side {
        Side::Receivable => (
            if report.invoice_count == 1 { "staat" } else { "staan" },
            dutch::count(report.invoice_count, "factuur", "facturen"),
            "creditnota's en niet-toegewezen ontvangsten",
        ),
        Side::Payable => (
            if report.invoice_count == 1 { "staat" } else { "staan" },
            dutch::count(report.invoice_count, "inkoopfactuur", "inkoopfacturen"),
            "creditnota's en niet-toegewezen betalingen",
        ),
    };
    let mut text =
        format!("Bij {name} {verb} op {} {count} open, samen {}", dutch::date(report.as_of), money(report.invoices));
    let tegoed = report.credit_notes + report.unapplied;
    if tegoed.is_zero() {
        text.push_str(" inclusief btw.");
    } else {
        text.push_str(&format!(
            " inclusief btw; daar staat {} aan {credits} tegenover, per saldo {}.",
            money(-tegoed),
            money(report.invoices + tegoed)
        ));
    }
    if report.overdue_count > 0 {
        let count = dutch::count(report.overdue_count, "factuur is", "facturen zijn");
        text.push_str(&format!(" Te laat: {count} over de vervaldatum, samen {}.", money(report.overdue)));
    }
    if report.side == Side::Payable {
        text.push_str(" Belastingen en lonen zitten hier niet in.");
    }
    text
}

pub(super) fn selected(selected: Selected, currency: &str) -> String {
    format!(
        " Meer dan {} dagen na de vervaldatum: {}, samen {}; gerekend vanaf de factuurdatum: {}, samen {}.",
        selected.days,
        dutch::count(selected.overdue_count, "factuur", "facturen"),
        dutch::money(selected.overdue, currency),
        dutch::count(selected.old_count, "factuur", "facturen"),
        dutch::money(selected.old, currency),
    )
}

pub(super) fn relation(report: &OpenPosition, one: &RelationPosition, currency: &str) -> String {
    let (name, day) = (dutch::quoted(&name_of(&one.customer)), dutch::date(report.as_of));
    let count = dutch::count(one.invoice_count, "factuur", "facturen");
    let total = dutch::money(one.total, currency);
    let mut text = match report.side {
        Side::Receivable => format!("{name} moet op {day} nog {total} betalen: {count} open."),
        Side::Payable => format!("Aan {name} moet op {day} nog {total} worden betaald: {count} open."),
    };
    if let Some(days) = one.longest_overdue {
        let overdue = dutch::money(one.overdue, currency);
        text.push_str(&format!(" Daarvan is {overdue} te laat, het langst {days} dagen."));
    }
    text
}

pub(super) fn nothing(report: &OpenPosition, asked: &str) -> String {
    let (asked, day) = (dutch::clean(asked), dutch::date(report.as_of));
    match report.side {
        Side::Receivable => format!("Van een klant “{asked}” staat op {day} niets open."),
        Side::Payable => format!("Bij een leverancier “{asked}” staat op {day} niets open."),
    }
}
