//! The chart of accounts and the journals.

use crate::books::{Account, IdSpace, Journal, JournalKind, guid};

use super::profile::Trade;

/// Codes of the accounts that the rest of the company books on by name.
pub(super) mod account {
    pub(crate) const VANS: &str = "0200";
    pub(crate) const VANS_DEPRECIATION: &str = "0210";
    pub(crate) const EQUIPMENT: &str = "0250";
    pub(crate) const EQUIPMENT_DEPRECIATION: &str = "0260";
    pub(crate) const CAPITAL: &str = "0500";
    pub(crate) const RESERVES: &str = "0510";
    pub(crate) const RESULT: &str = "0520";
    pub(crate) const LOAN: &str = "0700";
    pub(crate) const CASH: &str = "1000";
    pub(crate) const BANK: &str = "1100";
    pub(crate) const SAVINGS: &str = "1110";
    pub(crate) const IN_TRANSIT: &str = "1290";
    pub(crate) const DEBTORS: &str = "1300";
    pub(crate) const TO_BE_INVOICED: &str = "1350";
    pub(crate) const PREPAID: &str = "1360";
    pub(crate) const VAT_HIGH: &str = "1500";
    pub(crate) const VAT_LOW: &str = "1510";
    pub(crate) const VAT_IMPORT: &str = "1511";
    pub(crate) const VAT_ACQUISITION: &str = "1512";
    pub(crate) const VAT_PRIVATE: &str = "1513";
    pub(crate) const VAT_CLAIM: &str = "1520";
    pub(crate) const VAT_REMITTANCE: &str = "1599";
    pub(crate) const CREDITORS: &str = "1600";
    pub(crate) const ACCRUED_COST: &str = "1650";
    pub(crate) const WAGE_TAX: &str = "1700";
    pub(crate) const NET_WAGES: &str = "1710";
    pub(crate) const PENSION: &str = "1720";
    pub(crate) const HOLIDAY_PAY: &str = "1730";
    pub(crate) const COMPANY_TAX: &str = "1800";
    pub(crate) const UNEXPLAINED: &str = "2000";
    pub(crate) const STOCK: &str = "3000";
    pub(crate) const WAGES_COST: &str = "4000";
    pub(crate) const HOLIDAY_COST: &str = "4010";
    pub(crate) const SOCIAL_COST: &str = "4100";
    pub(crate) const PENSION_COST: &str = "4110";
    pub(crate) const RENT: &str = "4200";
    pub(crate) const ENERGY: &str = "4210";
    pub(crate) const CLEANING: &str = "4220";
    pub(crate) const VANS_DEPRECIATION_COST: &str = "4300";
    pub(crate) const EQUIPMENT_DEPRECIATION_COST: &str = "4310";
    pub(crate) const FUEL: &str = "4400";
    pub(crate) const LEASE: &str = "4410";
    pub(crate) const PRIVATE_USE: &str = "4420";
    pub(crate) const OFFICE: &str = "4500";
    pub(crate) const TELEPHONE: &str = "4510";
    pub(crate) const SOFTWARE: &str = "4520";
    pub(crate) const DEVELOPMENT: &str = "4530";
    pub(crate) const ADVERTISING: &str = "4600";
    pub(crate) const ENTERTAINMENT: &str = "4610";
    pub(crate) const INSURANCE: &str = "4700";
    pub(crate) const ACCOUNTANT: &str = "4710";
    pub(crate) const BANK_CHARGES: &str = "4720";
    pub(crate) const WASTE: &str = "4730";
    pub(crate) const GENERAL_COST: &str = "4790";
    pub(crate) const PURCHASES: &str = "7000";
    pub(crate) const PURCHASES_LOW: &str = "7010";
    pub(crate) const SUBCONTRACTED: &str = "7100";
    pub(crate) const IMPORTED: &str = "7200";
    pub(crate) const STOCK_CHANGE: &str = "7300";
    pub(crate) const REVENUE_HIGH: &str = "8000";
    pub(crate) const REVENUE_LOW: &str = "8010";
    pub(crate) const REVENUE_ZERO: &str = "8020";
    pub(crate) const REVENUE_REVERSED: &str = "8030";
    pub(crate) const REVENUE_EU: &str = "8100";
    pub(crate) const REVENUE_WORLD: &str = "8110";
    pub(crate) const REVENUE_ACCRUED: &str = "8200";
    pub(crate) const REVENUE_CORRECTION: &str = "8300";
    pub(crate) const INTEREST: &str = "9000";
    pub(crate) const EXCHANGE_DIFFERENCE: &str = "9100";
    pub(crate) const VAT_ROUNDING: &str = "9150";
    pub(crate) const EXCEPTIONAL_INCOME: &str = "9200";
    pub(crate) const EXCEPTIONAL_COST: &str = "9210";
    pub(crate) const COMPANY_TAX_COST: &str = "9500";
    pub(crate) const YEAR_END: &str = "9990";
}

