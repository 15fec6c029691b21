//! How a figure came about, as data and as Dutch sentences.

mod choice;
mod discrepancy;

pub use choice::Choice;
pub use discrepancy::{Discrepancy, Possibility, Reason};

use exact_model::{Decimal, NaiveDate};

use crate::amount::{Sum, dutch};
use crate::check::Check;
use crate::error::Error;
use crate::ledger::{Account, EntryStatus, Source, TransactionType};
use crate::period::PeriodBasis;
use std::collections::BTreeMap;

/// A report with everything that explains it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained<T> {
    /// The figures.
    pub report: T,
    /// How they came about.
    pub basis: Basis,
    /// What they were compared with.
    pub checks: Vec<Check>,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Definition {
    /// Revenue without VAT from the ledger.
    Revenue,
    /// The same revenue, by customer.
    RevenueByCustomer,
    /// Everything on the result accounts, with its subtotals.
    ProfitAndLoss,
    /// What was booked on the accounts of costs.
    Costs,
    /// The same costs, by supplier.
    CostsBySupplier,
    /// Costs that are fixed by nature or recur.
    FixedCosts,
    /// Every account from begin to end.
    TrialBalance,
    /// Assets, equity and debts.
    BalanceSheet,
    /// Money on cash and bank accounts.
    Cash,
    /// The same money at several moments.
    CashCourse,
    /// Where money came from and went.
    Spending,
    /// Movements of money that were booked and not processed.
    UnprocessedMoney,
    /// How far a book year is closed.
    Closing,
    /// Results of two periods.
    Comparison,
    /// Results next to a budget.
    Budget,
    /// Results by cost centre.
    CostCenters,
    /// Results of several administrations.
    Group,
    /// What deserves a second look.
    Anomalies,
    /// How the business is doing.
    Overview,
    /// What customers still have to pay.
    Receivables,
    /// What suppliers are still owed.
    Payables,
    /// How many days of invoicing are open.
    Dso,
    /// How many days late paid invoices were.
    Punctuality,
    /// What falls due up to a day.
    FallingDue,
    /// Purchase invoices that may have been booked twice.
    Duplicates,
    /// Whether an invoice was paid, and when.
    Settlement,
    /// What was invoiced, with and without VAT.
    Invoiced,
    /// The newest sales invoices.
    NewestInvoices,
    /// The VAT debt in the ledger.
    VatBalance,
    /// The VAT return by box.
    VatReturn,
    /// The list of supplies within the EU, by VAT number.
    EuListing,
    /// Turnover by VAT rate.
    TurnoverByRate,
    /// Tax returns and how far they are.
    TaxReturns,
    /// Returns that were filed, next to the books.
    FiledReturns,
}

