use exact_model::NaiveDate;

use crate::check::Against;
use crate::vat::Rounding;

/// A choice that was made where the books or the definition leave room.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Choice {
    /// Lines took their customer from the debtor line of their entry.
    CustomerFromDebtorLine {
        /// How many lines.
        lines: u64,
    },
    /// Lines without customer are a row of their own.
    NoCustomer {
        /// How many lines.
        lines: u64,
        /// How many of these stand in an entry with several customers, so that choosing one would be a guess.
        ambiguous: u64,
    },
    /// Lines in a financial period that the calendar does not have; they count in the year only.
    OutsideCalendar {
        /// How many lines.
        lines: u64,
    },
    /// The chart has no account for the cost of goods, so that there is no gross margin.
    NoGrossMargin,
    /// Result accounts of a type that no section of the statement has; they stand apart and are in the result.
    Unclassified {
        /// Codes of the accounts.
        accounts: Vec<String>,
    },
    /// Accounts without a code of the reference chart are a group of their own.
    NoReferenceCode {
        /// Codes of the accounts.
        accounts: Vec<String>,
    },
    /// Lines took their supplier from the creditor line of their entry.
    SupplierFromCreditorLine {
        /// How many lines.
        lines: u64,
    },
    /// Lines without supplier are counted apart.
    NoSupplier {
        /// How many lines.
        lines: u64,
        /// How many of these stand in an entry with several suppliers, so that choosing one would be a guess.
        ambiguous: u64,
    },
    /// What is fixed by nature follows from the type, the reference code or a word in the description of its account.
    FixedByNature {
        /// How many accounts.
        accounts: usize,
    },
    /// Results of these book years are not in equity yet and stand apart.
    UndistributedResult {
        /// The book years.
        years: Vec<i16>,
    },
    /// The result of the book years before this one is not in equity, and no account holds it.
    EarlierResult {
        /// The book year.
        before: i16,
    },
    /// Balances are those of the books, which the bank may be ahead of.
    BookBalance {
        /// The date of the last booking, where it is known.
        last_booked: Option<NaiveDate>,
    },
    /// Credit cards are not in the total.
    CreditCardsApart {
        /// Codes of the accounts.
        accounts: Vec<String>,
    },
    /// The figures are compared with those of another period.
    ComparedWith {
        /// What that period is called.
        period: String,
    },
    /// The budget of one scenario.
    BudgetScenario {
        /// Its code.
        scenario: String,
    },
    /// Revenue is budgeted above zero, so every budget was taken to be in the normal sign of its account.
    BudgetUnsigned,
    /// What administrations charged each other is in the figures of both.
    NothingEliminated {
        /// Their names.
        members: Vec<String>,
    },
    /// Clearing accounts were recognised by words in their description.
    ClearingByWords {
        /// Codes of the accounts.
        accounts: Vec<String>,
    },
    /// The last financial period is not over and is compared with a whole one.
    UnfinishedPeriod,
    /// Lines in periods that begin after the day of the answer were left out.
    LaterPeriods {
        /// How many lines.
        lines: u64,
    },
    /// Items dated after the day of the answer are open as well, and count as not due.
    LaterItems {
        /// How many items.
        items: u64,
    },
    /// Items without a date are taken for open on the day of the answer.
    UndatedItems {
        /// How many items.
        items: u64,
    },
    /// Items that were matched on an unknown day are taken for settled.
    MatchedWithoutDate {
        /// How many items.
        items: u64,
    },
    /// Payments in parts before the day were taken off invoices that were closed after it, by relation and number; with
    /// them the position equals the ledger.
    PartPaymentsPlaced {
        /// How many items were reduced.
        items: u64,
    },
    /// The position of a day in the past differs from the ledger, which payments in parts explain: only the last is dated.
    PartPaymentsUndated,
    /// The open items could not be reconciled to the cent; their sign is the one that comes nearest to the ledger.
    SignByNearness,
    /// Exact's own overview has the opposite sign; it was turned to compare.
    ControlTurned(Against),
    /// Exact's own overview could not be read, so there is nothing to compare with.
    ControlMissing(Against),
    /// There are no VAT return entries, so that what was filed cannot be told from what was not.
    NoReturnsFound,
    /// VAT was filed up to and including this day, as the latest VAT return entry shows.
    FiledThrough(NaiveDate),
    /// Filed VAT is kept on accounts that are not of type VAT; they are in the total.
    RemittanceElsewhere {
        /// Codes of the accounts.
        accounts: Vec<String>,
    },
    /// How a VAT return is rounded.
    Rounded(Rounding),
    /// Lines outside sales and purchase entries whose side of the return was inferred from their account.
    SideFromAccount {
        /// How many lines.
        lines: u64,
    },
    /// Lines with a VAT code that goes to no box; they are shown apart.
    Unmapped {
        /// How many lines.
        lines: u64,
    },
    /// Lines with a code for no VAT stay outside the return.
    NoVatCode {
        /// How many lines.
        lines: u64,
    },
    /// Supplies within the EU to customers whose VAT number is not known; the list cannot be filed without it.
    VatNumberMissing {
        /// How many lines.
        lines: u64,
    },
    /// Payments on VAT accounts are no VAT of the period.
    VatPayments {
        /// How many lines.
        lines: u64,
    },
    /// Financial periods are no calendar months: each goes to the quarter that most of it lies in.
    QuartersByMiddle,
}