/// Codes of the journals.
pub(super) mod journal {
    pub(crate) const CASH: &str = "10";
    pub(crate) const BANK: &str = "20";
    pub(crate) const SAVINGS: &str = "21";
    pub(crate) const PURCHASES: &str = "60";
    pub(crate) const SALES: &str = "70";
    pub(crate) const GENERAL: &str = "90";
    pub(crate) const PAYROLL: &str = "91";
    pub(crate) const FIXED_ASSETS: &str = "95";
}

/// Code, description, balance sheet or profit and loss, usual side, Exact's type, default VAT code, RGS code.
type Row = (&'static str, &'static str, char, char, i32, &'static str, &'static str);

const ACCOUNTS: &[Row] = &[
    (account::VANS, "Bedrijfswagens", 'B', 'D', 30, "", "BMvaTevVvp"),
    (account::VANS_DEPRECIATION, "Afschrijving bedrijfswagens", 'B', 'C', 35, "", "BMvaTevCae"),
    (account::EQUIPMENT, "Inventaris", 'B', 'D', 30, "2", "BMvaBeiVvp"),
    (account::EQUIPMENT_DEPRECIATION, "Afschrijving inventaris", 'B', 'C', 35, "", "BMvaBeiCae"),
    (account::CAPITAL, "Geplaatst kapitaal", 'B', 'C', 50, "", "BEivGokGea"),
    (account::RESERVES, "Overige reserves", 'B', 'C', 52, "", "BEivOreOvw"),
    (account::RESULT, "Onverdeeld resultaat", 'B', 'C', 52, "", "BEivOreRvh"),
    (account::LOAN, "Lening bank", 'B', 'C', 55, "", "BLas"),
    (account::CASH, "Kas", 'B', 'D', 10, "", "BLimKasKas"),
    (account::BANK, "Bank, rekening-courant", 'B', 'D', 12, "", "BLimBanRba"),
    (account::SAVINGS, "Bank, spaarrekening", 'B', 'D', 12, "", "BLimBan"),
    (account::IN_TRANSIT, "Kruisposten", 'B', 'D', 90, "", "BLimKruSto"),
    (account::DEBTORS, "Debiteuren", 'B', 'D', 20, "", "BVorDebHad"),
    (account::TO_BE_INVOICED, "Nog te factureren omzet", 'B', 'D', 32, "", "BVorOva"),
    (account::PREPAID, "Vooruitbetaalde kosten", 'B', 'D', 26, "", "BVorOva"),
    (account::VAT_HIGH, "Af te dragen btw hoog", 'B', 'C', 24, "", "BSchBepBtwOla"),
    (account::VAT_LOW, "Af te dragen btw laag", 'B', 'C', 24, "", "BSchBepBtwOlv"),
    (account::VAT_IMPORT, "Af te dragen btw invoer buiten de EU", 'B', 'C', 24, "", "BSchBepBtw"),
    (account::VAT_ACQUISITION, "Af te dragen btw verwerving binnen de EU", 'B', 'C', 24, "", "BSchBepBtw"),
    (account::VAT_PRIVATE, "Af te dragen btw privégebruik", 'B', 'C', 24, "", "BSchBepBtw"),
    (account::VAT_CLAIM, "Te vorderen btw", 'B', 'D', 24, "", "BSchBepBtwVoo"),
    (account::VAT_REMITTANCE, "Af te dragen omzetbelasting", 'B', 'C', 24, "", "BSchBepBtwAfo"),
    (account::CREDITORS, "Crediteuren", 'B', 'C', 22, "", "BSchCreHac"),
    (account::ACCRUED_COST, "Nog te betalen bedragen", 'B', 'C', 27, "", "BSchOpaNto"),
    (account::WAGE_TAX, "Af te dragen loonheffingen", 'B', 'C', 100, "", "BSchBepLhe"),
    (account::NET_WAGES, "Te betalen nettolonen", 'B', 'C', 25, "", "BSchSalNet"),
    (account::PENSION, "Te betalen pensioenpremies", 'B', 'C', 60, "", "BSchOvs"),
    (account::HOLIDAY_PAY, "Reservering vakantiegeld", 'B', 'C', 27, "", "BSchSalTvg"),
    (account::COMPANY_TAX, "Te betalen vennootschapsbelasting", 'B', 'C', 29, "", "BSchBepVpb"),
    (account::UNEXPLAINED, "Vraagposten", 'B', 'C', 90, "", "BSchOvsVrp"),
    (account::STOCK, "Voorraad", 'B', 'D', 40, "", "BVrdHanVoo"),
    (account::WAGES_COST, "Brutolonen", 'W', 'D', 125, "", "WPerLesLon"),
    (account::HOLIDAY_COST, "Vakantiegeld", 'W', 'D', 125, "", "WPerLesVag"),
    (account::SOCIAL_COST, "Sociale lasten werkgever", 'W', 'D', 126, "", "WPerSolPsv"),
    (account::PENSION_COST, "Pensioenlasten", 'W', 'D', 126, "", "WPerPenDpe"),
    (account::RENT, "Huur bedrijfsruimte", 'W', 'D', 121, "2", "WBedHuiBeh"),
    (account::ENERGY, "Gas, water en elektra", 'W', 'D', 121, "2", "WBedHuiGwe"),
    (account::CLEANING, "Schoonmaak", 'W', 'D', 121, "2", "WBedHuiSch"),
    (account::VANS_DEPRECIATION_COST, "Afschrijvingskosten bedrijfswagens", 'W', 'D', 122, "", "WAfsAmvTev"),
    (account::EQUIPMENT_DEPRECIATION_COST, "Afschrijvingskosten inventaris", 'W', 'D', 122, "", "WAfsAmvBei"),
    (account::FUEL, "Brandstof en opladen", 'W', 'D', 121, "4", "WBedAutBra"),
    (account::LEASE, "Leasekosten auto's", 'W', 'D', 121, "2", "WBedAutOak"),
    (account::PRIVATE_USE, "Btw privégebruik auto's", 'W', 'D', 121, "", "WBedAutOak"),
    (account::OFFICE, "Kantoorbenodigdheden", 'W', 'D', 121, "2", "WBedKanKan"),
    (account::TELEPHONE, "Telefoon en internet", 'W', 'D', 121, "2", "WBedKanTef"),
    (account::SOFTWARE, "Software en abonnementen", 'W', 'D', 121, "10", "WBedKanSof"),
    (account::DEVELOPMENT, "Onderzoek en ontwikkeling", 'W', 'D', 123, "2", "WBedOrgOeo"),
    (account::ADVERTISING, "Reclame en advertenties", 'W', 'D', 121, "2", "WBedVkkRea"),
    (account::ENTERTAINMENT, "Representatiekosten", 'W', 'D', 121, "2", "WBedVkkRep"),
    (account::INSURANCE, "Verzekeringen", 'W', 'D', 121, "0", "WBedAssOva"),
    (account::ACCOUNTANT, "Accountants- en advieskosten", 'W', 'D', 121, "2", "WBedAeaAea"),
    (account::BANK_CHARGES, "Bankkosten", 'W', 'D', 120, "", "WBedAdlBan"),
    (account::WASTE, "Afvalverwerking", 'W', 'D', 120, "2", "WBedAlkOal"),
    // An account without RGS code: real charts have them too.
    (account::GENERAL_COST, "Overige algemene kosten", 'W', 'D', 120, "2", ""),
    (account::PURCHASES, "Inkoopwaarde omzet hoog", 'W', 'D', 111, "2", "WKprInhInh"),
    (account::PURCHASES_LOW, "Inkoopwaarde omzet laag", 'W', 'D', 111, "1", "WKprInhInh"),
    (account::SUBCONTRACTED, "Uitbesteed werk", 'W', 'D', 111, "5", "WKprKuwKuw"),
    (account::IMPORTED, "Inkoopwaarde invoer en verwerving", 'W', 'D', 111, "9", "WKprInhInh"),
    (account::STOCK_CHANGE, "Voorraadmutatie", 'W', 'D', 111, "", "WKpr"),
    (account::REVENUE_HIGH, "Omzet hoog tarief", 'W', 'C', 110, "2", "WOmzNohOlh"),
    (account::REVENUE_LOW, "Omzet laag tarief", 'W', 'C', 110, "1", "WOmzNohOlv"),
    (account::REVENUE_ZERO, "Omzet nultarief", 'W', 'C', 110, "20", "WOmzNohOlg"),
    (account::REVENUE_REVERSED, "Omzet btw verlegd", 'W', 'C', 110, "5", "WOmzNodOdv"),
    (account::REVENUE_EU, "Omzet binnen de EU", 'W', 'C', 110, "7", "WOmzNohOli"),
    (account::REVENUE_WORLD, "Omzet buiten de EU", 'W', 'C', 110, "6", "WOmzNohOle"),
    (account::REVENUE_ACCRUED, "Nog te factureren (omzetmutatie)", 'W', 'C', 110, "", "WOmzNoh"),
    (account::REVENUE_CORRECTION, "Omzetcorrecties en bonussen", 'W', 'C', 110, "", "WOmzKeb"),
    (account::INTEREST, "Rentelasten", 'W', 'D', 160, "", "WFbeRls"),
    (account::EXCHANGE_DIFFERENCE, "Valutaverschillen", 'W', 'D', 160, "", "WFbeWisWis"),
    (account::VAT_ROUNDING, "Afrondingsverschillen btw-aangifte", 'W', 'D', 120, "", "WBedAdl"),
    (account::EXCEPTIONAL_INCOME, "Bijzondere baten", 'W', 'C', 140, "", "WOvbOvoOvo"),
    (account::EXCEPTIONAL_COST, "Bijzondere lasten", 'W', 'D', 130, "", "WBedAlk"),
    (account::COMPANY_TAX_COST, "Vennootschapsbelasting", 'W', 'D', 150, "", "WBelBgrBgr"),
    (account::YEAR_END, "Jaarafsluiting", 'W', 'D', 300, "", ""),
];

