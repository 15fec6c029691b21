use super::{Access, Database, values};
use crate::failure::Failure;

impl Database {
    /// Counts a question; `None` when the month's are used up, and then nothing is counted.
    pub(in crate::serve) async fn count_question(
        &self,
        account: &str,
        month: &str,
        most: u32,
    ) -> Result<Option<u32>, Failure> {
        if most == 0 {
            return Ok(None);
        }
        let (account, month) = (account.to_owned(), month.to_owned());
        self.work(Access::Count, move |work| {
            let row = work.row(
                "insert into questions (account, month, asked) values (?1, ?2, 1)
                 on conflict (account, month) do update set asked = questions.asked + 1 where questions.asked < ?3
                 returning asked",
                values![account, month, most],
            )?;
            row.map(|row| row.count(0)).transpose()
        })
        .await
    }

    /// Questions of a month.
    pub(in crate::serve) async fn questions(&self, account: &str, month: &str) -> Result<u32, Failure> {
        let (account, month) = (account.to_owned(), month.to_owned());
        self.work(Access::Read, move |work| {
            let asked = "select asked from questions where account = ?1 and month = ?2";
            work.row(asked, values![account, month])?.map_or(Ok(0), |row| row.count(0))
        })
        .await
    }

    /// How many links there are, and how many questions were asked this month, for the hoster.
    pub(in crate::serve) async fn counts(&self, month: &str) -> Result<(u64, u64), Failure> {
        let month = month.to_owned();
        self.work(Access::Read, move |work| {
            let links = work.row("select count(*) from link", &[])?.map_or(Ok(0), |row| row.whole(0))?;
            let asked = "select cast(coalesce(sum(asked), 0) as bigint) from questions where month = ?1";
            let questions = work.row(asked, values![month])?.map_or(Ok(0), |row| row.whole(0))?;
            Ok((u64::try_from(links).unwrap_or(0), u64::try_from(questions).unwrap_or(0)))
        })
        .await
    }
}
