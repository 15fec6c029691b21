//! The made-up company keeps the rules of bookkeeping, whatever its seed and whatever day it is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use exact_sandbox::books::{Account, Books, Division, Entry, EntryType, Line, Side, Status, company};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// One story that many tests read.
fn books() -> &'static Books {
    static BOOKS: LazyLock<Books> = LazyLock::new(|| company::generate(1, day(2026, 11, 22)));
    &BOOKS
}

/// Seeds and days: ordinary ones, and those on which calendars go wrong.
fn stories() -> impl Strategy<Value = (u64, NaiveDate)> {
    let awkward =
        [(2024, 1, 1), (2024, 2, 29), (2025, 3, 31), (2026, 1, 1), (2027, 1, 4), (2028, 2, 29), (2030, 12, 31)];
    let days = prop_oneof![
        proptest::sample::select(awkward.to_vec()).prop_map(|(y, m, d)| day(y, m, d)),
        (0_u64..2556).prop_map(|days| day(2024, 1, 1) + chrono::Days::new(days)),
    ];
    (any::<u64>(), days)
}

fn lines(division: &Division) -> impl Iterator<Item = (&Entry, &Line)> {
    division.entries.iter().flat_map(|entry| entry.lines.iter().map(move |line| (entry, line)))
}

fn chart(division: &Division) -> BTreeMap<&str, &Account> {
    division.accounts.iter().map(|account| (account.code.as_str(), account)).collect()
}

fn sum<'a>(lines: impl Iterator<Item = (&'a Entry, &'a Line)>) -> Decimal {
    lines.map(|(_, line)| line.amount_dc).sum()
}

