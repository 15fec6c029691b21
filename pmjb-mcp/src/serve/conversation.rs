//! What an MCP client said when its session began. It is in the database, so that the session goes on at another server and
//! after a restart; of the questions asked in it nothing is kept.

use async_trait::async_trait;
use rmcp::transport::streamable_http_server::session::{SessionState, SessionStore, SessionStoreError};

use super::database::Database;

/// The sessions of MCP clients.
pub(super) struct Conversations(pub(super) Database);

#[async_trait]
impl SessionStore for Conversations {
    async fn load(&self, id: &str) -> Result<Option<SessionState>, SessionStoreError> {
        let told = self.0.conversation(id).await?;
        Ok(told.map(|told| serde_json::from_str(&told)).transpose()?)
    }

    async fn store(&self, id: &str, state: &SessionState) -> Result<(), SessionStoreError> {
        Ok(self.0.keep_conversation(id, &serde_json::to_string(state)?).await?)
    }

    async fn delete(&self, id: &str) -> Result<(), SessionStoreError> {
        Ok(self.0.end_conversation(id).await?)
    }
}
