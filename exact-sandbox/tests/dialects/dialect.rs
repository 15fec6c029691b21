//! How a package writes an audit file.

use proptest::prelude::*;

use super::books::Ledger;
use super::version::Version;

#[derive(Debug, Clone, Copy)]
enum Encoding {
    Utf8,
    Utf8Marked,
    Latin1,
    Windows1252,
    Utf16LittleMarked,
    Utf16Big,
}

#[derive(Debug, Clone, Copy)]
enum Amounts {
    /// `12.50` with D or C.
    Sided,
    /// `-12.50` with D, as some write a credit.
    SignedDebit,
    /// `-12.50` and no side at all.
    SignedAlone,
    /// `12,50`
    Comma,
    /// `1.250,00`
    Grouped,
    /// `12.5000`
    FourDecimals,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Opening {
    Element,
    PeriodZero,
    Journal,
}

/// A package's way of writing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dialect {
    pub(super) version: Version,
    encoding: Encoding,
    amounts: Amounts,
    pub(super) opening: Opening,
    is_prefixed: bool,
    has_totals: bool,
    has_periods: bool,
    /// Every element that has nothing to say is there all the same.
    has_empties: bool,
    is_indented: bool,
    pub(super) has_line_group: bool,
}

/// Any dialect there can be.
pub(super) fn any() -> impl Strategy<Value = Dialect> {
    let encoding = prop_oneof![
        Just(Encoding::Utf8),
        Just(Encoding::Utf8Marked),
        Just(Encoding::Latin1),
        Just(Encoding::Windows1252),
        Just(Encoding::Utf16LittleMarked),
        Just(Encoding::Utf16Big),
    ];
    let amounts = prop_oneof![
        Just(Amounts::Sided),
        Just(Amounts::SignedDebit),
        Just(Amounts::SignedAlone),
        Just(Amounts::Comma),
        Just(Amounts::Grouped),
        Just(Amounts::FourDecimals),
    ];
    let opening = prop_oneof![Just(Opening::Element), Just(Opening::PeriodZero), Just(Opening::Journal)];
    let parts = (proptest::sample::select(Version::ALL.to_vec()), encoding, amounts, opening);
    (parts, proptest::array::uniform6(proptest::bool::ANY)).prop_map(
        |((version, encoding, amounts, opening), choices)| {
            let [is_prefixed, has_totals, has_periods, has_empties, is_indented, has_line_group] = choices;
            Dialect {
                version,
                encoding,
                amounts,
                opening: if version == Version::Clair2 { Opening::PeriodZero } else { opening },
                is_prefixed: is_prefixed && version != Version::Clair2,
                has_totals,
                has_periods,
                has_empties,
                is_indented,
                has_line_group: has_line_group && version == Version::V40,
            }
        },
    )
}

impl Dialect {
    /// The version to the letter.
    pub(super) fn plain(version: Version) -> Self {
        Self {
            version,
            encoding: if version == Version::Clair2 { Encoding::Latin1 } else { Encoding::Utf8 },
            amounts: Amounts::Sided,
            opening: if version == Version::Clair2 { Opening::PeriodZero } else { Opening::Element },
            is_prefixed: false,
            has_totals: true,
            has_periods: version != Version::Clair2,
            has_empties: false,
            is_indented: true,
            has_line_group: false,
        }
    }

