//! What was sent to an entries endpoint, as the entry Exact makes of it: with its debtor, its VAT, its bank line.

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};

use super::payload::{Payload, business};
use crate::books::{Account, Division, EntryType, Journal, JournalKind, NewEntry, NewLine, Relation, Status, VatCode};
use crate::error::Refusal;

/// The journal kind of an entries endpoint; `None` for every other endpoint.
pub(super) fn kind(endpoint: &str) -> Option<JournalKind> {
    match endpoint {
        "salesentry/SalesEntries" | "salesinvoice/SalesInvoices" => Some(JournalKind::Sales),
        "purchaseentry/PurchaseEntries" => Some(JournalKind::Purchase),
        "generaljournalentry/GeneralJournalEntries" => Some(JournalKind::General),
        "financialtransaction/BankEntries" => Some(JournalKind::Bank),
        "financialtransaction/CashEntries" => Some(JournalKind::Cash),
        _ => None,
    }
}

/// The entry to post.
pub(super) fn entry(
    division: &Division,
    kind: JournalKind,
    sent: &Payload,
    today: NaiveDate,
) -> Result<NewEntry, Refusal> {
    let journal = journal(division, kind, sent)?;
    let names = ["EntryDate", "InvoiceDate", "Date"];
    let date = names.iter().find_map(|name| sent.moment(name)).map(|at| at.date());
    let date = date.or_else(|| sent.rows.iter().find_map(|row| row.moment("Date")).map(|at| at.date()));
    if sent.rows.is_empty() {
        return Err(business("Mandatory: Lines"));
    }
    let booking = Booking { division, kind, sent, date: date.unwrap_or(today) };
    let lines = match kind {
        JournalKind::Sales | JournalKind::Purchase => booking.invoice()?,
        JournalKind::Bank | JournalKind::Cash => booking.money(&journal)?,
        JournalKind::General => booking.memo()?,
    };
    let year = sent.int("ReportingYear").or(sent.int("FinancialYear"));
    let period = sent.int("ReportingPeriod").or(sent.int("FinancialPeriod"));
    let number = |value: Option<i64>| value.and_then(|value| i16::try_from(value).ok()).filter(|value| *value != 0);
    let is_credit = matches!(sent.int("Type"), Some(21 | 31 | 8021));
    Ok(NewEntry {
        journal: journal.code.clone(),
        date: booking.date,
        period: number(year).zip(number(period)),
        kind: is_credit.then_some(match kind {
            JournalKind::Purchase => EntryType::PURCHASE_CREDIT_NOTE,
            _ => EntryType::SALES_CREDIT_NOTE,
        }),
        status: Status::Open,
        description: sent.text("Description").unwrap_or_default().to_owned(),
        lines,
    })
}

fn journal(division: &Division, kind: JournalKind, sent: &Payload) -> Result<Journal, Refusal> {
    let code = sent.text("Journal").or(sent.text("JournalCode")).unwrap_or_default();
    let journal = division.journals.iter().find(|journal| journal.code == code && journal.kind == kind);
    journal.cloned().ok_or_else(|| business(format!("Invalid: Journal {code}")))
}

struct Booking<'a> {
    division: &'a Division,
    kind: JournalKind,
    sent: &'a Payload,
    date: NaiveDate,
}

/// VAT that an invoice's line brings, per account.
type VatLines = Vec<(String, Decimal)>;