impl Definition {
    /// A stable key for programs.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Revenue => "revenue",
            Self::RevenueByCustomer => "revenue_by_customer",
            Self::ProfitAndLoss => "profit_and_loss",
            Self::Costs => "costs",
            Self::CostsBySupplier => "costs_by_supplier",
            Self::FixedCosts => "fixed_costs",
            Self::TrialBalance => "trial_balance",
            Self::BalanceSheet => "balance_sheet",
            Self::Cash => "cash",
            Self::CashCourse => "cash_course",
            Self::Spending => "spending",
            Self::UnprocessedMoney => "unprocessed_money",
            Self::Closing => "closing",
            Self::Comparison => "comparison",
            Self::Budget => "budget",
            Self::CostCenters => "cost_centers",
            Self::Group => "group",
            Self::Anomalies => "anomalies",
            Self::Overview => "overview",
            Self::Receivables => "receivables",
            Self::Payables => "payables",
            Self::Dso => "dso",
            Self::Punctuality => "punctuality",
            Self::FallingDue => "falling_due",
            Self::Duplicates => "duplicates",
            Self::Settlement => "settlement",
            Self::Invoiced => "invoiced",
            Self::NewestInvoices => "newest_invoices",
            Self::VatBalance => "vat_balance",
            Self::VatReturn => "vat_return",
            Self::EuListing => "eu_listing",
            Self::TurnoverByRate => "turnover_by_rate",
            Self::TaxReturns => "tax_returns",
            Self::FiledReturns => "filed_returns",
        }
    }

    /// Whether the figure is made of items or invoices rather than journal lines.
    const fn counts_items(self) -> bool {
        matches!(
            self,
            Self::Receivables
                | Self::Payables
                | Self::Punctuality
                | Self::FallingDue
                | Self::Duplicates
                | Self::Settlement
                | Self::Invoiced
                | Self::Closing
                | Self::NewestInvoices
        )
    }

    /// The definition, for an owner.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Revenue => {
                "Omzet is alles wat op de omzetrekeningen is geboekt, exclusief btw; creditnota's en correcties tellen mee."
            }
            Self::RevenueByCustomer => {
                "Omzet exclusief btw, verdeeld over de klant op de omzetregel, of anders de klant op de debiteurenregel van dezelfde boeking."
            }
            Self::ProfitAndLoss => {
                "Het resultaat is alles wat op de resultatenrekeningen is geboekt; een winst is positief, kosten staan positief in hun eigen groep."
            }
            Self::Costs => {
                "Kosten zijn alles wat op de kostenrekeningen is geboekt; kostprijs van de omzet alleen waar dat erbij staat, buitengewone lasten, rente en winstbelasting niet."
            }
            Self::CostsBySupplier => {
                "Kosten exclusief aftrekbare btw, verdeeld over de leverancier op de kostenregel, of anders die op de crediteurenregel van dezelfde boeking."
            }
            Self::FixedCosts => {
                "Vaste kosten staan in twee lijsten die elkaar overlappen: vast naar hun aard, en kosten die in een vast ritme met vrijwel hetzelfde bedrag terugkomen."
            }
            Self::TrialBalance => {
                "De kolommenbalans toont per rekening het beginsaldo, alle debet- en creditboekingen en het eindsaldo, vóór de afsluiting van het boekjaar; debet is positief."
            }
            Self::BalanceSheet => {
                "De balans toont bezittingen tegenover eigen vermogen en schulden; het resultaat dat nog niet naar het vermogen is geboekt, staat apart."
            }
            Self::Cash => {
                "Liquide middelen zijn de saldi in het grootboek van kas, bank en betaaldiensten, roodstand inbegrepen; creditcards staan apart."
            }
            Self::CashCourse => {
                "Het verloop toont de saldi van kas, bank en betaaldiensten aan het einde van elke periode, geen mutaties."
            }
            Self::Spending => {
                "Ontvangsten en uitgaven zijn de tegenboekingen van kas, bank en betaaldiensten; overboekingen tussen eigen rekeningen tellen niet mee, tussenrekeningen staan apart."
            }
            Self::UnprocessedMoney => {
                "Niet verwerkt zijn de regels op kas, bank en betaaldiensten waarvan de boeking nog open staat (status 20); wat de bank wel heeft gestuurd maar niemand heeft geboekt, is voor een koppeling niet te zien."
            }
            Self::Closing => {
                "Een periode is afgesloten als geen dagboek er nog open in staat; alleen dan kunnen haar cijfers niet meer veranderen."
            }
            Self::Comparison => {
                "De vergelijking zet de resultaten van twee perioden naast elkaar; een percentage staat er alleen als het uitgangspunt boven nul ligt."
            }
            Self::Budget => {
                "De boekingen staan naast de begroting van dezelfde perioden; het verschil is geboekt min begroot."
            }
            Self::CostCenters => {
                "Het resultaat per kostenplaats; wat zonder kostenplaats is geboekt staat apart, en samen is het het hele resultaat."
            }
            Self::Group => {
                "De resultaten van meer administraties naast elkaar; alleen administraties met dezelfde valuta zijn opgeteld."
            }
            Self::Anomalies => {
                "Dit zijn aanwijzingen en geen fouten: mogelijk dubbele inkoopfacturen, regels zonder de btw-code die hun rekening standaard heeft, en tussenrekeningen met een saldo."
            }
            Self::Overview => {
                "Het overzicht toont het resultaat van het boekjaar tot nu toe naast dat van vorig jaar, en de saldi in het grootboek van geld, debiteuren, crediteuren en btw."
            }
            Self::Receivables => {
                "Openstaand is wat klanten per saldo nog moeten betalen, inclusief btw; creditnota's en niet-toegewezen ontvangsten staan apart."
            }
            Self::Payables => {
                "Openstaand is wat leveranciers per saldo nog tegoed hebben, inclusief btw; creditnota's en niet-toegewezen betalingen staan apart. Btw- en loonschulden horen er niet bij."
            }
            Self::Dso => {
                "DSO is het debiteurensaldo gedeeld door wat in het tijdvak met verkoopboekingen is gefactureerd, maal het aantal dagen; beide inclusief btw."
            }
            Self::Punctuality => {
                "Dagen te laat is de laatste betaaldatum min de vervaldatum, gemiddeld over facturen die in de laatste twaalf maanden volledig zijn betaald."
            }
            Self::FallingDue => "Facturen die tot en met de genoemde dag vervallen, inclusief wat al vervallen is.",
            Self::Duplicates => {
                "Mogelijk dubbel: dezelfde leverancier met hetzelfde factuurnummer, of met hetzelfde bedrag binnen zeven dagen. Het zijn kandidaten, geen vaststelling."
            }
            Self::Settlement => "Een factuur is betaald als er volgens de posten niets van openstaat.",
            Self::Invoiced => {
                "Gefactureerd is wat met verkoopboekingen in rekening is gebracht, naar de datum van de factuur; creditnota's zijn negatief. Omzet uit memoriaalboekingen hoort er niet bij."
            }
            Self::NewestInvoices => {
                "De laatste verkoopboekingen naar datum, met wat er volgens de posten van openstaat; creditnota's zijn negatief."
            }
            Self::VatBalance => {
                "De btw-stand is het saldo van de btw-rekeningen in het grootboek, de jaren ervoor inbegrepen; plus is te betalen."
            }
            Self::EuListing => {
                "De opgaaf intracommunautaire prestaties telt per btw-nummer de verkopen met een btw-code die op de opgaaf hoort, en rondt per nummer af."
            }
            Self::TurnoverByRate => {
                "Omzet exclusief btw uit het grootboek, verdeeld naar het btw-tarief dat op de dag van de boeking gold."
            }
            Self::FiledReturns => {
                "De ingediende btw-aangiften naast wat de boeken nu over hun tijdvak zeggen; een verschil is daarna geboekt of anders aangegeven."
            }
            Self::TaxReturns => "Aangiften zoals ze in Exact Online staan, met hun stand en uiterste datum.",
            Self::VatReturn => {
                "De aangifte telt per rubriek de grondslag en de btw van de regels met een btw-code; aangifteboekingen en betalingen tellen niet mee."
            }
        }
    }
}