fn vat_codes(entries: &[EntryType], division: &Division) -> BTreeSet<String> {
    let lines = lines(division).filter(|(entry, _)| entries.contains(&entry.kind));
    lines.filter_map(|(_, line)| line.vat_code.clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5))]

    #[test]
    fn every_entry_is_zero_and_books_on_accounts_that_exist((seed, today) in stories()) {
        for division in company::generate(seed, today).divisions {
            let chart = chart(&division);
            let journals: BTreeSet<&str> = division.journals.iter().map(|journal| journal.code.as_str()).collect();
            let relations: BTreeSet<&str> = division.relations.iter().map(|relation| relation.code.as_str()).collect();
            for entry in &division.entries {
                prop_assert_eq!(entry.lines.iter().map(|line| line.amount_dc).sum::<Decimal>(), Decimal::ZERO);
                prop_assert!(entry.lines.len() >= 2, "entry {} has {} lines", entry.number, entry.lines.len());
                prop_assert!(journals.contains(entry.journal.as_str()));
                for line in &entry.lines {
                    prop_assert!(chart.contains_key(line.account.as_str()), "account {}", line.account);
                    prop_assert!(line.amount_dc.scale() <= 2 && line.amount_fc.scale() <= 2);
                    prop_assert!(line.relation.as_deref().is_none_or(|code| relations.contains(code)));
                }
            }
        }
    }

    #[test]
    fn nothing_is_dated_after_today_or_booked_in_a_later_period((seed, today) in stories()) {
        for division in company::generate(seed, today).divisions {
            let last = (today.year(), today.month());
            for entry in &division.entries {
                prop_assert!(entry.date <= today && entry.created.date() <= today && entry.date <= entry.created.date());
                let number = u32::try_from(entry.period).unwrap();
                prop_assert!((i32::from(entry.year), number) <= last, "entry {} lies in {}/{}", entry.number, entry.year, number);
                prop_assert!(i32::from(entry.year) >= today.year() - 2 && (1..=12).contains(&number));
            }
        }
    }

    #[test]
    fn payment_terms_add_up_to_the_ledger((seed, today) in stories()) {
        for division in company::generate(seed, today).divisions {
            let chart = chart(&division);
            for (side, account_type) in [(Side::Receivable, 20), (Side::Payable, 22)] {
                let ledger = sum(lines(&division).filter(|(entry, line)| {
                    !entry.kind.is_closing() && chart[line.account.as_str()].account_type == account_type
                }));
                let open: Decimal = division.open_items.open(side).map(|item| item.open_dc).sum();
                let ever: Decimal = division.open_items.0.iter().filter(|item| item.side == side).map(|item| item.amount_dc).sum();
                prop_assert_eq!(open, ledger);
                prop_assert_eq!(ever, ledger);
            }
            for item in &division.open_items.0 {
                prop_assert_eq!(item.open_dc.is_zero(), item.matched_on.is_some());
                prop_assert!(item.open_dc.abs() <= item.amount_dc.abs());
                prop_assert!(item.open_dc.is_zero() || item.open_dc.is_sign_negative() == item.amount_dc.is_sign_negative());
                prop_assert_eq!(item.open_dc.is_zero(), item.open_fc.is_zero());
            }
        }
    }

    #[test]
    fn a_closed_year_has_no_result_left_unless_its_closing_is_left_out((seed, today) in stories()) {
        for division in company::generate(seed, today).divisions {
            let chart = chart(&division);
            let is_result = |line: &Line| chart[line.account.as_str()].balance_type == 'W';
            for year in [today.year() - 2, today.year() - 1] {
                let of_year = || lines(&division).filter(|(entry, _)| i32::from(entry.year) == year);
                let mut per_account: BTreeMap<&str, Decimal> = BTreeMap::new();
                for (_, line) in of_year() {
                    *per_account.entry(&line.account).or_default() += line.amount_dc;
                }
                prop_assert!(per_account.values().all(Decimal::is_zero), "an account of {} is not zero", year);
                let result = sum(of_year().filter(|(entry, line)| is_result(line) && !entry.kind.is_closing()));
                prop_assert!(!result.is_zero());
                let revenue = sum(of_year().filter(|(entry, line)| {
                    !entry.kind.is_closing() && chart[line.account.as_str()].account_type == 110
                }));
                prop_assert!(revenue < Decimal::from(-50_000), "revenue of {} is {}", year, revenue);
            }
        }
    }

    #[test]
    fn each_year_opens_with_what_the_last_one_closed_with((seed, today) in stories()) {
        for division in company::generate(seed, today).divisions {
            for year in [today.year() - 2, today.year() - 1] {
                let kind_of = |kind: EntryType, year: i32| {
                    let entries = division.entries.iter().filter(move |entry| entry.kind == kind && i32::from(entry.year) == year);
                    let lines = entries.flat_map(|entry| &entry.lines).map(|line| (line.account.clone(), line.amount_dc));
                    lines.collect::<BTreeMap<String, Decimal>>()
                };
                let closing = kind_of(EntryType::YEAR_END_CLOSING_BALANCE, year);
                let opening = kind_of(EntryType::YEAR_START_OPENING_BALANCE, year + 1);
                prop_assert!(!closing.is_empty());
                prop_assert_eq!(opening, closing.into_iter().map(|(account, amount)| (account, -amount)).collect());
            }
        }
    }

    #[test]
    fn vat_lines_are_the_vat_of_the_base_lines((seed, today) in stories()) {
        for division in company::generate(seed, today).divisions {
            for entry in &division.entries {
                let vat: Decimal = entry.lines.iter().filter(|line| line.number == 9999).map(|line| line.amount_fc).sum();
                let reversed = ["5", "9", "10"];
                let bases = entry.lines.iter().filter(|line| line.vat_code.as_deref().is_some_and(|code| !reversed.contains(&code)));
                let of_bases: Decimal = bases.filter_map(|line| line.vat_amount_fc).sum();
                match entry.kind.0 {
                    20 | 21 | 30 | 31 => prop_assert_eq!(vat, of_bases, "entry {}", entry.number),
                    _ => prop_assert_eq!(vat, Decimal::ZERO),
                }
                for line in &entry.lines {
                    if let (Some(vat), Some(base)) = (line.vat_amount_fc, line.vat_base_fc) {
                        prop_assert!(vat.is_zero() || vat.is_sign_negative() == base.is_sign_negative());
                    }
                }
            }
        }
    }

    #[test]
    fn the_same_seed_and_day_give_the_same_books((seed, today) in stories()) {
        let (one, other) = (company::generate(seed, today), company::generate(seed, today));
        for (one, other) in one.divisions.iter().zip(&other.divisions) {
            prop_assert_eq!(&one.name, &other.name);
            prop_assert!(one.relations == other.relations && one.entries == other.entries && one.open_items == other.open_items);
        }
    }

    #[test]
    fn ids_and_entry_numbers_are_unique((seed, today) in stories()) {
        let books = company::generate(seed, today);
        let mut ids = BTreeSet::new();
        for division in &books.divisions {
            let mut numbers = BTreeSet::new();
            for entry in &division.entries {
                prop_assert!(numbers.insert(entry.number), "number {} comes twice", entry.number);
                prop_assert!(ids.insert(entry.id) && entry.lines.iter().all(|line| ids.insert(line.id)));
            }
            prop_assert!(division.open_items.0.iter().all(|item| ids.insert(item.id)));
        }
    }
}

