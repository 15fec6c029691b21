use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use directories::ProjectDirs;
use exact_client::{AppCredentials, Exact, FileTokenStore, Host, KeyFile};
use secrecy::{ExposeSecret as _, SecretString};

use super::Record;
use crate::books::{Books, expired};
use crate::failure::Failure;
use crate::progress::Reporter;
use crate::today::Today;

const RECORD: &str = "link.json";
const TOKENS: &str = "tokens";
const KEY: &str = "key";
const SECRET: &str = "client-secret";

/// The folder of the link: `PMJB_HOME`, or where this system keeps the data of programs.
#[derive(Debug, Clone)]
pub(crate) struct Home(PathBuf);

impl Home {
    pub(crate) fn find() -> Result<Self, Failure> {
        let asked = std::env::var_os("PMJB_HOME").filter(|folder| !folder.is_empty()).map(PathBuf::from);
        let usual = || ProjectDirs::from("nl", "", "pmjb").map(|folders| folders.data_dir().to_owned());
        asked.or_else(usual).map(Self).ok_or_else(|| {
            Failure::new(
                "geen_map",
                "Dit systeem heeft geen map om de koppeling in te bewaren.",
                "Geef er een op met de omgevingsvariabele PMJB_HOME.",
            )
        })
    }

    /// The stored link; `None` when there is none.
    pub(crate) fn record(&self) -> Result<Option<Record>, Failure> {
        match fs::read(self.path(RECORD)) {
            Ok(text) => serde_json::from_slice(&text).map(Some).map_err(|_| self.damaged(RECORD)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.unusable(RECORD, &error)),
        }
    }

    /// The stored link, or the failure that says how to make one.
    pub(crate) fn require(&self) -> Result<Record, Failure> {
        self.record()?.ok_or_else(|| {
            Failure::new(
                "geen_koppeling",
                "Er is nog geen koppeling met Exact Online.",
                "Maak er een met: pmjb-mcp verbind. Of probeer het zonder: voeg --demo of --auditfile BESTAND toe.",
            )
        })
    }

    /// The books behind the stored link.
    pub(crate) fn open(&self, today: Today) -> Result<Books, Failure> {
        let record = self.require()?;
        if record.expires_on < today.day() {
            return Err(expired(record.expires_on));
        }
        let secret = self.secret()?;
        let exact = self.client(&record.host, &record.client_id, &secret, &record.redirect_uri)?;
        Ok(Books::new(exact, today).chosen(record.administration).until(record.expires_on))
    }

    /// A client that keeps its tokens here.
    pub(crate) fn client(
        &self,
        host: &str,
        client_id: &str,
        secret: &SecretString,
        redirect_uri: &str,
    ) -> Result<Exact, Failure> {
        let told = |error: exact_client::Error| Failure::from(&error);
        fs::create_dir_all(&self.0).map_err(|error| self.unusable("", &error))?;
        let key = KeyFile::load_or_create(self.path(KEY)).map_err(told)?;
        let store = FileTokenStore::open(self.path(TOKENS), key).map_err(told)?;
        let credentials = AppCredentials::new(client_id, secret.clone(), redirect_uri);
        let host = Host::at(host).map_err(|error| {
            tracing::warn!(%error, "not a host");
            Failure::new(
                "adres_onjuist",
                "Het adres van Exact Online klopt niet.",
                "Geef het als https://start.exactonline.nl (of .be, .de en zo verder).",
            )
        })?;
        Exact::builder(credentials).host(host).token_store(store).observer(Reporter).build().map_err(|error| {
            tracing::warn!(%error, "no client");
            Failure::new(
                "geen_beveiligde_verbinding",
                "Een beveiligde verbinding is op deze computer niet mogelijk.",
                "Installeer de rootcertificaten (het pakket ca-certificates) en probeer het opnieuw.",
            )
        })
    }

    /// Keeps the link.
    pub(crate) fn keep(&self, record: &Record, secret: &SecretString) -> Result<(), Failure> {
        self.write(SECRET, secret.expose_secret().as_bytes())?;
        let text = serde_json::to_vec_pretty(record).map_err(|_| self.damaged(RECORD))?;
        self.write(RECORD, &text)
    }

    /// Keeps another choice of administration.
    pub(crate) fn keep_record(&self, record: &Record) -> Result<(), Failure> {
        let text = serde_json::to_vec_pretty(record).map_err(|_| self.damaged(RECORD))?;
        self.write(RECORD, &text)
    }

    /// Removes the link: tokens first, so that whatever remains opens nothing.
    pub(crate) fn forget(&self) -> Result<(), Failure> {
        for name in [TOKENS, KEY, SECRET, RECORD] {
            match fs::remove_file(self.path(name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(self.unusable(name, &error)),
                _ => {}
            }
        }
        Ok(())
    }

    /// The app's secret: from the environment, or as it was stored.
    pub(crate) fn secret(&self) -> Result<SecretString, Failure> {
        if let Some(secret) = std::env::var("PMJB_CLIENT_SECRET").ok().filter(|secret| !secret.is_empty()) {
            return Ok(secret.into());
        }
        match fs::read_to_string(self.path(SECRET)) {
            Ok(secret) => Ok(secret.into()),
            Err(error) => Err(self.unusable(SECRET, &error)),
        }
    }

    /// Replaces a file in one step, readable by its owner only.
    fn write(&self, name: &str, content: &[u8]) -> Result<(), Failure> {
        let told = |error: io::Error| self.unusable(name, &error);
        fs::create_dir_all(&self.0).map_err(told)?;
        let beside = self.path(&format!("{name}.new"));
        // One that a crash left behind may have other rights.
        let _ = fs::remove_file(&beside);
        let mut file = private(&beside).map_err(told)?;
        file.write_all(content).and_then(|()| file.sync_all()).map_err(told)?;
        fs::rename(&beside, self.path(name)).map_err(told)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn unusable(&self, name: &str, error: &io::Error) -> Failure {
        Failure::new(
            "koppeling_onleesbaar",
            format!("{} is niet te lezen of te schrijven ({error}).", self.path(name).display()),
            "Controleer de rechten op die map, of maak de koppeling opnieuw met: pmjb-mcp verbind",
        )
    }

    fn damaged(&self, name: &str) -> Failure {
        Failure::new(
            "koppeling_beschadigd",
            format!("{} is beschadigd.", self.path(name).display()),
            "Maak de koppeling opnieuw met: pmjb-mcp verbind",
        )
    }
}

fn private(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_folder_has_no_link_and_says_how_to_make_one() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home(folder.path().join("nog-niet"));
        assert_eq!(home.record(), Ok(None));
        let failure = home.require().unwrap_err();
        assert_eq!(failure.code, "geen_koppeling");
        assert!(failure.next.contains("verbind"));
    }

    #[test]
    fn a_damaged_link_is_told_and_not_taken_for_none() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(RECORD), "{").unwrap();
        assert_eq!(Home(folder.path().to_owned()).record().unwrap_err().code, "koppeling_beschadigd");
    }

    #[test]
    #[cfg(unix)]
    fn the_secret_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let home = Home(folder.path().to_owned());
        home.write(SECRET, b"hush").unwrap();
        assert_eq!(fs::metadata(home.path(SECRET)).unwrap().permissions().mode() & 0o777, 0o600);
        home.forget().unwrap();
        assert!(!home.path(SECRET).exists());
    }
}
