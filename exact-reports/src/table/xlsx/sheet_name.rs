use std::collections::BTreeSet;

use crate::table::wording;

/// The longest name of a sheet, in units of UTF-16.
const LONGEST: usize = 31;

/// Names of sheets that a spreadsheet accepts, each given once.
#[derive(Debug, Default)]
pub(super) struct SheetNames(BTreeSet<String>);

impl SheetNames {
    /// A name after a title.
    pub(super) fn name(&mut self, title: &str) -> String {
        let allowed = |char: &char| !matches!(char, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'');
        let title: String = wording::clean(title).chars().filter(allowed).collect();
        let title = if title.trim().is_empty() { "Blad" } else { title.trim() };
        let mut name = within(title, LONGEST);
        let mut number = 2;
        // Spreadsheets compare names without regard to case.
        while !self.0.insert(name.to_lowercase()) {
            let ending = format!(" ({number})");
            name = within(title, LONGEST - ending.len()) + &ending;
            number += 1;
        }
        name
    }
}

fn within(text: &str, most: usize) -> String {
    let mut units = 0;
    let fits = |char: &char| {
        units += char.len_utf16();
        units <= most
    };
    text.chars().take_while(fits).collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sheet_has_a_name_of_its_own_that_is_allowed() {
        let mut names = SheetNames::default();
        assert_eq!(names.name("Kosten [2025/1]: 'alles'?"), "Kosten 20251 alles");
        assert_eq!(names.name("***"), "Blad");
        let long = "Debiteuren en crediteuren naar ouderdom";
        assert_eq!(names.name(long), "Debiteuren en crediteuren naar");
        assert_eq!(names.name(&long.to_uppercase()), "DEBITEUREN EN CREDITEUREN N (2)");
        assert!(names.name(&"😀".repeat(40)).encode_utf16().count() <= LONGEST);
    }
}