#[test]
fn another_seed_gives_another_story() {
    let (one, other) = (books(), company::generate(2, day(2026, 11, 22)));
    assert_ne!(one.divisions[0].entries, other.divisions[0].entries);
    assert_ne!(one.divisions[1].entries, other.divisions[1].entries);
}

#[test]
fn a_later_day_in_the_same_year_only_adds_entries() {
    let (sooner, later) = (company::generate(5, day(2026, 5, 6)), company::generate(5, day(2026, 9, 30)));
    for (sooner, later) in sooner.divisions.iter().zip(&later.divisions) {
        assert!(sooner.entries.len() < later.entries.len());
        for (one, other) in sooner.entries.iter().zip(&later.entries) {
            assert_eq!((one.id, one.date, &one.description), (other.id, other.date, &other.description));
        }
    }
}

#[test]
fn there_are_two_administrations_of_different_size_with_three_years_each() {
    let books = books();
    assert_eq!(
        books.divisions.iter().map(|division| (division.code, division.hid)).collect::<Vec<_>>(),
        [(1_234_567, 1), (1_234_568, 2)]
    );
    for (division, expected) in books.divisions.iter().zip([3_000..=4_300, 500..=1_500]) {
        assert_eq!(division.periods.len(), 36);
        for year in [2024, 2025] {
            let count = lines(division).filter(|(entry, _)| entry.year == year).count();
            assert!(expected.contains(&count), "{} has {count} lines in {year}", division.name);
        }
    }
}

#[test]
fn every_kind_of_entry_occurs() {
    for division in &books().divisions {
        let kinds: BTreeSet<i32> = division.entries.iter().map(|entry| entry.kind.0).collect();
        for kind in [10, 20, 21, 30, 31, 40, 50, 70, 82, 90, 170, 322, 323, 326, 327, 328] {
            assert!(kinds.contains(&kind), "{} has no entry of type {kind}", division.name);
        }
    }
}

#[test]
fn every_kind_of_vat_occurs_on_its_side() {
    let books = books();
    let sales = [EntryType::SALES_ENTRY, EntryType::SALES_CREDIT_NOTE];
    let purchases = [EntryType::PURCHASE_ENTRY, EntryType::PURCHASE_CREDIT_NOTE];
    let expect = |found: BTreeSet<String>, codes: &[&str]| {
        assert_eq!(found, codes.iter().map(ToString::to_string).collect());
    };
    expect(vat_codes(&sales, &books.divisions[0]), &["1", "2", "20", "5", "6", "7"]);
    expect(vat_codes(&purchases, &books.divisions[0]), &["0", "1", "10", "2", "5", "9"]);
    expect(vat_codes(&[EntryType::CASH_FLOW], &books.divisions[0]), &["3", "4"]);
    expect(vat_codes(&sales, &books.divisions[1]), &["1", "2", "20", "5", "6", "7"]);
}

#[test]
fn lines_are_numbered_and_coded_as_exact_does() {
    for division in &books().divisions {
        for entry in &division.entries {
            let invoice = matches!(entry.kind.0, 20 | 21 | 30 | 31);
            for (position, line) in entry.lines.iter().enumerate() {
                if invoice {
                    assert_eq!(line.number == 0, position == 0, "entry {}", entry.number);
                    assert_eq!(line.number == 0, line.due_date.is_some(), "entry {}", entry.number);
                    assert_eq!(
                        line.number == 0 || line.number == 9999,
                        line.vat_code.is_none(),
                        "entry {}",
                        entry.number
                    );
                    assert_eq!(line.relation, entry.lines[0].relation, "entry {}", entry.number);
                    assert_eq!(line.invoice_number, Some(entry.number));
                } else {
                    assert!(line.number >= 1 && line.number < 9999, "entry {}", entry.number);
                    let own_vat = line.vat_code.is_some() && line.account.starts_with("15");
                    assert!(!own_vat || line.vat_amount_fc == Some(Decimal::ZERO), "entry {}", entry.number);
                }
            }
        }
    }
}

