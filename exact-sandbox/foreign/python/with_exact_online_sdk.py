"""exact-online-sdk: app id and secret in a Basic header, pages by iter_pages."""

import sys
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qs, urlparse

from exact_online_sdk import ExactOnlineClient, Settings
from exact_online_sdk.auth import ExactOnlineAuth, InMemoryTokenStorage, Token

from sandbox import REDIRECT_URI, Sandbox, same, total


def main(program):
    with Sandbox(program) as sandbox:
        settings = Settings(
            client_id=sandbox.ready["client_id"],
            client_secret=sandbox.ready["client_secret"],
            redirect_uri=REDIRECT_URI,
            base_url=sandbox.url,
            auth_url=f"{sandbox.url}/api/oauth2/auth",
            token_url=f"{sandbox.url}/api/oauth2/token",
            division=sandbox.division,
        )
        storage = InMemoryTokenStorage()
        auth = ExactOnlineAuth(settings, storage=storage)
        # The refresh token of the JSON line needs no login.
        long_ago = datetime.now(timezone.utc) - timedelta(hours=1)
        storage.set_token(Token("", "bearer", long_ago, sandbox.ready["refresh_token"]))
        read_all(sandbox, ExactOnlineClient(settings, auth=auth), auth)

        back = sandbox.log_in(auth.get_authorization_url(state="any"))
        auth.exchange_code_for_token(parse_qs(urlparse(back).query)["code"][0])
        read_all(sandbox, ExactOnlineClient(settings, auth=auth), auth)


# Not asked: anything with $top. iter_pages takes the bare list of such an answer for no rows at all.
def read_all(sandbox, client, auth):
    token = auth.get_access_token()
    for path, params, column in [
        ("financialtransaction/TransactionLines", {"$select": "ID,AmountDC"}, "AmountDC"),
        ("bulk/Financial/TransactionLines", {"$select": "ID,AmountFC", "$filter": "FinancialYear eq 2026"}, "AmountFC"),
        ("bulk/Financial/TransactionLines", {"$select": "ID,AmountDC", "$orderby": "Date"}, "AmountDC"),
        ("bulk/Financial/GLAccounts", {"$select": "ID,Code"}, None),
        ("bulk/Cashflow/Receivables", {"$select": "ID,AmountDC", "$filter": "Status eq 20"}, "AmountDC"),
        ("read/financial/RevenueListByYear", {"year": 2025}, "Amount"),
    ]:
        theirs = [row for page in client.iter_pages(path, params=params) for row in page]
        query = "&".join(f"{name}={str(value).replace(' ', '%20')}" for name, value in params.items())
        ours = sandbox.rows(token, f"{path}?{query}")
        same(f"rows of {path}", len(theirs), len(ours))
        if column:
            same(f"sum of {path}", total(theirs, column), total(ours, column))


if __name__ == "__main__":
    main(sys.argv[1])