    /// The file.
    pub(super) fn bytes(&self, ledger: &Ledger) -> Vec<u8> {
        let label = match self.encoding {
            Encoding::Utf8 | Encoding::Utf8Marked => "utf-8",
            Encoding::Latin1 => "ISO-8859-1",
            Encoding::Windows1252 => "windows-1252",
            Encoding::Utf16LittleMarked | Encoding::Utf16Big => "UTF-16",
        };
        let mut text = format!("<?xml version=\"1.0\" encoding=\"{label}\"?>{}", self.text(ledger));
        if self.is_indented {
            text = text.replace("><", ">\r\n\t<");
        }
        if self.is_prefixed {
            text = prefixed(&text);
        }
        match self.encoding {
            Encoding::Utf8 => text.into_bytes(),
            Encoding::Utf8Marked => [&[0xef, 0xbb, 0xbf][..], text.as_bytes()].concat(),
            // No letter of the ledger is one in which these two differ.
            Encoding::Latin1 | Encoding::Windows1252 => {
                text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect()
            }
            Encoding::Utf16LittleMarked => {
                [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
            }
            Encoding::Utf16Big => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        }
    }

    fn text(&self, ledger: &Ledger) -> String {
        let (accounts, relations) = (self.accounts(), self.relations());
        let header = self.header();
        let transactions = self.transactions(ledger);
        if self.version == Version::Clair2 {
            return format!("<auditfile>{header}{accounts}{relations}{transactions}</auditfile>");
        }
        let opening = if matches!(self.opening, Opening::Element) { self.opening(ledger) } else { String::new() };
        let periods = if self.has_periods { periods() } else { String::new() };
        let number = if self.version == Version::V40 { "<Commercenr>00012345</Commercenr>" } else { "" };
        let namespace = self.version.namespace();
        format!(
            "<auditfile xmlns=\"{namespace}\">{header}<company><companyName>Groot &amp; Kleín B.V.</companyName>{number}\
             <taxRegistrationCountry>NL</taxRegistrationCountry><taxRegIdent>NL000099998B57</taxRegIdent>\
             {relations}{accounts}{periods}{opening}{transactions}</company></auditfile>"
        )
    }

    fn header(&self) -> String {
        let (company, currency) = match self.version {
            Version::Clair2 => (
                "<auditfileVersion>CLAIR2.00.00</auditfileVersion><companyID>1</companyID>\
                 <taxRegistrationNr>000099998B57</taxRegistrationNr><companyName>Groot &amp; Kleín B.V.</companyName>",
                "currencyCode",
            ),
            _ => ("", "curCode"),
        };
        format!(
            "<header>{company}<fiscalYear>2024</fiscalYear><startDate>2024-01-01</startDate><endDate>2024-12-31</endDate>\
             <{currency}>EUR</{currency}><dateCreated>2025-01-15</dateCreated></header>"
        )
    }

    fn opening(&self, ledger: &Ledger) -> String {
        let line = |number: u32, account: &str, cents: i64| {
            format!("<obLine><nr>{number}</nr><accID>{account}</accID>{}</obLine>", self.amount(cents))
        };
        let lines = [line(1, "1100", ledger.opening), line(2, "0500", -ledger.opening)].concat();
        let more = match self.version {
            Version::V40 => "",
            _ => "<opBalDate>2024-01-01</opBalDate><opBalDesc>Beginbalans</opBalDesc>",
        };
        format!("<openingBalance>{more}{}{lines}</openingBalance>", self.totals(2, ledger.opening))
    }

    pub(super) fn totals(&self, lines: usize, debit: i64) -> String {
        if !self.has_totals {
            return String::new();
        }
        let (count, sum) =
            (if self.version == Version::Clair2 { "numberEntries" } else { "linesCount" }, decimal(debit));
        format!("<{count}>{lines}</{count}><totalDebit>{sum}</totalDebit><totalCredit>{sum}</totalCredit>")
    }

    pub(super) fn amount(&self, cents: i64) -> String {
        let size = self.number(cents.abs());
        if self.version == Version::Clair2 {
            let (nothing, zero) = (self.empty("creditAmount"), self.number(0));
            return match cents {
                0.. => format!("<debitAmount>{size}</debitAmount>{nothing}"),
                _ => format!("<debitAmount>{zero}</debitAmount><creditAmount>{size}</creditAmount>"),
            };
        }
        let side = if cents < 0 { "C" } else { "D" };
        let sign = if cents < 0 { "-" } else { "" };
        match self.amounts {
            Amounts::SignedDebit => format!("<amnt>{sign}{size}</amnt><amntTp>D</amntTp>"),
            Amounts::SignedAlone => format!("<amnt>{sign}{size}</amnt>{}", self.empty("amntTp")),
            _ => format!("<amnt>{size}</amnt><amntTp>{side}</amntTp>"),
        }
    }

    fn number(&self, cents: i64) -> String {
        let plain = decimal(cents);
        match self.amounts {
            Amounts::Comma => plain.replace('.', ","),
            Amounts::Grouped => {
                let (whole, rest) = plain.split_once('.').unwrap();
                let digits: Vec<char> = whole.chars().rev().collect();
                let groups: Vec<String> = digits.chunks(3).map(|group| group.iter().rev().collect()).rev().collect();
                format!("{},{rest}", groups.join("."))
            }
            Amounts::FourDecimals => format!("{plain}00"),
            Amounts::Sided | Amounts::SignedDebit | Amounts::SignedAlone => plain,
        }
    }

    pub(super) fn empty(&self, name: &str) -> String {
        if self.has_empties { format!("<{name}/>") } else { String::new() }
    }
}

fn decimal(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn periods() -> String {
    let period = |month: u32| {
        let last = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month as usize - 1];
        format!(
            "<period><periodNumber>{month}</periodNumber><startDatePeriod>2024-{month:02}-01</startDatePeriod>\
             <endDatePeriod>2024-{month:02}-{last}</endDatePeriod></period>"
        )
    };
    format!("<periods>{}</periods>", (1..=12).map(period).collect::<String>())
}

/// The same elements with a prefix for their namespace.
fn prefixed(text: &str) -> String {
    let (declaration, rest) = text.split_once("?>").unwrap();
    let rest = rest.replace("</", "\u{1}").replace('<', "<x:").replace('\u{1}', "</x:").replace("xmlns=", "xmlns:x=");
    format!("{declaration}?>{rest}")
}
