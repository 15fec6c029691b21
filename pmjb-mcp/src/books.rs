//! The administrations behind one login: which there are, which one is meant, and how to read it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use exact_client::Exact;
use exact_reports::live::{self, WorkingSet};

use crate::administration::{Listed, choose};
use crate::failure::Failure;
use crate::link::RENEWAL;
use crate::memory::Memory;
use crate::today::Today;

/// One login or several, their administrations and the day it is.
#[derive(Debug)]
pub(crate) struct Books {
    /// The first is whose books these are, or the only one.
    first: Access,
    others: Vec<Access>,
    today: Today,
    chosen: Mutex<Option<Listed>>,
    /// Read at the first question that needs it.
    directory: tokio::sync::Mutex<Option<Arc<Vec<Listed>>>>,
    /// Journal lines of this login, in memory only, where a conversation is long enough to be worth it.
    lines: Option<WorkingSet>,
    /// What was read of an administration's calendar, and on which day: tomorrow there may be a new book year.
    shelf: Mutex<HashMap<i32, Shelved>>,
    notes: Vec<String>,
    memory: Memory,
    /// What renews the link, as the end of a sentence.
    renewal: String,
}

/// What may be read with one login.
#[derive(Debug)]
pub(crate) struct Access {
    exact: Exact,
    /// The last day of the link, for those that have one.
    expires_on: Option<NaiveDate>,
    /// The administrations that may be read, where that is not all of them.
    only: Option<Vec<Listed>>,
}

impl Access {
    /// Of these administrations only, until the end of a day.
    pub(crate) fn limited(exact: Exact, expires_on: NaiveDate, only: &[Listed]) -> Self {
        Self { exact, expires_on: Some(expires_on), only: Some(only.to_vec()) }
    }

    fn covers(&self, code: i32) -> bool {
        self.only.as_ref().is_none_or(|only| only.iter().any(|one| one.administration.code == code))
    }

    fn require(&self, today: NaiveDate) -> Result<(), Failure> {
        match self.expires_on {
            Some(day) if day < today => Err(expired(day)),
            _ => Ok(()),
        }
    }

    /// Every administration of the login, whether it may be read here or not, and the calls that took.
    pub(crate) async fn everything(&self, today: NaiveDate) -> Result<(Vec<Listed>, u64), Failure> {
        self.require(today)?;
        let exact = self.exact.metered();
        let rows = exact.divisions().await.map_err(|error| Failure::from(&error))?;
        let mut listed: Vec<_> = rows.rows().iter().map(Listed::from).collect();
        listed.sort_by_key(|one| (one.administration.number, one.administration.code));
        Ok((listed, exact.calls().total()))
    }
}

/// Questions about an administration that are answered by reading no more than they need. After these a conversation is long
/// enough to read whole book years once, and every further question costs two calls.
const SHORT_CONVERSATION: u32 = 4;

/// An administration, and what was read of its calendar.
#[derive(Debug)]
struct Shelved {
    /// Tomorrow there may be a new book year.
    day: NaiveDate,
    asked: u32,
    live: Arc<live::Administration>,
}

/// The administration a question is about.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) listed: Listed,
    pub(crate) live: Arc<live::Administration>,
    pub(crate) today: NaiveDate,
    /// Calls it took to know.
    pub(crate) calls: u64,
}

impl Books {
    pub(crate) fn new(exact: Exact, today: Today) -> Self {
        Self::over(Access { exact, expires_on: None, only: None }, Vec::new(), today)
    }

    /// Of several logins together.
    pub(crate) fn over(first: Access, others: Vec<Access>, today: Today) -> Self {
        Self {
            first,
            others,
            today,
            chosen: Mutex::default(),
            directory: tokio::sync::Mutex::default(),
            lines: None,
            shelf: Mutex::default(),
            notes: Vec::new(),
            memory: Memory::default(),
            renewal: RENEWAL.to_owned(),
        }
    }

    /// With the administration that questions are about when they name none.
    pub(crate) fn chosen(self, listed: Listed) -> Self {
        *self.chosen.lock().unwrap_or_else(PoisonError::into_inner) = Some(listed);
        self
    }

    /// With sentences that belong to the basis of every answer.
    pub(crate) fn noted(mut self, notes: impl IntoIterator<Item = String>) -> Self {
        self.notes.extend(notes);
        self
    }

    /// With another way to renew the link than the terminal's.
    pub(crate) fn renewed(mut self, how: String) -> Self {
        self.renewal = how;
        self
    }

    /// With the last day on which the link may be used.
    pub(crate) fn until(mut self, day: NaiveDate) -> Self {
        self.first.expires_on = Some(day);
        self
    }

    pub(crate) fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The answers that were given.
    pub(crate) fn memory(&self) -> &Memory {
        &self.memory
    }

