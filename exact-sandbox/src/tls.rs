//! Certificates: one made at the start, or one's own.

use core::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig};

/// Where the certificate comes from.
#[derive(Debug, Clone)]
pub(crate) enum Tls {
    /// Made at the start, for `localhost` and loopback addresses.
    SelfSigned,
    /// A chain and its key, in PEM.
    Files { certificate: PathBuf, key: PathBuf },
}

/// What serves the connections, and the certificate a client must trust when it was made here, in PEM.
pub(crate) fn acceptor(tls: &Tls) -> Result<(TlsAcceptor, Option<String>), TlsError> {
    let (chain, key, made) = match tls {
        Tls::SelfSigned => {
            let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
            let made = rcgen::generate_simple_self_signed(names).map_err(TlsError::Make)?;
            let key = made.signing_key.serialize_der();
            let key = PrivateKeyDer::try_from(key).map_err(|_| TlsError::Key)?;
            (vec![made.cert.der().clone()], key, Some(made.cert.pem()))
        }
        Tls::Files { certificate, key } => (read_chain(certificate)?, read_key(key)?, None),
    };
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(chain, key))
        .map_err(TlsError::Use)?;
    Ok((TlsAcceptor::from(Arc::new(config)), made))
}

fn read_chain(file: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let failed = |source| TlsError::Read { file: file.to_owned(), source };
    CertificateDer::pem_file_iter(file).map_err(failed)?.collect::<Result<_, _>>().map_err(failed)
}

fn read_key(file: &Path) -> Result<PrivateKeyDer<'static>, TlsError> {
    PrivateKeyDer::from_pem_file(file).map_err(|source| TlsError::Read { file: file.to_owned(), source })
}

/// Why TLS cannot be offered.
#[derive(Debug)]
pub(crate) enum TlsError {
    Read { file: PathBuf, source: rustls::pki_types::pem::Error },
    Make(rcgen::Error),
    Key,
    Use(rustls::Error),
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read { file, .. } => write!(f, "cannot read {} as PEM", file.display()),
            Self::Make(_) => f.write_str("cannot make a certificate"),
            Self::Key => f.write_str("the key that was made is of no known kind"),
            Self::Use(_) => f.write_str("certificate and key do not serve together"),
        }
    }
}

impl core::error::Error for TlsError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Read { source, .. } => Some(source),
            Self::Make(source) => Some(source),
            Self::Use(source) => Some(source),
            Self::Key => None,
        }
    }
}
