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
    let booking = Booking {
        division,
        kind,
        date: date.unwrap_or(today),
        currency: currency(division, sent),
        your_ref: sent.text("YourRef").map(str::to_owned),
    };
    let lines = match kind {
        JournalKind::Sales | JournalKind::Purchase => booking.invoice(sent)?,
        JournalKind::Bank | JournalKind::Cash => booking.every(sent, |row| booking.money(&journal, row))?,
        JournalKind::General => booking.every(sent, |row| Ok(vec![booking.memo(row)?]))?,
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

/// The currency of what was sent and its rate, when it is not the division's own.
fn currency(division: &Division, sent: &Payload) -> Option<(String, Decimal)> {
    let currency = sent.text("Currency").filter(|currency| *currency != division.currency)?;
    let rate = sent.number("Rate").or(sent.number("ExchangeRate"));
    Some((currency.to_owned(), rate.filter(|rate| !rate.is_zero()).unwrap_or(Decimal::ONE)))
}

/// What holds for every line of an entry.
pub(super) struct Booking<'a> {
    pub(super) division: &'a Division,
    pub(super) kind: JournalKind,
    pub(super) date: NaiveDate,
    /// Another currency than the division's, with its rate.
    pub(super) currency: Option<(String, Decimal)>,
    pub(super) your_ref: Option<String>,
}

/// VAT per account, in the currency of the entry.
pub(super) type VatLines = Vec<(String, Decimal)>;

