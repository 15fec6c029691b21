//! Plans: what a visitor may ask in a month and whom he may invite, as the hoster has it in his configuration.

use std::collections::BTreeMap;

use serde::Deserialize;
use url::Url;

use super::account::Account;

/// The plan of whoever has no other.
pub(super) const FREE: &str = "gratis";

/// Questions in a month without paying.
const FREE_QUESTIONS: u32 = 100;

/// Members of a link without paying: the bookkeeper.
const FREE_MEMBERS: u32 = 1;

/// A plan as the configuration has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    name: Option<String>,
    questions_per_month: u32,
    #[serde(default)]
    members: u32,
    #[serde(default)]
    team: bool,
}

/// What belongs to a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    /// What visitors read.
    pub(super) name: String,
    pub(super) questions: u32,
    /// How many others the owner of a link may invite.
    pub(super) members: u32,
    /// Whether members ask from the owner's questions once their own are used up.
    pub(super) team: bool,
}

/// The plans of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plans {
    free: Plan,
    others: BTreeMap<String, Plan>,
    /// Where a visitor gets another plan.
    pub(super) address: Option<Url>,
}

impl Plans {
    /// The plans of a configuration. `Err` says what is wrong with it.
    pub(super) fn read(
        plans: BTreeMap<String, File>,
        free_questions: Option<u32>,
        address: Option<Url>,
    ) -> Result<Self, String> {
        let mut all: BTreeMap<String, Plan> = plans
            .into_iter()
            .map(|(key, plan)| {
                let name = plan.name.unwrap_or_else(|| key.clone());
                let (questions, members, team) = (plan.questions_per_month, plan.members, plan.team);
                (key, Plan { name, questions, members, team })
            })
            .collect();
        let free = all.remove(FREE);
        if free.is_some() && free_questions.is_some() {
            return Err(format!("noemt questions_per_month én plans.{FREE}"));
        }
        let usual = Self::only(free_questions.unwrap_or(FREE_QUESTIONS), FREE_MEMBERS);
        Ok(Self { free: free.unwrap_or(usual.free), others: all, address })
    }

    /// The free plan and no other.
    pub(super) fn only(questions: u32, members: u32) -> Self {
        let free = Plan { name: "Gratis".to_owned(), questions, members, team: false };
        Self { free, others: BTreeMap::new(), address: None }
    }

    /// The plan of an account. One that the configuration no longer has is the free one.
    pub(super) fn of(&self, account: &Account) -> &Plan {
        account.plan.as_ref().and_then(|key| self.others.get(key)).unwrap_or(&self.free)
    }

    /// A plan by its key.
    pub(super) fn get(&self, key: &str) -> Option<&Plan> {
        if key == FREE { Some(&self.free) } else { self.others.get(key) }
    }

    /// The keys, the free one first.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        core::iter::once(FREE).chain(self.others.keys().map(String::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Plans, String> {
        Plans::read(toml::from_str(text).unwrap(), None, None)
    }

    fn account(plan: Option<&str>) -> Account {
        let joined_on = "2026-11-20".parse().unwrap();
        let plan = plan.map(str::to_owned);
        Account { id: "a".to_owned(), exact_user: "e".to_owned(), name: "Anna".to_owned(), plan, joined_on }
    }

    #[test]
    fn whoever_has_no_plan_or_one_that_is_gone_has_the_free_one() {
        let plans =
            read("[kantoor]\nname = \"Kantoor\"\nquestions_per_month = 5000\nmembers = 10\nteam = true").unwrap();
        assert_eq!(plans.of(&account(None)).questions, FREE_QUESTIONS);
        assert_eq!(plans.of(&account(Some("opgeheven"))).questions, FREE_QUESTIONS);
        let office = plans.of(&account(Some("kantoor")));
        assert_eq!((office.name.as_str(), office.questions, office.members, office.team), ("Kantoor", 5000, 10, true));
        assert_eq!(plans.keys().collect::<Vec<_>>(), ["gratis", "kantoor"]);
    }

    #[test]
    fn the_free_plan_can_be_another_but_not_twice() {
        let text = "[gratis]\nquestions_per_month = 20";
        assert_eq!(read(text).unwrap().of(&account(None)).questions, 20);
        assert!(Plans::read(toml::from_str(text).unwrap(), Some(10), None).is_err());
    }
}