#[test]
fn invoices_are_paid_in_full_in_part_late_together_and_not_at_all() {
    for division in &books().divisions {
        let invoices: Vec<_> = division.open_items.0.iter().filter(|item| item.entry_type == 20).collect();
        assert!(invoices.iter().any(|item| item.open_dc.is_zero() && item.last_payment <= item.due_date));
        assert!(invoices.iter().any(|item| item.last_payment > item.due_date), "nobody paid late");
        assert!(
            invoices.iter().any(|item| !item.open_dc.is_zero() && item.open_dc < item.amount_dc),
            "no part payment is open"
        );
        assert!(invoices.iter().any(|item| item.open_dc == item.amount_dc && item.due_date < Some(day(2026, 8, 1))));
        let several = division.entries.iter().filter(|entry| entry.journal == "20").any(|entry| {
            let debtors =
                |number| entry.lines.iter().filter(move |line| line.number == number && line.account == "1300").count();
            entry.lines.iter().any(|line| line.account == "1100" && debtors(line.number) > 1)
        });
        assert!(several, "no receipt pays several invoices");
    }
}

#[test]
fn receipts_without_invoice_and_credit_notes_stay_open_with_the_other_sign() {
    for division in &books().divisions {
        let open: Vec<_> = division.open_items.open(Side::Receivable).collect();
        let unapplied =
            |item: &&&exact_sandbox::books::OpenItem| item.entry_type == 40 && item.invoice_number.is_none();
        assert!(open.iter().filter(unapplied).all(|item| item.open_dc.is_sign_negative() && item.due_date.is_none()));
        assert!(open.iter().any(|item| item.entry_type == 40));
        assert!(open.iter().any(|item| item.entry_type == 21 && item.open_dc.is_sign_negative()));
        assert!(open.iter().any(|item| item.entry_type == 90 && item.open_dc.is_sign_negative()));
        assert!(division.open_items.open(Side::Payable).any(|item| item.open_dc.is_sign_positive()));
    }
}

#[test]
fn an_invoice_line_points_at_its_payment_only_when_nothing_is_open() {
    for division in &books().divisions {
        let by_line: BTreeMap<_, _> = division.open_items.0.iter().map(|item| (item.line, item)).collect();
        let invoices = lines(division).filter(|(entry, line)| entry.kind == EntryType::SALES_ENTRY && line.number == 0);
        for (entry, line) in invoices {
            assert_eq!(line.offset.is_some(), by_line[&line.id].open_dc.is_zero(), "entry {}", entry.number);
        }
    }
}

#[test]
fn a_payment_in_another_currency_leaves_nothing_but_an_exchange_difference() {
    for division in &books().divisions {
        let foreign: Vec<_> =
            division.open_items.0.iter().filter(|item| item.entry_type == 20 && item.currency != "EUR").collect();
        assert_eq!(
            foreign.iter().map(|item| item.currency.as_str()).collect::<BTreeSet<_>>(),
            BTreeSet::from(["GBP", "USD"])
        );
        assert!(foreign.iter().all(|item| item.amount_dc != item.amount_fc));
        assert!(foreign.iter().any(|item| item.open_fc.is_zero()), "none was paid");
        let differences = lines(division).filter(|(entry, _)| entry.kind == EntryType::EXCHANGE_RATE_DIFFERENCE);
        assert!(differences.filter(|(_, line)| line.account == "1300").all(|(_, line)| line.amount_fc.is_zero()));
    }
}

#[test]
fn some_entries_lie_in_another_period_than_the_month_of_their_date() {
    for division in &books().divisions {
        let is_off = |entry: &&Entry| {
            (i32::from(entry.year), entry.period.unsigned_abs().into()) != (entry.date.year(), entry.date.month())
        };
        let off: Vec<&Entry> = division.entries.iter().filter(is_off).collect();
        assert!(off.iter().any(|entry| entry.kind == EntryType::PURCHASE_ENTRY), "{}", division.name);
        let few = division.entries.len() / 20;
        assert!(off.len() <= few, "{} of {} is too many", off.len(), division.entries.len());
    }
}

#[test]
fn an_entry_and_its_reversal_cancel_out() {
    for division in &books().divisions {
        let find = |text: &str| {
            division.entries.iter().filter(|entry| entry.description.starts_with(text)).collect::<Vec<_>>()
        };
        let (booked, back) = (find("Reparatie heftruck"), find("Storno: reparatie heftruck"));
        assert!(!back.is_empty() && booked.len() == back.len());
        for (one, other) in booked.iter().zip(back) {
            assert!(
                one.lines.iter().zip(&other.lines).all(|(a, b)| a.account == b.account && a.amount_dc == -b.amount_dc)
            );
        }
    }
}