    pub(crate) fn today(&self) -> NaiveDate {
        self.today.day()
    }

    /// The administrations that may be read as Exact lists them now, and the calls that took.
    pub(crate) async fn list(&self) -> Result<(Arc<Vec<Listed>>, u64), Failure> {
        let today = self.today();
        let (mut listed, calls) = self.first.everything(today).await?;
        listed.retain(|one| self.first.covers(one.administration.code));
        // What the owners of other links chose is known; an accountant of a hundred clients need not wait for a hundred calls.
        for one in self.others.iter().filter_map(|other| other.only.as_ref()).flatten() {
            if !listed.iter().any(|known| known.administration.code == one.administration.code) {
                listed.push(one.clone());
            }
        }
        if listed.is_empty() {
            return Err(Failure::new(
                "geen_administraties",
                "De koppeling geeft toegang tot geen enkele administratie.",
                "Maak de koppeling opnieuw en vink een administratie aan: pmjb-mcp verbind",
            ));
        }
        let listed = Arc::new(listed);
        *self.directory.lock().await = Some(Arc::clone(&listed));
        Ok((listed, calls))
    }

    /// The code of the administration that questions are about when they name none.
    pub(crate) fn chosen_code(&self) -> Option<i32> {
        let chosen = self.chosen.lock().unwrap_or_else(PoisonError::into_inner);
        chosen.as_ref().map(|listed| listed.administration.code)
    }

    /// Opens the administration a question names, or the chosen one, or the only one.
    pub(crate) async fn open(&self, asked: Option<&str>) -> Result<Opened, Failure> {
        let today = self.today();
        let chosen = self.chosen.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (listed, calls) = match (asked, chosen) {
            (None, Some(chosen)) => (chosen, 0),
            (asked, _) => {
                let known = self.directory.lock().await.clone();
                let (known, calls) = match known {
                    Some(known) => (known, 0),
                    None => self.list().await?,
                };
                (pick(&known, asked)?, calls)
            }
        };
        let access = self.access(listed.administration.code);
        access.require(today)?;
        let live = self.shelved(listed.administration.code, today, &access.exact);
        Ok(Opened { listed, live, today, calls })
    }

    /// For conversations: lines are kept in memory once one has become long.
    pub(crate) fn keeping_lines(mut self) -> Self {
        self.lines = Some(WorkingSet::default());
        self
    }

    /// An administration, with what was read of its calendar today.
    fn shelved(&self, code: i32, today: NaiveDate, exact: &Exact) -> Arc<live::Administration> {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = || live::Administration::new(exact.division(code));
        let shelved = shelf.entry(code).or_insert_with(|| Shelved { day: today, asked: 0, live: Arc::new(fresh()) });
        shelved.asked = shelved.asked.saturating_add(1);
        let becomes_long = shelved.asked == SHORT_CONVERSATION + 1;
        if shelved.day != today || becomes_long {
            shelved.day = today;
            let lines = self.lines.as_ref().filter(|_| shelved.asked > SHORT_CONVERSATION);
            shelved.live = Arc::new(match lines {
                Some(lines) => fresh().with_working_set(lines),
                None => fresh(),
            });
        }
        Arc::clone(&shelved.live)
    }

    /// Forgets what was read of an administration's calendar, because a book year was asked for that it lacks.
    pub(crate) fn forget(&self, code: i32) {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner).remove(&code);
    }

    /// The sentence that announces the end of the link; `None` while that is far away.
    pub(crate) fn notice(&self) -> Option<String> {
        crate::link::notice(self.first.expires_on?, self.today(), &self.renewal)
    }

    /// The login that an administration is read with; who may read one twice reads it with the first.
    fn access(&self, code: i32) -> &Access {
        if self.first.covers(code) {
            return &self.first;
        }
        self.others.iter().find(|access| access.covers(code)).unwrap_or(&self.first)
    }
}

/// The failure of a link past its last day.
pub(crate) fn expired(day: NaiveDate) -> Failure {
    Failure::new(
        "koppeling_verlopen",
        format!("De koppeling met Exact Online liep tot en met {}.", crate::dutch::date(day)),
        "Vernieuw haar in één stap met: pmjb-mcp verbind",
    )
}

fn pick(known: &[Listed], asked: Option<&str>) -> Result<Listed, Failure> {
    match (asked, known) {
        (Some(asked), known) => choose(known, asked).cloned(),
        (None, [only]) => Ok(only.clone()),
        (None, known) => {
            let names: Vec<_> = known
                .iter()
                .map(|one| {
                    format!("{} ({})", crate::dutch::quoted(&one.administration.name), one.administration.number)
                })
                .collect();
            Err(Failure::new(
                "administratie_kiezen",
                "Er is meer dan één administratie en er is er geen gekozen.",
                format!("Noem een administratie: {}.", crate::dutch::list(&names)),
            ))
        }
    }
}
