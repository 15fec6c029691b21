use super::AccountCosts;

/// The kind of costs that a word means.
pub(super) struct Wanted {
    word: String,
    /// Without what says no more than that it is costs: "autokosten" is "auto".
    stem: String,
}

/// What a word for costs may end in.
const ENDINGS: [&str; 4] = ["kosten", "uitgaven", "lasten", "kost"];

/// Groups of the reference chart that hold costs of every kind.
const EVERY_KIND: &str = "bed";

impl Wanted {
    pub(super) fn of(word: &str) -> Self {
        let word = word.trim().to_lowercase();
        let without = ENDINGS.iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(&word);
        let stem = without.trim_end();
        // "Personeelskosten", "huisvestingskosten": the letter that joins the parts.
        let stem = stem.strip_suffix('s').filter(|_| stem.len() < word.len()).unwrap_or(stem);
        let stem = if stem.chars().count() < 3 { word.clone() } else { stem.to_owned() };
        Self { word, stem }
    }

    pub(super) fn leads_to(&self, row: &AccountCosts) -> bool {
        if self.word.is_empty() {
            return false;
        }
        let description = row.account.description.to_lowercase();
        let reference = row.reference.as_deref().unwrap_or_default().to_lowercase();
        row.account.code.to_lowercase().starts_with(&self.word)
            || reference.starts_with(&self.word)
            || description.contains(&self.word)
            || description.contains(&self.stem)
            || row.account.account_type.label().contains(&self.stem)
            || self.is_abbreviated_in(&reference)
    }

    /// Codes of the reference chart are a letter and groups of three letters, each the beginning of a word.
    fn is_abbreviated_in(&self, reference: &str) -> bool {
        let letters: Vec<char> = reference.chars().skip(1).collect();
        let begin: Vec<char> = self.stem.chars().take(3).collect();
        let is_word = self.stem.chars().all(char::is_alphabetic) && begin.len() == 3;
        is_word && letters.chunks(3).any(|group| group == begin && !group.iter().copied().eq(EVERY_KIND.chars()))
    }
}

#[cfg(test)]
mod tests {
    use exact_model::Uuid;

    use super::*;
    use crate::ledger::{Account, AccountType};
    use crate::series::Series;

    fn account(description: &str, kind: i32, reference: Option<&str>) -> AccountCosts {
        AccountCosts {
            account: Account {
                id: Uuid::from_u128(1),
                code: "4400".to_owned(),
                description: description.to_owned(),
                account_type: AccountType(kind),
                is_result: true,
                is_credit: false,
            },
            reference: reference.map(str::to_owned),
            amounts: Series::default(),
        }
    }

    #[test]
    fn everyday_words_lead_to_their_accounts() {
        let fuel = account("Brandstof en opladen", 121, Some("WBedAutBra"));
        for word in ["auto", "Autokosten", "brandstof", "44", "WBedAut"] {
            assert!(Wanted::of(word).leads_to(&fuel), "{word}");
        }
        assert!(Wanted::of("personeelskosten").leads_to(&account("Brutolonen", 125, Some("WPerLesLon"))));
        assert!(Wanted::of("huisvestingskosten").leads_to(&account("Huur", 121, Some("WBedHuiBeh"))));
        assert!(Wanted::of("huur").leads_to(&account("Huur bedrijfsruimte", 121, None)));
    }

    #[test]
    fn other_words_do_not() {
        let fuel = account("Brandstof en opladen", 121, Some("WBedAutBra"));
        for word in ["", "  ", "personeel", "bedrijf", "bed", "kosten voor niets"] {
            assert!(!Wanted::of(word).leads_to(&fuel), "{word}");
        }
    }
}
