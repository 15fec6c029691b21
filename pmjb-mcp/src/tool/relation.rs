//! Customers and suppliers by the name a question gives them, without guessing.

use exact_reports::ledger::Customer;

use crate::dutch;
use crate::failure::Failure;

/// Names in a choice; more is no help.
const MOST_NAMES: usize = 12;

/// The name to show: some relations have none.
pub(super) fn name_of(customer: &Customer) -> String {
    shown(customer.name(), code_of(customer).as_deref())
}

/// The code to show.
pub(super) fn code_of(customer: &Customer) -> Option<String> {
    customer.relation().and_then(|relation| relation.code.as_deref()).map(dutch::clean)
}

/// A name, or what stands for one.
pub(super) fn shown(name: &str, code: Option<&str>) -> String {
    let name = dutch::clean(name);
    match (name.is_empty(), code) {
        (false, _) => name,
        (true, Some(code)) => format!("(relatie {code} zonder naam)"),
        (true, None) => "(relatie zonder naam)".to_owned(),
    }
}

/// The relation that a question means, by its code, its name or a part of that; `None` when nobody here is called so.
///
/// # Errors
/// When several are called so: they are named, and one of them has to be chosen.
pub(super) fn find<'a>(
    asked: &str,
    known: impl Iterator<Item = &'a Customer>,
) -> Result<Option<&'a Customer>, Failure> {
    let asked = asked.trim().to_lowercase();
    let known: Vec<&Customer> = known.filter(|customer| customer.relation().is_some()).collect();
    let is_code = |customer: &&Customer| code_of(customer).is_some_and(|code| code.trim() == asked);
    let is_name = |customer: &&Customer| name_of(customer).to_lowercase() == asked;
    let is_part = |customer: &&Customer| name_of(customer).to_lowercase().contains(&asked);
    let ways: [&dyn Fn(&&Customer) -> bool; 3] = [&is_code, &is_name, &is_part];
    for way in ways {
        match known.iter().copied().filter(|customer| way(customer)).collect::<Vec<_>>().as_slice() {
            [] => {}
            [only] => return Ok(Some(only)),
            several => return Err(ambiguous(&asked, several)),
        }
    }
    Ok(None)
}

fn ambiguous(asked: &str, several: &[&Customer]) -> Failure {
    let named = |customer: &&Customer| match code_of(customer) {
        Some(code) => format!("{} ({})", dutch::quoted(&name_of(customer)), code.trim()),
        None => dutch::quoted(&name_of(customer)),
    };
    let names: Vec<_> = several.iter().take(MOST_NAMES).map(named).collect();
    Failure::new(
        "relatie_kiezen",
        format!("“{}” kan {} zijn.", dutch::clean(asked), dutch::count(several.len(), "relatie", "relaties")),
        format!("Kies er een: {}.", dutch::list(&names)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relation_without_a_name_is_shown_by_its_code() {
        assert_eq!(shown(" Molen\n", Some("7")), "Molen");
        assert_eq!(shown("", Some("7")), "(relatie 7 zonder naam)");
        assert_eq!(shown("", None), "(relatie zonder naam)");
    }
}
