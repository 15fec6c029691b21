/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The books were read, and the figure cannot be given.
    #[error("the figure cannot be given")]
    Report(#[from] crate::Error),
    /// The books could not be read to the end.
    #[error("the books could not be read to the end")]
    Client(#[from] exact_client::Error),
}

impl Error {
    /// The reason in the books, when that is what it was.
    #[must_use]
    pub const fn report(&self) -> Option<&crate::Error> {
        match self {
            Self::Report(error) => Some(error),
            Self::Client(_) => None,
        }
    }

    /// The reason in the connection, when that is what it was.
    #[must_use]
    pub const fn client(&self) -> Option<&exact_client::Error> {
        match self {
            Self::Client(error) => Some(error),
            Self::Report(_) => None,
        }
    }
}
