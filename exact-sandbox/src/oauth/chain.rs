/// One login and the refresh tokens that followed from it.
#[derive(Debug, Clone)]
pub(super) struct Chain {
    /// Whose it is, by place in the list of users.
    pub(super) user: usize,
    pub(super) divisions: Vec<i32>,
    /// The only refresh token of the chain that still works.
    pub(super) refresh: String,
    /// When the last access token was given.
    pub(super) issued_ms: i64,
    pub(super) ended: bool,
    /// Made at the start for scripts, by no login.
    pub(super) for_scripts: bool,
}

impl Chain {
    pub(super) fn from_login(user: usize, divisions: Vec<i32>, refresh: String, issued_ms: i64) -> Self {
        Self { user, divisions, refresh, issued_ms, ended: false, for_scripts: false }
    }

    pub(super) fn for_scripts(divisions: Vec<i32>, refresh: String, issued_ms: i64) -> Self {
        Self { for_scripts: true, ..Self::from_login(0, divisions, refresh, issued_ms) }
    }

    pub(super) fn end(&mut self) {
        self.ended = true;
    }
}
