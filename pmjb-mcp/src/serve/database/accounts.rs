use chrono::NaiveDate;

use super::links::read_link;
use super::{Access, Broken, Database, Row, Statements, values};
use crate::failure::Failure;
use crate::serve::account::{Account, Visitor};

const COLUMNS: &str = "id, exact_user, name, plan, joined_on";

/// An account as the hoster sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::serve) struct Listed {
    pub(in crate::serve) account: Account,
    /// Questions in the month that was asked for.
    pub(in crate::serve) asked: u32,
    /// The last day of its link.
    pub(in crate::serve) expires_on: Option<NaiveDate>,
}

impl Database {
    /// Keeps an account. The plan stays what it was: that is the hoster's.
    pub(in crate::serve) async fn keep_account(&self, account: Account) -> Result<(), Failure> {
        self.work(Access::Write, move |work| keep(work, &account)).await
    }

    /// An account by its id.
    pub(in crate::serve) async fn account(&self, id: &str) -> Result<Option<Account>, Failure> {
        let (id, query) = (id.to_owned(), format!("select {COLUMNS} from account where id = ?1"));
        self.work(Access::Read, move |work| work.row(&query, values![id])?.as_ref().map(read).transpose()).await
    }

    /// The account of a visitor of Exact.
    pub(in crate::serve) async fn account_of(&self, exact_user: &str) -> Result<Option<Account>, Failure> {
        let (user, query) = (exact_user.to_owned(), format!("select {COLUMNS} from account where exact_user = ?1"));
        self.work(Access::Read, move |work| work.row(&query, values![user])?.as_ref().map(read).transpose()).await
    }

    /// Somebody and everything he may ask about at this moment.
    pub(in crate::serve) async fn visitor(&self, id: &str) -> Result<Option<Visitor>, Failure> {
        let (id, query) = (id.to_owned(), format!("select {COLUMNS} from account where id = ?1"));
        self.work(Access::Read, move |work| {
            let Some(account) = work.row(&query, values![&id])? else { return Ok(None) };
            let own = work.row("select body from link where id = ?1", values![&id])?;
            let shared = work.rows(
                "select link.body from link join member on member.link = link.id where member.account = ?1
                 order by link.id",
                values![&id],
            )?;
            Ok(Some(Visitor {
                account: read(&account)?,
                own: own.as_ref().map(read_link).transpose()?,
                shared: shared.iter().map(read_link).collect::<Result<_, _>>()?,
            }))
        })
        .await
    }

    /// Gives an account a plan, `None` for the free one. Tells whether there is such an account.
    pub(in crate::serve) async fn set_plan(&self, id: &str, plan: Option<&str>) -> Result<bool, Failure> {
        let (id, plan) = (id.to_owned(), plan.map(str::to_owned));
        self.work(Access::Write, move |work| {
            work.execute("update account set plan = ?2 where id = ?1", values![id, plan])
        })
        .await
        .map(|touched| touched > 0)
    }

    /// Every account, by name.
    pub(in crate::serve) async fn accounts(&self, month: &str) -> Result<Vec<Listed>, Failure> {
        let month = month.to_owned();
        self.work(Access::Read, move |work| {
            let rows = work.rows(
                "select account.id, account.exact_user, account.name, account.plan, account.joined_on,
                    coalesce(questions.asked, 0), link.expires_on
                 from account left join questions on questions.account = account.id and questions.month = ?1
                    left join link on link.id = account.id
                 order by account.name, account.id",
                values![month],
            )?;
            let listed = |row: &Row| {
                let expires_on = row.maybe_text(6)?.and_then(|day| day.parse().ok());
                Ok(Listed { account: read(row)?, asked: row.count(5)?, expires_on })
            };
            rows.iter().map(listed).collect()
        })
        .await
    }

    /// Forgets an account and everything that belongs to it: tokens, link, members, invitations, sessions, counters, and
    /// what assistants were allowed.
    pub(in crate::serve) async fn forget(&self, id: &str) -> Result<(), Failure> {
        let id = id.to_owned();
        self.work(Access::Write, move |work| forget(work, &id)).await?;
        self.wipe().await;
        Ok(())
    }

    /// Forgets what is over: sessions, logins and invitations past their day, links so long past theirs that nobody will
    /// renew them, and accounts that nothing is left of. One with a plan of the hoster's stays as long as the plan.
    pub(in crate::serve) async fn sweep(&self, today: NaiveDate, forgotten_before: NaiveDate) -> Result<(), Failure> {
        let now = super::logins::now();
        self.work(Access::Alone, move |work| {
            work.execute("delete from session where expires_on < ?1", values![today])?;
            work.execute("delete from invitation where expires_on < ?1", values![today])?;
            work.execute("delete from login where expires_at < ?1", values![now])?;
            work.execute("delete from consent where expires_at < ?1", values![now])?;
            work.execute("delete from link where expires_on < ?1", values![forgotten_before])?;
            work.execute("delete from exact_client_tokens where link not in (select id from link)", &[])?;
            let nobody = work.rows(
                "select id from account where plan is null and id not in (select id from link)
                    and id not in (select account from member) and id not in (select account from session)",
                &[],
            )?;
            nobody.iter().try_for_each(|row| forget(work, &row.text(0)?))
        })
        .await?;
        self.wipe().await;
        Ok(())
    }
}

pub(super) fn keep(work: &mut dyn Statements, account: &Account) -> Result<(), Broken> {
    let values = values![&account.id, &account.exact_user, &account.name, account.joined_on];
    work.execute(
        "insert into account (id, exact_user, name, joined_on) values (?1, ?2, ?3, ?4)
         on conflict (id) do update set name = excluded.name",
        values,
    )
    .map(|_| ())
}

fn forget(work: &mut dyn Statements, id: &str) -> Result<(), Broken> {
    for statement in [
        // Tokens first: whatever a crash leaves opens nothing.
        "delete from exact_client_tokens where link = ?1",
        "delete from oauth_record where subject = ?1",
        "delete from account where id = ?1",
    ] {
        work.execute(statement, values![id])?;
    }
    Ok(())
}

fn read(row: &Row) -> Result<Account, Broken> {
    Ok(Account {
        id: row.text(0)?,
        exact_user: row.text(1)?,
        name: row.text(2)?,
        plan: row.maybe_text(3)?,
        joined_on: row.day(4)?,
    })
}