/// What puts a booking inside the answer or outside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Timing {
    /// The financial period it was booked in, not its date.
    BookPeriod {
        /// What the period is called.
        label: String,
    },
    /// Its date lying in the period, whatever financial period it was booked in.
    BookDate {
        /// What the period is called.
        label: String,
    },
    /// Being open now; ages are counted to this day.
    OpenAt(NaiveDate),
    /// Having been open at the end of this day, to which ages are counted.
    OpenOn(NaiveDate),
    /// Its financial period having begun on this day.
    BalanceAt(NaiveDate),
    /// Its date being this day or an earlier one.
    DatedThrough(NaiveDate),
}

impl Timing {
    /// A period, on the basis that the bookings were put in it.
    pub(crate) fn within(label: &str, basis: PeriodBasis) -> Self {
        let label = label.to_owned();
        match basis {
            PeriodBasis::FinancialPeriod => Self::BookPeriod { label },
            PeriodBasis::Date => Self::BookDate { label },
        }
    }
}

impl Timing {
    /// The same with another label, where it has one.
    pub(crate) fn relabelled(self, label: String) -> Self {
        match self {
            Self::BookPeriod { .. } => Self::BookPeriod { label },
            Self::BookDate { .. } => Self::BookDate { label },
            other => other,
        }
    }
}

/// An account that was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountUse {
    /// The code.
    pub code: String,
    /// The description.
    pub description: String,
}

