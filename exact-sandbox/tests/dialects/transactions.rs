//! How a package writes what was booked.

use std::fmt::Write as _;

use super::books::{Entry, Ledger, Posted, RELATIONS};
use super::dialect::{Dialect, Opening};
use super::version::Version;

impl Dialect {
    pub(super) fn transactions(&self, ledger: &Ledger) -> String {
        let mut entries = ledger.entries.clone();
        if !matches!(self.opening, Opening::Element) {
            let line = |account, cents| Posted { account, cents, invoice: None };
            let lines = vec![line("1100", ledger.opening), line("0500", -ledger.opening)];
            let journal = if matches!(self.opening, Opening::Journal) { "00" } else { "90" };
            entries.insert(0, Entry { journal, number: 9_999, month: 0, lines });
        }
        let lines = entries.iter().flat_map(|entry| &entry.lines);
        let debit = lines.clone().map(|line| line.cents.max(0)).sum();
        let mut text = format!("<transactions>{}", self.totals(lines.count(), debit));
        let journals = [
            ("00", "Beginbalans", "O"),
            ("20", "Bank", "B"),
            ("60", "Inkoop", "P"),
            ("70", "Verkoop", "S"),
            ("90", "Memoriaal", "M"),
        ];
        for (code, name, kind) in journals {
            let mut booked = entries.iter().filter(|entry| entry.journal == code).peekable();
            if booked.peek().is_none() {
                continue;
            }
            let _ = match self.version {
                Version::Clair2 => write!(
                    text,
                    "<journal><journalID>{code}</journalID><description>{name}</description><type>{name}</type>"
                ),
                _ => write!(text, "<journal><jrnID>{code}</jrnID><desc>{name}</desc><jrnTp>{kind}</jrnTp>"),
            };
            booked.for_each(|entry| text += &self.transaction(entry));
            text += "</journal>";
        }
        text + "</transactions>"
    }

    fn transaction(&self, entry: &Entry) -> String {
        // What opens a year in a journal of its own stands in its first period.
        let period = if entry.journal == "00" { 1 } else { entry.month };
        let (month, number) = (entry.month.max(1), entry.number);
        let lines: String = entry.lines.iter().zip(1..).map(|(line, at)| self.line(line, at, month)).collect();
        if self.version == Version::Clair2 {
            return format!(
                "<transaction><transactionID>{number}</transactionID><description>Post {number}</description>\
                 <period>{period}</period><transactionDate>2024-{month:02}-01</transactionDate>{lines}</transaction>"
            );
        }
        let lines = if self.has_line_group { format!("<trLines>{lines}</trLines>") } else { lines };
        format!(
            "<transaction><nr>{number}</nr><desc>Post {number}</desc><periodNumber>{period}</periodNumber>\
             <trDt>2024-{month:02}-01</trDt>{}{lines}</transaction>",
            self.empty("sourceID")
        )
    }

    fn line(&self, line: &Posted, at: usize, month: u32) -> String {
        let relation = line.invoice.and_then(|(relation, _)| RELATIONS.get(relation)).map(|(code, ..)| *code);
        let relation = relation.map(|code| format!("<custSupID>{code}</custSupID>"));
        let relation = relation.unwrap_or_else(|| self.empty("custSupID"));
        let invoice = line.invoice.map(|(_, number)| number.to_string()).unwrap_or_default();
        let account = line.account;
        if self.version == Version::Clair2 {
            return format!(
                "<line><recordID>{at}</recordID><accountID>{account}</accountID>{relation}<documentID>{invoice}</documentID>\
                 <effectiveDate>2024-{month:02}-01</effectiveDate><description>Regel</description>{}</line>",
                self.amount(line.cents)
            );
        }
        format!(
            "<trLine><nr>{at}</nr><accID>{account}</accID><docRef>{invoice}</docRef><effDate>2024-{month:02}-01</effDate>\
             <desc>Regel</desc>{}{relation}<invRef>{invoice}</invRef></trLine>",
            self.amount(line.cents)
        )
    }
}