const JOURNALS: &[(&str, &str, JournalKind)] = &[
    (journal::CASH, "Kas", JournalKind::Cash),
    (journal::BANK, "Bank", JournalKind::Bank),
    (journal::SAVINGS, "Spaarrekening", JournalKind::Bank),
    (journal::PURCHASES, "Inkoopboek", JournalKind::Purchase),
    (journal::SALES, "Verkoopboek", JournalKind::Sales),
    (journal::GENERAL, "Memoriaal", JournalKind::General),
    (journal::PAYROLL, "Loonjournaal", JournalKind::General),
    (journal::FIXED_ASSETS, "Vaste activa", JournalKind::General),
];

/// The chart of accounts of a division, in order of code.
pub(super) fn accounts(division: i32, trade: Trade) -> Vec<Account> {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let accounts =
        ACCOUNTS.iter().map(|&(code, description, balance_type, balance_side, account_type, vat, rgs)| Account {
            id: guid(division, IdSpace::Account, code),
            code: code.to_owned(),
            description: trade.revenue_description(code).unwrap_or(description).to_owned(),
            balance_type,
            balance_side,
            account_type,
            vat_code: some(vat),
            rgs: some(rgs),
        });
    accounts.collect()
}

/// The journals of a division, in order of code.
pub(super) fn journals(division: i32) -> Vec<Journal> {
    let journals = JOURNALS.iter().map(|&(code, description, kind)| Journal {
        id: guid(division, IdSpace::Journal, code),
        code: code.to_owned(),
        description: description.to_owned(),
        kind,
    });
    journals.collect()
}

/// Whether an account belongs to the balance sheet, to the year's result, or only carries the one to the other.
pub(super) fn account_type(code: &str) -> Option<(char, i32)> {
    ACCOUNTS.iter().find(|row| row.0 == code).map(|row| (row.2, row.4))
}