#[test]
fn revenue_is_corrected_without_customer_and_with_one_on_the_debtor_line_only() {
    for division in &books().divisions {
        let chart = chart(division);
        let memos = division.entries.iter().filter(|entry| entry.kind == EntryType::OTHER);
        let revenue = |entry: &&Entry| entry.lines.iter().any(|line| chart[line.account.as_str()].account_type == 110);
        let (with, without): (Vec<&Entry>, Vec<&Entry>) =
            memos.filter(revenue).partition(|entry| entry.lines.iter().any(|line| line.relation.is_some()));
        assert!(!with.is_empty() && !without.is_empty());
        let attributed = with.iter().flat_map(|entry| &entry.lines).filter(|line| line.relation.is_some());
        assert!(attributed.into_iter().all(|line| line.account == "1300"));
    }
}

#[test]
fn a_vat_return_clears_the_quarter_and_later_corrections_stay_behind() {
    // The third quarter is filed on 9 October, corrected on 21 October, and paid on 27 October.
    for (today, corrected, paid) in
        [(day(2026, 10, 12), false, false), (day(2026, 10, 22), true, false), (day(2026, 11, 5), true, true)]
    {
        for division in company::generate(3, today).divisions {
            let until_september = lines(&division).filter(|(entry, line)| {
                !entry.kind.is_closing()
                    && (entry.year, entry.period) <= (2026, 9)
                    && line.account.starts_with("15")
                    && line.account != "1599"
            });
            assert_eq!(sum(until_september).is_zero(), !corrected, "{today}");
            let remittance =
                sum(lines(&division).filter(|(entry, line)| !entry.kind.is_closing() && line.account == "1599"));
            assert_eq!(remittance.is_zero(), paid, "{today}: {remittance}");
            assert_eq!(remittance.fract(), Decimal::ZERO, "{today}");
        }
    }
}

#[test]
fn the_last_period_has_open_entries_and_no_other_has() {
    for division in &books().divisions {
        let open: Vec<&Entry> = division.entries.iter().filter(|entry| entry.status == Status::Open).collect();
        assert!(!open.is_empty());
        assert!(open.iter().all(|entry| (entry.year, entry.period) == (2026, 11)));
    }
}

#[test]
fn rent_is_the_same_every_month_and_insurance_comes_each_quarter() {
    for division in &books().divisions {
        let booked = |account: &str| {
            let lines = lines(division)
                .filter(|(entry, line)| entry.year == 2025 && entry.kind.0 == 30 && line.account == account);
            lines.map(|(_, line)| line.amount_dc).collect::<Vec<Decimal>>()
        };
        assert_eq!((booked("4200").len(), booked("4200").iter().collect::<BTreeSet<_>>().len()), (12, 1));
        assert_eq!(booked("4700").len(), 4);
        assert_eq!(booked("4220").len(), 6);
    }
}

#[test]
fn names_have_apostrophes_and_ampersands_and_some_have_no_vat_number() {
    for division in &books().divisions {
        assert!(division.relations.iter().any(|relation| relation.name.contains('\'')));
        assert!(division.relations.iter().any(|relation| relation.name.contains('&')));
        let without =
            division.relations.iter().filter(|relation| relation.is_customer && relation.vat_number.is_none());
        assert!(without.count() >= 2);
        let names: BTreeSet<&str> = division.relations.iter().map(|relation| relation.name.as_str()).collect();
        assert_eq!(names.len(), division.relations.len(), "a name comes twice");
    }
}

#[test]
fn cash_and_bank_never_run_dry() {
    for seed in 0..3 {
        for division in company::generate(seed, day(2026, 12, 31)).divisions {
            for account in ["1000", "1100"] {
                let mut by_day: BTreeMap<NaiveDate, Decimal> = BTreeMap::new();
                for (entry, line) in
                    lines(&division).filter(|(entry, line)| !entry.kind.is_closing() && line.account == account)
                {
                    *by_day.entry(entry.date).or_default() += line.amount_dc;
                }
                let mut balance = Decimal::ZERO;
                for (date, movement) in by_day {
                    balance += movement;
                    assert!(
                        balance.is_sign_positive(),
                        "seed {seed}, {}: {account} stands at {balance} on {date}",
                        division.name
                    );
                }
            }
        }
    }
}

#[test]
fn days_beyond_every_calendar_give_books_too() {
    for today in [NaiveDate::MIN, NaiveDate::MAX, day(1990, 1, 1), day(9990, 12, 31)] {
        assert_eq!(company::generate(1, today).divisions.len(), 2);
    }
}