impl Booking<'_> {
    fn every(
        &self,
        sent: &Payload,
        lines: impl Fn(&Payload) -> Result<Vec<NewLine>, Refusal>,
    ) -> Result<Vec<NewLine>, Refusal> {
        let lines: Vec<_> = sent.rows.iter().map(lines).collect::<Result<_, _>>()?;
        Ok(lines.into_iter().flatten().collect())
    }

    /// The debtor or creditor, the lines as sent, and the VAT on them.
    fn invoice(&self, sent: &Payload) -> Result<Vec<NewLine>, Refusal> {
        let is_sale = self.is_sale();
        let names = if is_sale { ["Customer", "OrderedBy", "InvoiceTo"] } else { ["Supplier", "Supplier", "Supplier"] };
        let relation = names.iter().find_map(|name| sent.id(name));
        let relation = self.relation(relation, if is_sale { "Customer" } else { "Supplier" })?;
        let mut vat_lines = VatLines::new();
        let mut lines = Vec::new();
        for row in &sent.rows {
            let (line, vat) = self.invoice_line(row)?;
            lines.push(line);
            vat_lines.extend(vat);
        }
        lines.extend(vat_lines.into_iter().map(|(account, amount)| self.in_currency(NewLine::new(account, amount))));
        let ours = self.ours()?;
        let due = sent.moment("DueDate").map_or(self.date + chrono::Days::new(30), |at| at.date());
        let number = sent.int("InvoiceNumber").and_then(|number| i32::try_from(number).ok());
        let number = number.filter(|number| *number != 0);
        let mut first =
            NewLine { due_date: Some(due), your_ref: self.your_ref.clone(), ..NewLine::new(ours, Decimal::ZERO) };
        self.owe(&mut first, lines.iter());
        lines.insert(0, first);
        for line in &mut lines {
            line.relation = Some(relation.code.clone());
            line.invoice_number = number;
        }
        Ok(lines)
    }

    /// Makes the debtor's or creditor's line what the others leave.
    pub(super) fn owe<'l>(&self, ours: &mut NewLine, others: impl Iterator<Item = &'l NewLine> + Clone) {
        let in_fc = |line: &NewLine| line.foreign.as_ref().map_or(line.amount, |(fc, _)| *fc);
        let total: Decimal = others.clone().map(in_fc).sum();
        ours.amount = -others.map(|line| line.amount).sum::<Decimal>();
        ours.foreign = self.currency.as_ref().map(|(currency, _)| (-total, currency.clone()));
    }

    /// A line of an invoice, without customer or number, and the VAT on it.
    pub(super) fn invoice_line(&self, row: &Payload) -> Result<(NewLine, VatLines), Refusal> {
        let account = self.account(row, self.is_sale())?;
        let sent = self.sign() * amount(row);
        let line = match self.vat_code(row)? {
            None => self.line(row, &account.code, sent),
            Some(code) => {
                let (base, vat) = self.with_vat(code, sent);
                let code = Some(code.code.clone());
                NewLine { vat_code: code, vat_amount: Some(vat), ..self.line(row, &account.code, base) }
            }
        };
        let vat = self.vat_of(&line)?;
        Ok((NewLine { your_ref: self.your_ref.clone(), ..line }, vat))
    }

    /// Sales are credits; a line of a purchase is a debit.
    pub(super) fn sign(&self) -> Decimal {
        if self.is_sale() { Decimal::NEGATIVE_ONE } else { Decimal::ONE }
    }

    fn is_sale(&self) -> bool {
        self.kind == JournalKind::Sales
    }

    /// The account of debtors or creditors.
    fn ours(&self) -> Result<&str, Refusal> {
        let wanted = if self.is_sale() { 20 } else { 22 };
        let ours = self.division.accounts.iter().find(|account| account.account_type == wanted);
        ours.map(|account| account.code.as_str())
            .ok_or_else(|| business("There is no account for debtors or creditors"))
    }

    /// The money and what it was for; what comes in is positive.
    pub(super) fn money(&self, journal: &Journal, row: &Payload) -> Result<Vec<NewLine>, Refusal> {
        let (money, amount) = (self.money_account(journal)?, amount(row));
        let account = self.account(row, false)?;
        let other = NewLine {
            relation: self.line_relation(row)?,
            invoice_number: row.int("OurRef").and_then(|number| i32::try_from(number).ok()).filter(|one| *one != 0),
            ..self.line(row, &account.code, -amount)
        };
        Ok(vec![self.line(row, money, amount), other])
    }

    /// A line of a general journal.
    pub(super) fn memo(&self, row: &Payload) -> Result<NewLine, Refusal> {
        let account = self.account(row, false)?;
        Ok(NewLine {
            relation: self.line_relation(row)?,
            vat_code: self.vat_code(row)?.map(|code| code.code.clone()),
            vat_amount: row.number("AmountVATFC"),
            ..self.line(row, &account.code, amount(row))
        })
    }

    fn line_relation(&self, row: &Payload) -> Result<Option<String>, Refusal> {
        let relation = row.id("Account").filter(|id| !id.is_nil());
        Ok(relation.map(|id| self.relation(Some(id), "Account")).transpose()?.map(|relation| relation.code.clone()))
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
    pub(super) fn in_currency(&self, mut line: NewLine) -> NewLine {
        if let Some((currency, rate)) = &self.currency {
            line.foreign = Some((line.amount, currency.clone()));
            line.amount = to_cents(line.amount * rate);
        }
        line
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

    /// Base and VAT of an amount, which includes it or not as the code says.
    fn with_vat(&self, code: &VatCode, sent: Decimal) -> (Decimal, Decimal) {
        let holds =
            code.percentages.iter().find(|one| one.start <= self.date && one.end.is_none_or(|end| self.date <= end));
        let fraction = holds.or(code.percentages.last()).map_or(Decimal::ZERO, |one| one.fraction);
        // A customer to whom VAT is reversed is charged none.
        let is_free = code.kind == 'N' || code.kind == 'B' || (code.charged && self.is_sale());
        let fraction = if is_free { Decimal::ZERO } else { fraction };
        let base = if code.kind == 'I' { to_cents(sent / (Decimal::ONE + fraction)) } else { sent };
        (base, if code.kind == 'I' { sent - base } else { to_cents(base * fraction) })
    }

    /// What the VAT of an invoice's line does to its accounts.
    pub(super) fn vat_of(&self, line: &NewLine) -> Result<VatLines, Refusal> {
        let vat = line.vat_amount.unwrap_or_default();
        let code = self.division.vat_codes.iter().find(|code| Some(&code.code) == line.vat_code.as_ref());
        let Some(code) = code.filter(|_| !vat.is_zero()) else { return Ok(VatLines::new()) };
        let account = |code: &Option<String>| code.clone().ok_or_else(|| business("The VAT code has no account"));
        if self.is_sale() {
            return Ok(vec![(account(&code.to_pay)?, vat)]);
        }
        let mut lines = vec![(account(&code.to_claim)?, vat)];
        if code.charged {
            lines.push((account(&code.to_pay)?, -vat));
        }
        Ok(lines)
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
