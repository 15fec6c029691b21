use core::fmt;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use exact_client::{PostgresLimits, PostgresTokenStore, StoreKey};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use rustls_platform_verifier::BuilderVerifierExt;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::runtime::Handle;
use tokio_postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::Access;
use super::statement::{Broken, Row, Statements, Value};

/// Connections of one process.
const MOST_CONNECTIONS: usize = 8;

/// A database that several servers share.
#[derive(Clone)]
pub(super) struct Postgres {
    config: tokio_postgres::Config,
    tls: MakeRustlsConnect,
    pool: Pool,
}

impl Postgres {
    /// `address` is written as `postgres://user:password@host/name` or `host=… user=…`. The connection is encrypted when the
    /// server can, and has to be with `sslmode=require`.
    pub(super) fn at(address: &SecretString) -> Result<Self, Broken> {
        let mut config: tokio_postgres::Config = address
            .expose_secret()
            .parse()
            // Its own words may repeat the address.
            .map_err(|_| Broken::new("the address of the database cannot be read"))?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(core::time::Duration::from_secs(5));
        }
        let tls = MakeRustlsConnect::new(encryption()?);
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_config(config.clone(), tls.clone(), recycling);
        let pool = Pool::builder(manager).max_size(MOST_CONNECTIONS).runtime(Runtime::Tokio1);
        let pool = pool.wait_timeout(Some(core::time::Duration::from_secs(10))).build();
        Ok(Self { config, tls, pool: pool.map_err(|error| Broken::new(error.to_string()))? })
    }

    /// Does a piece of work on a thread that may wait; nothing of it stays when it fails.
    pub(super) fn run<T>(
        &self,
        runtime: &Handle,
        access: Access,
        work: impl FnOnce(&mut dyn Statements) -> Result<T, Broken>,
    ) -> Result<T, Broken> {
        let mut client = runtime.block_on(self.pool.get()).map_err(|error| Broken::new(error.to_string()))?;
        let transaction = runtime.block_on(client.transaction()).map_err(broken)?;
        if access == Access::Alone {
            let lock = "select pg_advisory_xact_lock(hashtextextended('pmjb-mcp', 0))";
            runtime.block_on(transaction.batch_execute(lock)).map_err(broken)?;
        }
        let mut open = Open { runtime, transaction };
        let result = work(&mut open)?;
        runtime.block_on(open.transaction.commit()).map_err(broken)?;
        Ok(result)
    }

    /// The tokens of a link.
    pub(super) async fn tokens(&self, link: &str, key: StoreKey) -> Result<PostgresTokenStore, exact_client::Error> {
        PostgresTokenStore::with_connections(self.connecting(), link, key).await
    }

    /// What is left of Exact's limits.
    pub(super) fn limits(&self) -> PostgresLimits {
        PostgresLimits::with_connections(self.connecting())
    }

    /// Connections beside those of the pool.
    fn connecting(
        &self,
    ) -> impl Fn() -> BoxFuture<'static, Result<tokio_postgres::Client, tokio_postgres::Error>> + Send + Sync + use<>
    {
        let (config, tls) = (self.config.clone(), self.tls.clone());
        move || {
            let (config, tls) = (config.clone(), tls.clone());
            let connected = async move {
                let (client, connection) = config.connect(tls).await?;
                tokio::spawn(connection);
                Ok(client)
            };
            connected.boxed()
        }
    }
}

/// With the certificates that this machine trusts.
fn encryption() -> Result<rustls::ClientConfig, Broken> {
    let unusable = |error: rustls::Error| Broken::new(format!("encrypted connections: {error}"));
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.and_then(BuilderVerifierExt::with_platform_verifier).map_err(unusable)?;
    Ok(builder.with_no_client_auth())
}

struct Open<'a> {
    runtime: &'a Handle,
    transaction: deadpool_postgres::Transaction<'a>,
}

impl Statements for Open<'_> {
    fn execute(&mut self, statement: &str, values: &[Value]) -> Result<u64, Broken> {
        let statement = numbered(statement);
        let work = async {
            let prepared = self.transaction.prepare_cached(&statement).await?;
            self.transaction.execute(&prepared, &borrowed(values)).await
        };
        self.runtime.block_on(work).map_err(broken)
    }

    fn rows(&mut self, statement: &str, values: &[Value]) -> Result<Vec<Row>, Broken> {
        let statement = numbered(statement);
        let work = async {
            let prepared = self.transaction.prepare_cached(&statement).await?;
            self.transaction.query(&prepared, &borrowed(values)).await
        };
        self.runtime.block_on(work).map_err(broken)?.iter().map(read).collect()
    }

    fn batch(&mut self, statements: &str) -> Result<(), Broken> {
        self.runtime.block_on(self.transaction.batch_execute(statements)).map_err(broken)
    }
}

/// PostgreSQL writes `$1` where SQLite writes `?1`; no statement here holds either for another reason.
fn numbered(statement: &str) -> String {
    statement.replace('?', "$")
}

fn borrowed(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

fn read(row: &tokio_postgres::Row) -> Result<Row, Broken> {
    let value = |column: usize, kind: &Type| -> Result<Value, tokio_postgres::Error> {
        Ok(match *kind {
            Type::INT8 => row.try_get::<_, Option<i64>>(column)?.into(),
            Type::INT4 => row.try_get::<_, Option<i32>>(column)?.map(i64::from).into(),
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(column)?.into(),
            _ => row.try_get::<_, Option<String>>(column)?.into(),
        })
    };
    let values = row.columns().iter().enumerate().map(|(column, kind)| value(column, kind.type_()));
    values.collect::<Result<_, _>>().map(Row).map_err(broken)
}

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn core::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Text(text) => text.to_sql(kind, out),
            Self::Whole(number) => number.to_sql(kind, out),
            Self::Bytes(bytes) => bytes.to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::TEXT | Type::INT8 | Type::BYTEA)
    }

    to_sql_checked!();
}

/// Says what PostgreSQL said, without the values of a row that its details may repeat.
#[expect(clippy::needless_pass_by_value, reason = "it is what map_err gives")]
fn broken(error: tokio_postgres::Error) -> Broken {
    match error.as_db_error() {
        Some(told) => Broken::new(format!("{} ({})", told.message(), told.code().code())),
        None => Broken::new(error.to_string()),
    }
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Postgres(…)")
    }
}