impl From<&Account> for AccountUse {
    fn from(account: &Account) -> Self {
        Self { code: account.code.clone(), description: account.description.clone() }
    }
}

/// Lines that were read and do not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Their transaction type.
    pub transaction_type: TransactionType,
    /// How many.
    pub lines: u64,
    /// What they would have added, in the sign of the answer.
    pub amount: Decimal,
}

/// How a figure came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// What is counted.
    pub definition: Definition,
    /// What puts a booking inside the answer.
    pub timing: Timing,
    /// The accounts, lowest code first.
    pub accounts: Vec<AccountUse>,
    /// What was read and left out, by type.
    pub left_out: Vec<LeftOut>,
    /// How many journal lines (for receivables: items) are in the figure.
    pub lines: u64,
    /// How many of these belong to entries that are still open (status 20).
    pub open_lines: u64,
    /// Choices made.
    pub choices: Vec<Choice>,
    /// The reads it rests on, all complete.
    pub sources: Vec<Source>,
}

impl Basis {
    /// The whole explanation in Dutch sentences.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let mut sentences = vec![self.definition.sentence().to_owned()];
        sentences.push(match &self.timing {
            Timing::BookPeriod { label } => {
                format!("Periode: {label}, naar de financiële periode van de boeking en niet naar de datum.")
            }
            Timing::BookDate { label } => {
                format!("Periode: {label}, naar de datum van de boeking en niet naar de financiële periode.")
            }
            Timing::OpenAt(day) => {
                format!("Stand van de boeken nu; ouderdom gerekend tot en met {}.", day.format("%d-%m-%Y"))
            }
            Timing::OpenOn(day) => {
                format!("Stand op {}: wat toen geboekt en nog niet afgeletterd was.", day.format("%d-%m-%Y"))
            }
            Timing::DatedThrough(day) => {
                format!("Stand van alle boekingen met een datum tot en met {}.", day.format("%d-%m-%Y"))
            }
            Timing::BalanceAt(day) => {
                format!("Stand op {}, de lopende periode inbegrepen.", day.format("%d-%m-%Y"))
            }
        });
        if !self.accounts.is_empty() {
            let accounts: Vec<_> = self
                .accounts
                .iter()
                .map(|account| format!("{} {}", account.code, account.description).trim_end().to_owned())
                .collect();
            sentences.push(format!("Rekeningen: {}.", accounts.join(", ")));
        }
        for left_out in &self.left_out {
            sentences.push(format!(
                "Niet meegeteld, {} (type {}): regels: {}, samen {}.",
                left_out.transaction_type.label(),
                left_out.transaction_type,
                left_out.lines,
                dutch(left_out.amount),
            ));
        }
        let what = if self.definition.counts_items() { "Posten" } else { "Regels" };
        sentences.push(match self.open_lines {
            0 => format!("{what}: {}, alle verwerkt.", self.lines),
            open => format!("{what}: {}, waarvan nog niet verwerkt: {open}.", self.lines),
        });
        sentences.extend(self.choices.iter().map(Choice::sentence));
        sentences
    }
}

/// Counts lines while a report is made.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) lines: u64,
    pub(crate) open_lines: u64,
    left_out: BTreeMap<TransactionType, (u64, Sum)>,
}

impl Tally {
    pub(crate) fn count(&mut self, status: EntryStatus, lines: u64) {
        self.lines += lines;
        if status == EntryStatus::Open {
            self.open_lines += lines;
        }
    }

    /// `amount` in the sign of the answer.
    pub(crate) fn leave_out(&mut self, kind: TransactionType, lines: u64, amount: Decimal) -> Result<(), Error> {
        let (count, sum) = self.left_out.entry(kind).or_default();
        *count += lines;
        sum.add(amount)
    }

    pub(crate) fn left_out(&self) -> Vec<LeftOut> {
        let left_out = |(kind, (lines, sum)): (&TransactionType, &(u64, Sum))| LeftOut {
            transaction_type: *kind,
            lines: *lines,
            amount: sum.value(),
        };
        self.left_out.iter().map(left_out).collect()
    }
}
