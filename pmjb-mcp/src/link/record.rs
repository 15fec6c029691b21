use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::administration::Listed;

/// How long a link lasts. The owner agrees anew after that.
pub(crate) const LINK_DAYS: u64 = 30;

/// From how many days before its end a link says so.
const NOTICE_DAYS: i64 = 5;

/// What renews a link of this machine.
pub(crate) const RENEWAL: &str = "vernieuw haar met: pmjb-mcp verbind";

/// What `link.json` says. No secret and nothing from the books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// The site: `https://start.exactonline.nl`.
    pub(crate) host: String,
    /// The id of the registered app.
    pub(crate) client_id: String,
    /// The address the app was registered with.
    pub(crate) redirect_uri: String,
    /// The administration that questions are about when they name none.
    pub(crate) administration: Listed,
    /// The day the owner logged in.
    pub(crate) connected_on: NaiveDate,
    /// The last day it may be used.
    pub(crate) expires_on: NaiveDate,
}

impl Record {
    /// The last day of a link made on `day`.
    pub(crate) fn last_day(day: NaiveDate) -> NaiveDate {
        day.checked_add_days(Days::new(LINK_DAYS)).unwrap_or(day)
    }

    /// The sentence that announces the end of the link; `None` while that is far away.
    pub(crate) fn notice(&self, today: NaiveDate) -> Option<String> {
        notice(self.expires_on, today, RENEWAL)
    }
}

/// The sentence that announces the end of a link; `None` while that is far away.
pub(crate) fn notice(expires_on: NaiveDate, today: NaiveDate, renewal: &str) -> Option<String> {
    let left = (expires_on - today).num_days();
    let day = crate::dutch::date(expires_on);
    (0..=NOTICE_DAYS)
        .contains(&left)
        .then(|| format!("De koppeling met Exact Online loopt tot en met {day}; {renewal}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::administration::Administration;

    fn record() -> Record {
        let day = |text: &str| text.parse().unwrap();
        let administration = Administration { name: "De Molen".to_owned(), number: 3, code: 700_003 };
        Record {
            host: "https://start.exactonline.nl".to_owned(),
            client_id: "id".to_owned(),
            redirect_uri: "http://127.0.0.1:8714/terug".to_owned(),
            administration: Listed { administration, currency: "EUR".to_owned(), archived: false },
            connected_on: day("2026-01-31"),
            expires_on: Record::last_day(day("2026-01-31")),
        }
    }

    #[test]
    fn a_link_lasts_thirty_days_and_announces_its_end() {
        let record = record();
        let day = |text: &str| text.parse().unwrap();
        assert_eq!(record.expires_on, day("2026-03-02"));
        assert_eq!(record.notice(day("2026-02-20")), None);
        assert!(record.notice(day("2026-02-25")).unwrap().contains("02-03-2026"));
        assert_eq!(record.notice(day("2026-03-03")), None);
    }

    #[test]
    fn what_is_written_is_read_back_and_holds_no_amount_or_secret() {
        let text = serde_json::to_string(&record()).unwrap();
        assert_eq!(serde_json::from_str::<Record>(&text).unwrap(), record());
        assert!(!text.contains("secret") && !text.contains("token"));
    }
}
