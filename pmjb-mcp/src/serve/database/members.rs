use chrono::NaiveDate;

use super::links::read_link;
use super::{Access, Database, hash, values};
use crate::failure::Failure;
use crate::serve::account::Member;
use crate::serve::link::Link;

/// How an invitation was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::serve) enum Acceptance {
    Accepted,
    /// It was used, withdrawn or is over.
    Gone,
    /// The plan of the link's owner has no room for one more.
    Full,
    /// It is the invited one's own link.
    Own,
}

impl Database {
    /// Keeps an invitation; `None` when members and invitations together are as many as `most` already.
    pub(in crate::serve) async fn invite(
        &self,
        link: &str,
        code: &str,
        expires_on: NaiveDate,
        most: u32,
    ) -> Result<Option<()>, Failure> {
        let (link, code) = (link.to_owned(), hash(code));
        self.work(Access::Alone, move |work| {
            let taken = "select (select count(*) from member where link = ?1)
                + (select count(*) from invitation where link = ?1)";
            let taken = work.row(taken, values![&link])?.map_or(Ok(0), |row| row.count(0))?;
            if taken >= most {
                return Ok(None);
            }
            work.execute(
                "insert into invitation (code_hash, link, expires_on) values (?1, ?2, ?3)",
                values![code, link, expires_on],
            )?;
            Ok(Some(()))
        })
        .await
    }

    /// The link that a code invites to.
    pub(in crate::serve) async fn invitation(&self, code: &str, today: NaiveDate) -> Result<Option<Link>, Failure> {
        let code = hash(code);
        self.work(Access::Read, move |work| {
            let row = work.row(
                "select link.body from link join invitation on invitation.link = link.id
                 where invitation.code_hash = ?1 and invitation.expires_on >= ?2",
                values![code, today],
            )?;
            row.as_ref().map(read_link).transpose()
        })
        .await
    }

    /// Spends an invitation: whoever takes it is a member, and nobody else can take it.
    pub(in crate::serve) async fn accept(
        &self,
        code: &str,
        account: &str,
        today: NaiveDate,
        most: u32,
    ) -> Result<Acceptance, Failure> {
        let (code, account) = (hash(code), account.to_owned());
        self.work(Access::Alone, move |work| {
            let query = "select link from invitation where code_hash = ?1 and expires_on >= ?2";
            let Some(row) = work.row(query, values![code.clone(), today])? else { return Ok(Acceptance::Gone) };
            let link = row.text(0)?;
            if link == account {
                return Ok(Acceptance::Own);
            }
            let members = "select count(*) from member where link = ?1 and account <> ?2";
            if work.row(members, values![&link, &account])?.map_or(Ok(0), |row| row.count(0))? >= most {
                return Ok(Acceptance::Full);
            }
            work.execute("delete from invitation where code_hash = ?1", values![code])?;
            work.execute(
                "insert into member (link, account, since) values (?1, ?2, ?3) on conflict (link, account) do nothing",
                values![link, account, today],
            )?;
            Ok(Acceptance::Accepted)
        })
        .await
    }

    /// Withdraws the invitations to a link that nobody took.
    pub(in crate::serve) async fn withdraw_invitations(&self, link: &str) -> Result<(), Failure> {
        let link = link.to_owned();
        self.work(Access::Write, move |work| work.execute("delete from invitation where link = ?1", values![link]))
            .await
            .map(|_| ())
    }

    /// The members of a link, and how many invitations nobody took yet.
    pub(in crate::serve) async fn members(&self, link: &str, today: NaiveDate) -> Result<(Vec<Member>, u32), Failure> {
        let link = link.to_owned();
        self.work(Access::Read, move |work| {
            let rows = work.rows(
                "select account.id, account.name, member.since from member join account on account.id = member.account
                 where member.link = ?1 order by account.name, account.id",
                values![&link],
            )?;
            let members = rows
                .iter()
                .map(|row| Ok(Member { account: row.text(0)?, name: row.text(1)?, since: row.day(2)? }))
                .collect::<Result<_, _>>()?;
            let open = "select count(*) from invitation where link = ?1 and expires_on >= ?2";
            Ok((members, work.row(open, values![link, today])?.map_or(Ok(0), |row| row.count(0))?))
        })
        .await
    }

    /// Takes a member off a link; from this moment he can ask nothing about it.
    pub(in crate::serve) async fn remove_member(&self, link: &str, account: &str) -> Result<(), Failure> {
        let (link, account) = (link.to_owned(), account.to_owned());
        let statement = "delete from member where link = ?1 and account = ?2";
        self.work(Access::Write, move |work| work.execute(statement, values![link, account])).await.map(|_| ())
    }
}