impl Booking<'_> {
    /// The debtor or creditor, the lines as sent, and the VAT on them.
    fn invoice(&self) -> Result<Vec<NewLine>, Refusal> {
        let is_sale = self.kind == JournalKind::Sales;
        let names = if is_sale { ["Customer", "OrderedBy", "InvoiceTo"] } else { ["Supplier", "Supplier", "Supplier"] };
        let relation = names.iter().find_map(|name| self.sent.id(name));
        let relation = self.relation(relation, if is_sale { "Customer" } else { "Supplier" })?;
        // Sales are credits; a line of a purchase is a debit.
        let sign = if is_sale { Decimal::NEGATIVE_ONE } else { Decimal::ONE };
        let mut vat_lines = VatLines::new();
        let mut lines = Vec::new();
        for row in &self.sent.rows {
            let net = sign * amount(row);
            let account = self.account(row, is_sale)?;
            let vat_code = self.vat_code(row)?;
            let vat = vat_code.map(|code| self.vat_on(code, net, &mut vat_lines)).transpose()?;
            let (net, vat) = vat.map_or((net, None), |(net, vat)| (net, Some(vat)));
            lines.push(NewLine {
                relation: Some(relation.code.clone()),
                vat_code: vat_code.map(|code| code.code.clone()),
                vat_amount: vat,
                your_ref: self.sent.text("YourRef").map(str::to_owned),
                ..self.line(row, &account.code, net)
            });
        }
        for (account, amount) in vat_lines.into_iter().filter(|(_, amount)| !amount.is_zero()) {
            lines.push(NewLine {
                relation: Some(relation.code.clone()),
                ..self.in_currency(NewLine::new(account, amount))
            });
        }
        let total: Decimal = lines.iter().map(|line| line.foreign.as_ref().map_or(line.amount, |(fc, _)| *fc)).sum();
        let in_dc: Decimal = lines.iter().map(|line| line.amount).sum();
        let wanted = if is_sale { 20 } else { 22 };
        let ours = self.division.accounts.iter().find(|account| account.account_type == wanted);
        let ours = ours.ok_or_else(|| business("There is no account for debtors or creditors"))?;
        let due = self.sent.moment("DueDate").map_or(self.date + chrono::Days::new(30), |at| at.date());
        let number = self.sent.int("InvoiceNumber").and_then(|number| i32::try_from(number).ok());
        let mut first = NewLine {
            relation: Some(relation.code.clone()),
            due_date: Some(due),
            your_ref: self.sent.text("YourRef").map(str::to_owned),
            invoice_number: number.filter(|number| *number != 0),
            ..NewLine::new(&ours.code, -in_dc)
        };
        first.foreign = self.currency().map(|(currency, _)| (-total, currency));
        for line in &mut lines {
            line.invoice_number = first.invoice_number;
        }
        lines.insert(0, first);
        Ok(lines)
    }

    /// For each line the money and what it was for; what comes in is positive.
    fn money(&self, journal: &Journal) -> Result<Vec<NewLine>, Refusal> {
        let money = self.money_account(journal)?;
        let mut lines = Vec::new();
        for row in &self.sent.rows {
            let amount = amount(row);
            let account = self.account(row, false)?;
            let relation = row.id("Account").filter(|id| !id.is_nil());
            let relation = relation.map(|id| self.relation(Some(id), "Account")).transpose()?;
            lines.push(self.line(row, money, amount));
            lines.push(NewLine {
                relation: relation.map(|relation| relation.code.clone()),
                invoice_number: row.int("OurRef").and_then(|number| i32::try_from(number).ok()).filter(|one| *one != 0),
                ..self.line(row, &account.code, -amount)
            });
        }
        Ok(lines)
    }

    fn memo(&self) -> Result<Vec<NewLine>, Refusal> {
        let mut lines = Vec::new();
        for row in &self.sent.rows {
            let relation = row.id("Account").filter(|id| !id.is_nil());
            let relation = relation.map(|id| self.relation(Some(id), "Account")).transpose()?;
            let account = self.account(row, false)?;
            lines.push(NewLine {
                relation: relation.map(|relation| relation.code.clone()),
                vat_code: self.vat_code(row)?.map(|code| code.code.clone()),
                vat_amount: row.number("AmountVATFC"),
                ..self.line(row, &account.code, amount(row))
            });
        }
        Ok(lines)
    }

    fn line(&self, row: &Payload, account: &str, amount: Decimal) -> NewLine {
        let line = NewLine {
            description: row.text("Description").map(str::to_owned),
            cost_center: row.text("CostCenter").map(str::to_owned),
            cost_unit: row.text("CostUnit").map(str::to_owned),
            ..NewLine::new(account, amount)
        };
        self.in_currency(line)
    }

    /// What was sent is in the entry's currency; the ledger also wants the division's.
    fn in_currency(&self, mut line: NewLine) -> NewLine {
        if let Some((currency, rate)) = self.currency() {
            line.foreign = Some((line.amount, currency));
            line.amount = to_cents(line.amount * rate);
        }
        line
    }

    fn currency(&self) -> Option<(String, Decimal)> {
        let currency = self.sent.text("Currency").filter(|currency| *currency != self.division.currency)?;
        let rate = self.sent.number("Rate").or(self.sent.number("ExchangeRate"));
        Some((currency.to_owned(), rate.filter(|rate| !rate.is_zero()).unwrap_or(Decimal::ONE)))
    }

    fn relation(&self, id: Option<uuid::Uuid>, name: &str) -> Result<&Relation, Refusal> {
        let id = id.ok_or_else(|| business(format!("Mandatory: {name}")))?;
        let relation = self.division.relations.iter().find(|relation| relation.id == id);
        relation.ok_or_else(|| business(format!("Invalid: {name}")))
    }

    /// The line's account; an invoice's line may leave it to the first account for revenue.
    fn account(&self, row: &Payload, is_sale: bool) -> Result<&Account, Refusal> {
        let accounts = &self.division.accounts;
        let found = match row.id("GLAccount") {
            Some(id) => accounts.iter().find(|account| account.id == id),
            None if is_sale => accounts.iter().find(|account| account.account_type == 110),
            None => return Err(business("Mandatory: GLAccount")),
        };
        found.ok_or_else(|| business("Invalid: G/L Account"))
    }

    fn vat_code(&self, row: &Payload) -> Result<Option<&VatCode>, Refusal> {
        let Some(code) = row.text("VATCode") else { return Ok(None) };
        let found = self.division.vat_codes.iter().find(|vat| vat.code == code);
        found.map(Some).ok_or_else(|| business(format!("Invalid: VAT code {code}")))
    }

    /// Base and VAT of an amount, which includes it or not as the code says; adds the VAT to its accounts.
    fn vat_on(&self, code: &VatCode, sent: Decimal, lines: &mut VatLines) -> Result<(Decimal, Decimal), Refusal> {
        let holds =
            code.percentages.iter().find(|one| one.start <= self.date && one.end.is_none_or(|end| self.date <= end));
        let fraction = holds.or(code.percentages.last()).map_or(Decimal::ZERO, |one| one.fraction);
        let is_sale = self.kind == JournalKind::Sales;
        // A customer to whom VAT is reversed is charged none.
        let fraction =
            if code.kind == 'N' || code.kind == 'B' || (code.charged && is_sale) { Decimal::ZERO } else { fraction };
        let base = if code.kind == 'I' { to_cents(sent / (Decimal::ONE + fraction)) } else { sent };
        let vat = if code.kind == 'I' { sent - base } else { to_cents(base * fraction) };
        let account = |code: &Option<String>| code.clone().ok_or_else(|| business("The VAT code has no account"));
        if !vat.is_zero() {
            if is_sale {
                lines.push((account(&code.to_pay)?, vat));
            } else {
                lines.push((account(&code.to_claim)?, vat));
                if code.charged {
                    lines.push((account(&code.to_pay)?, -vat));
                }
            }
        }
        Ok((base, vat))
    }

    /// The account a journal of money books on: that of its entries so far, else the first one of its kind.
    fn money_account(&self, journal: &Journal) -> Result<&str, Refusal> {
        let wanted = if journal.kind == JournalKind::Cash { 10 } else { 12 };
        let is_money = |code: &str| {
            self.division.accounts.iter().any(|account| account.code == code && account.account_type == wanted)
        };
        let entries = self.division.entries.iter().filter(|entry| entry.journal == journal.code);
        let used = entries.flat_map(|entry| &entry.lines).map(|line| line.account.as_str()).find(|code| is_money(code));
        let first = || self.division.accounts.iter().find(|account| account.account_type == wanted);
        used.or_else(|| first().map(|account| account.code.as_str()))
            .ok_or_else(|| business(format!("Invalid: Journal {}", journal.code)))
    }
}

/// `AmountFC` is what counts; an invoice's line may name a price and a quantity instead.
fn amount(row: &Payload) -> Decimal {
    let priced = || {
        let price = row.number("NetPrice").or(row.number("UnitPrice"))?;
        Some(to_cents(price * row.number("Quantity").unwrap_or(Decimal::ONE)))
    };
    row.number("AmountFC").or_else(priced).unwrap_or_default()
}

fn to_cents(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}