impl Choice {
    /// A stable key for programs.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::CustomerFromDebtorLine { .. } => "customer_from_debtor_line",
            Self::NoCustomer { .. } => "no_customer",
            Self::OutsideCalendar { .. } => "outside_calendar",
            Self::NoGrossMargin => "no_gross_margin",
            Self::Unclassified { .. } => "unclassified",
            Self::NoReferenceCode { .. } => "no_reference_code",
            Self::SupplierFromCreditorLine { .. } => "supplier_from_creditor_line",
            Self::NoSupplier { .. } => "no_supplier",
            Self::FixedByNature { .. } => "fixed_by_nature",
            Self::UndistributedResult { .. } => "undistributed_result",
            Self::EarlierResult { .. } => "earlier_result",
            Self::BookBalance { .. } => "book_balance",
            Self::CreditCardsApart { .. } => "credit_cards_apart",
            Self::ComparedWith { .. } => "compared_with",
            Self::BudgetScenario { .. } => "budget_scenario",
            Self::BudgetUnsigned => "budget_unsigned",
            Self::NothingEliminated { .. } => "nothing_eliminated",
            Self::ClearingByWords { .. } => "clearing_by_words",
            Self::UnfinishedPeriod => "unfinished_period",
            Self::LaterPeriods { .. } => "later_periods",
            Self::LaterItems { .. } => "later_items",
            Self::UndatedItems { .. } => "undated_items",
            Self::MatchedWithoutDate { .. } => "matched_without_date",
            Self::PartPaymentsPlaced { .. } => "part_payments_placed",
            Self::PartPaymentsUndated => "part_payments_undated",
            Self::SignByNearness => "sign_by_nearness",
            Self::ControlTurned(_) => "control_turned",
            Self::ControlMissing(_) => "control_missing",
            Self::NoReturnsFound => "no_returns_found",
            Self::FiledThrough(_) => "filed_through",
            Self::RemittanceElsewhere { .. } => "remittance_elsewhere",
            Self::Rounded(_) => "rounded",
            Self::SideFromAccount { .. } => "side_from_account",
            Self::Unmapped { .. } => "unmapped",
            Self::NoVatCode { .. } => "no_vat_code",
            Self::VatNumberMissing { .. } => "vat_number_missing",
            Self::VatPayments { .. } => "vat_payments",
            Self::QuartersByMiddle => "quarters_by_middle",
        }
    }

    /// The choice, for an owner.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::CustomerFromDebtorLine { lines } => {
                format!("Omzetregels zonder klant, met de klant van de debiteurenregel in dezelfde boeking: {lines}.")
            }
            Self::NoCustomer { lines, ambiguous: 0 } => format!("Omzetregels zonder klant, op een eigen rij: {lines}."),
            Self::NoCustomer { lines, ambiguous } => format!(
                "Omzetregels zonder klant, op een eigen rij: {lines}, waarvan in een boeking met meer klanten: {ambiguous}."
            ),
            Self::OutsideCalendar { lines } => {
                format!("Regels in een periode buiten de periodetabel, die alleen in het boekjaar meetellen: {lines}.")
            }
            Self::NoGrossMargin => {
                "De brutomarge is niet te bepalen: er is geen rekening voor de kostprijs van de omzet.".to_owned()
            }
            Self::Unclassified { accounts } => {
                format!(
                    "Niet geclassificeerd, apart getoond en wel in het resultaat: rekening {}.",
                    accounts.join(", ")
                )
            }
            Self::NoReferenceCode { accounts } => {
                format!("Zonder RGS-code, als eigen groep getoond: rekening {}.", accounts.join(", "))
            }
            Self::SupplierFromCreditorLine { lines } => {
                format!(
                    "Kostenregels zonder leverancier, met die van de crediteurenregel in dezelfde boeking: {lines}."
                )
            }
            Self::NoSupplier { lines, ambiguous: 0 } => {
                format!("Kostenregels zonder leverancier, apart geteld: {lines}.")
            }
            Self::NoSupplier { lines, ambiguous } => format!(
                "Kostenregels zonder leverancier, apart geteld: {lines}, waarvan in een boeking met meer leveranciers: {ambiguous}."
            ),
            Self::FixedByNature { accounts } => format!(
                "Vast naar hun aard, volgens type, RGS-code of een woord in de omschrijving, zijn de kosten van zoveel rekeningen: {accounts}."
            ),
            Self::UndistributedResult { years } => {
                let years: Vec<_> = years.iter().map(ToString::to_string).collect();
                format!(
                    "Nog niet naar het eigen vermogen geboekt, en apart getoond, is het resultaat van: {}.",
                    years.join(", ")
                )
            }
            Self::EarlierResult { before } => {
                format!(
                    "Het resultaat van de boekjaren vóór {before} is nog niet naar het eigen vermogen geboekt en staat apart."
                )
            }
            Self::BookBalance { last_booked: Some(day) } => format!(
                "Dit zijn saldi uit de boekhouding, geboekt tot en met {}; de bank kan verder zijn.",
                day.format("%d-%m-%Y")
            ),
            Self::BookBalance { last_booked: None } => {
                "Dit zijn saldi uit de boekhouding; de bank kan verder zijn.".to_owned()
            }
            Self::CreditCardsApart { accounts } => {
                format!("Creditcards, apart getoond en niet in het totaal: rekening {}.", accounts.join(", "))
            }
            Self::ComparedWith { period } => format!("Vergeleken met: {period}."),
            Self::BudgetScenario { scenario } => format!("Begroting: scenario {scenario}."),
            Self::BudgetUnsigned => {
                "De begroting heeft omzet als positief bedrag; elk bedrag is gelezen als normaal voor zijn rekening."
                    .to_owned()
            }
            Self::NothingEliminated { members } => {
                format!("Onderlinge leveringen zijn niet verwijderd tussen: {}.", members.join(", "))
            }
            Self::ClearingByWords { accounts } if accounts.is_empty() => {
                "Geen rekening heeft een omschrijving die op een tussenrekening wijst.".to_owned()
            }
            Self::ClearingByWords { accounts } => {
                format!("Als tussenrekening herkend aan de omschrijving: rekening {}.", accounts.join(", "))
            }
            Self::UnfinishedPeriod => {
                "De laatste periode is nog niet voorbij en is vergeleken met een hele periode.".to_owned()
            }
            Self::LaterPeriods { lines } => format!("Regels in latere perioden, niet meegeteld: {lines}."),
            Self::LaterItems { items } => format!("Later gedateerde posten, meegeteld als niet vervallen: {items}."),
            Self::UndatedItems { items } => format!("Posten zonder datum, meegeteld als toen open: {items}."),
            Self::MatchedWithoutDate { items } => {
                format!("Afgeletterde posten zonder datum van aflettering, niet meegeteld: {items}.")
            }
            Self::PartPaymentsPlaced { items } => {
                format!("Posten verminderd met deelbetalingen van voor die dag, op relatie en factuurnummer: {items}.")
            }
            Self::PartPaymentsUndated => {
                "Het verschil met het grootboek kan komen door betalingen in delen: Exact bewaart \
                per post alleen de laatste datum."
                    .to_owned()
            }
            Self::SignByNearness => {
                "De openstaande posten sluiten niet aan op het grootboek; het teken van de posten is \
                dat waarmee het verschil het kleinst is."
                    .to_owned()
            }
            Self::ControlTurned(against) => {
                format!("Omgekeerd teken bij Exact, voor de vergelijking gedraaid: {}.", against.label())
            }
            Self::ControlMissing(against) => format!("Niet te lezen en dus niet vergeleken: {}.", against.label()),
            Self::NoReturnsFound => "Er zijn geen boekingen van btw-aangiften; wat al is aangegeven is daarom niet te \
                onderscheiden van wat nog aangegeven moet worden."
                .to_owned(),
            Self::FiledThrough(day) => {
                format!("Volgens de laatste aangifteboeking is aangegeven tot en met {}.", day.format("%d-%m-%Y"))
            }
            Self::RemittanceElsewhere { accounts } => {
                format!("Aangegeven btw die buiten de btw-rekeningen staat telt mee: rekening {}.", accounts.join(", "))
            }
            Self::Rounded(Rounding::Exact) => "Bedragen tot op de cent, niet afgerond.".to_owned(),
            Self::Rounded(Rounding::InFavour) => {
                "Afgerond op hele euro's in uw voordeel, per rubriek: af te dragen naar \
                beneden, voorbelasting naar boven."
                    .to_owned()
            }
            Self::Rounded(Rounding::Nearest) => "Per rubriek afgerond op de dichtstbijzijnde hele euro.".to_owned(),
            Self::SideFromAccount { lines } => {
                format!("Regels waarvan verkoop of inkoop uit de grootboekrekening volgt: {lines}.")
            }
            Self::Unmapped { lines } => format!("Regels met een btw-code zonder rubriek, apart getoond: {lines}."),
            Self::NoVatCode { lines } => format!("Regels met een code voor geen btw, buiten de aangifte: {lines}."),
            Self::VatNumberMissing { lines } => {
                format!("Regels van klanten zonder bekend btw-nummer, op een eigen rij: {lines}.")
            }
            Self::VatPayments { lines } => {
                format!("Betalingen op btw-rekeningen, geen btw van de periode: {lines}.")
            }
            Self::QuartersByMiddle => {
                "De perioden zijn geen kalendermaanden; elke periode telt bij het kwartaal waarin \
                zij grotendeels valt."
                    .to_owned()
            }
        }
    }
}
