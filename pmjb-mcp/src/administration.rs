//! Choosing an administration by name, number or code, without guessing.

use exact_client::DivisionRow;
use serde::{Deserialize, Serialize};

use crate::dutch;
use crate::failure::Failure;

/// Names in an error; more is no help.
const MOST_NAMES: usize = 12;

/// Exact's status of an archived division.
const ARCHIVED: i32 = 2;

/// An administration as its owner knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Administration {
    /// The name.
    #[serde(rename = "naam")]
    pub(crate) name: String,
    /// The number in Exact's own pages; the code when there is none.
    #[serde(rename = "nummer")]
    pub(crate) number: i64,
    /// The division number in Exact's addresses.
    pub(crate) code: i32,
}

/// An administration and what else its row says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Listed {
    /// Who it is.
    #[serde(flatten)]
    pub(crate) administration: Administration,
    /// Currency of its books.
    #[serde(rename = "valuta")]
    pub(crate) currency: String,
    /// Whether it was archived.
    #[serde(rename = "gearchiveerd", default)]
    pub(crate) archived: bool,
}

impl From<&DivisionRow> for Listed {
    fn from(row: &DivisionRow) -> Self {
        let name = row.description.as_deref().map(dutch::clean).filter(|name| !name.is_empty());
        Self {
            administration: Administration {
                name: name.unwrap_or_else(|| format!("administratie {}", row.code)),
                number: row.hid.unwrap_or(i64::from(row.code)),
                code: row.code,
            },
            currency: row
                .currency
                .as_deref()
                .map(str::trim)
                .filter(|code| !code.is_empty())
                .unwrap_or("EUR")
                .to_owned(),
            archived: row.status == Some(ARCHIVED),
        }
    }
}

/// The administration that a text means: its number or code, its name, or the only one whose name holds the text.
pub(crate) fn choose<'a>(known: &'a [Listed], asked: &str) -> Result<&'a Listed, Failure> {
    let wanted = dutch::clean(asked).to_lowercase();
    let is_number = |listed: &Listed| {
        let number = |number: i64| wanted.parse() == Ok(number);
        number(listed.administration.number) || number(i64::from(listed.administration.code))
    };
    let name = |listed: &Listed| listed.administration.name.to_lowercase();
    let whole = pick(known, |listed| is_number(listed) || name(listed) == wanted);
    let found =
        if whole.is_empty() && !wanted.is_empty() { pick(known, |one| name(one).contains(&wanted)) } else { whole };
    match found.as_slice() {
        [one] => Ok(one),
        [] => Err(Failure::new(
            "administratie_onbekend",
            format!("Er is geen administratie “{}”.", dutch::clean(asked)),
            format!("Kies uit: {}.", names(known.iter())),
        )),
        several => Err(Failure::new(
            "administratie_niet_eenduidig",
            format!("“{}” kan meer dan één administratie zijn.", dutch::clean(asked)),
            format!("Kies met het nummer uit: {}.", names(several.iter().copied())),
        )),
    }
}

fn pick(known: &[Listed], which: impl Fn(&Listed) -> bool) -> Vec<&Listed> {
    known.iter().filter(|listed| which(listed)).collect()
}

fn names<'a>(known: impl Iterator<Item = &'a Listed>) -> String {
    let known: Vec<_> = known.map(|listed| &listed.administration).collect();
    // The administrations of two clients may have the same number; a code is of one only.
    let unique = |one: &Administration| {
        let is_shared = known.iter().filter(|other| other.number == one.number).count() > 1;
        if is_shared { i64::from(one.code) } else { one.number }
    };
    let mut names: Vec<_> = known.iter().map(|one| format!("{} ({})", dutch::quoted(&one.name), unique(one))).collect();
    let more = names.len().saturating_sub(MOST_NAMES);
    names.truncate(MOST_NAMES);
    if more > 0 {
        names.push(format!("nog {more} andere"));
    }
    if names.is_empty() { "geen enkele administratie".to_owned() } else { dutch::list(&names) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(name: &str, number: i64, code: i32) -> Listed {
        let administration = Administration { name: name.to_owned(), number, code };
        Listed { administration, currency: "EUR".to_owned(), archived: false }
    }

    fn known() -> Vec<Listed> {
        vec![listed("Van Dijk Holding BV", 1, 700_001), listed("Van Dijk BV", 2, 700_002), listed("De Molen", 3, 2)]
    }

    #[test]
    fn a_number_a_code_a_name_and_a_part_of_a_name_all_choose() {
        let known = known();
        for (asked, code) in
            [("1", 700_001), ("700002", 700_002), ("van dijk bv", 700_002), (" MOLEN ", 2), ("holding", 700_001)]
        {
            assert_eq!(choose(&known, asked).map(|one| one.administration.code), Ok(code), "{asked}");
        }
    }

    #[test]
    fn what_fits_several_is_refused_with_the_choice() {
        let known = known();
        let failure = choose(&known, "van dijk").unwrap_err();
        assert_eq!(failure.code, "administratie_niet_eenduidig");
        assert!(failure.next.contains("“Van Dijk Holding BV” (1)") && failure.next.contains("“Van Dijk BV” (2)"));
        // The number of one is the code of another.
        assert_eq!(choose(&known, "2").unwrap_err().code, "administratie_niet_eenduidig");
    }

    #[test]
    fn administrations_of_two_clients_with_one_number_are_told_apart_by_code() {
        let known = [listed("Bakkerij", 1, 700_001), listed("Bakkerij", 1, 800_001)];
        let failure = choose(&known, "bakkerij").unwrap_err();
        assert!(failure.next.contains("“Bakkerij” (700001) en “Bakkerij” (800001)"), "{failure:?}");
        assert_eq!(choose(&known, "800001").map(|one| one.administration.code), Ok(800_001));
    }

    #[test]
    fn what_fits_none_is_refused_with_what_there_is() {
        let failure = choose(&known(), "Jansen").unwrap_err();
        assert_eq!(failure.code, "administratie_onbekend");
        assert!(failure.next.contains("“De Molen” (3)"));
        assert!(choose(&known(), "").is_err());
    }
}
