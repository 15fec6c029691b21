//! A certificate for this machine, made on the spot: some registered redirect URIs are `https` on localhost.

use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::error::Error;

/// A certificate that nobody has signed, with the door that it opens.
pub(crate) struct SelfSigned {
    pub(crate) acceptor: TlsAcceptor,
    pub(crate) pem: String,
}

impl SelfSigned {
    pub(crate) fn for_this_machine() -> Result<Self, Error> {
        let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
        let failed = "no certificate could be made for this machine: use a redirect uri with http";
        let made = rcgen::generate_simple_self_signed(names).map_err(|error| Error::config(failed).because(error))?;
        let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
        let server = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|server| server.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key))
            .map_err(|error| Error::config(failed).because(error))?;
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(server)), pem: made.cert.pem() })
    }
}
