"""exactonline (OSSO): OAuth by hand, refresh in its Autorefresh, lists unwrapped and followed by itself."""

import os
import sys
import tempfile
from time import time
from urllib.parse import parse_qs, urlparse

from exactonline import http
from exactonline.api import ExactApi
from exactonline.resource import GET
from exactonline.storage.ini import IniStorage

from sandbox import Sandbox, same, total


def main(program):
    http.opt_secure.protocols = ("http",)  # the sandbox has no certificate
    with Sandbox(program) as sandbox, tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "config.ini")
        with open(path, "w") as config:
            config.write(
                f"[server]\nauth_url = {sandbox.url}/api/oauth2/auth\nrest_url = {sandbox.url}/api\n"
                f"token_url = {sandbox.url}/api/oauth2/token\n"
                f"[application]\nbase_url = http://localhost:8000\nclient_id = {{{sandbox.ready['client_id']}}}\n"
                f"client_secret = {sandbox.ready['client_secret']}\n[transient]\n"
            )
        api = ExactApi(storage=IniStorage(path))
        back = sandbox.log_in(api.create_auth_request_url())
        api.request_token(parse_qs(urlparse(back).query)["code"][0])

        choices, current = api.get_divisions()
        same("divisions", sorted(choices), sorted(one["code"] for one in sandbox.ready["divisions"]))
        same("current division", current, sandbox.ready["divisions"][0]["code"])
        api.set_division(sandbox.division)

        token = api.storage.get_access_token()
        for resource, column in [
            ("financialtransaction/TransactionLines?$select=ID,AmountDC", "AmountDC"),
            ("bulk/Financial/TransactionLines?$select=ID,AmountDC&$filter=GLAccountCode+eq+'8000'", "AmountDC"),
            ("financial/ReportingBalance?$select=ID,Amount&$filter=ReportingYear+eq+2026", "Amount"),
        ]:
            theirs = api.restv1(GET(resource))
            ours = sandbox.rows(token, resource)
            same(f"rows of {resource}", len(theirs), len(ours))
            same(f"sum of {resource}", total(theirs, column), total(ours, column))
        same("ledger accounts", len(api.ledgeraccounts.all()), len(sandbox.rows(token, "financial/GLAccounts?$select=ID")))
        same("relations", len(api.relations.all()), len(sandbox.rows(token, "crm/Accounts?$select=ID")))
        same("receivables", total(api.receivables.all(), "Amount"),
             total(sandbox.rows(token, "read/financial/ReceivablesList"), "Amount"))

        sandbox.expired()
        api.storage.set_access_expiry(int(time()) + 20)
        api.restv1(GET("vat/VATCodes?$select=ID"))
        same("a new token after a refresh", api.storage.get_access_token() != token, True)


if __name__ == "__main__":
    main(sys.argv[1])
