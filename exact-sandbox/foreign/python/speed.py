"""Reads every line of bulk/Financial/TransactionLines with each client in turn, on one sandbox, and prints what it took.

    speed.py SANDBOX READ_LINES [LINES]

SANDBOX is the exact-sandbox program, READ_LINES the example of exact-client, both built with --release.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from decimal import Decimal
from time import perf_counter
from urllib.parse import parse_qs, urlparse

from sandbox import REDIRECT_URI, Sandbox

PATH = "bulk/Financial/TransactionLines"


def exactonline(sandbox):
    from exactonline import http
    from exactonline.api import ExactApi
    from exactonline.resource import GET
    from exactonline.storage.ini import IniStorage

    http.opt_secure.protocols = ("http",)  # the sandbox has no certificate
    with tempfile.TemporaryDirectory() as folder:
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
        api.set_division(sandbox.division)
        return api.restv1(GET(PATH + "?$select=AmountDC"))


def exact_online_sdk(sandbox):
    from exact_online_sdk import ExactOnlineClient, Settings
    from exact_online_sdk.auth import ExactOnlineAuth, InMemoryTokenStorage

    settings = Settings(
        client_id=sandbox.ready["client_id"],
        client_secret=sandbox.ready["client_secret"],
        redirect_uri=REDIRECT_URI,
        base_url=sandbox.url,
        auth_url=f"{sandbox.url}/api/oauth2/auth",
        token_url=f"{sandbox.url}/api/oauth2/token",
        division=sandbox.division,
    )
    auth = ExactOnlineAuth(settings, storage=InMemoryTokenStorage())
    back = sandbox.log_in(auth.get_authorization_url(state="any"))
    auth.exchange_code_for_token(parse_qs(urlparse(back).query)["code"][0])
    client = ExactOnlineClient(settings, auth=auth)
    return (row for page in client.iter_pages(PATH, params={"$select": "AmountDC"}) for row in page)


def exactpy(sandbox):
    os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"  # the sandbox has no certificate
    from exactpy.client import Client

    client = Client(
        client_id=sandbox.ready["client_id"],
        client_secret=sandbox.ready["client_secret"],
        redirect_url=REDIRECT_URI,
        caching_enabled=False,
        base_url=f"{sandbox.url}/api",
        verbose=False,
    )
    client.auth_client.acquire_token(sandbox.log_in(client.auth_client.get_authorization_url()))
    client.division = sandbox.division
    # It has no model of the lines: its own paging, on its own request.
    url = f"{PATH}?$select=AmountDC"
    while url:
        data = client.get(url).json()["d"]
        yield from data["results"]
        url = data["__next"].split(f"/{sandbox.division}/", 1)[1] if "__next" in data else None


PEERS = {"exactonline": exactonline, "exact-online-sdk": exact_online_sdk, "exactpy": exactpy}


def measure(name, ready):
    """In a process of its own: one peer, one reading."""
    sandbox = Sandbox.at(json.loads(ready))
    begun, rows, cents = perf_counter(), 0, Decimal(0)
    for row in PEERS[name](sandbox):
        rows += 1
        cents += Decimal(str(row["AmountDC"]))
    seconds = perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"rows": rows, "sum": str(cents), "seconds": seconds, "peak_rss_bytes": peak}))


def main(program, read_lines, lines="1000000"):
    with Sandbox(program, "--lines", lines) as sandbox:
        ready = sandbox.ready
        ours = [read_lines, "--base", sandbox.url, "--client-id", ready["client_id"], "--client-secret",
                ready["client_secret"], "--refresh-token", ready["refresh_token"]]
        runs = {"exact-client": ours}
        for name in PEERS:
            runs[name] = [sys.executable, __file__, "--peer", name, json.dumps(ready)]
        print(f"{'client':<18} {'rows':>9} {'seconds':>8} {'rows/s':>9} {'peak MB':>8}")
        for name, command in runs.items():
            answer = subprocess.run(command, capture_output=True, text=True)
            if answer.returncode:
                print(f"{name:<18} failed: {answer.stderr.strip().splitlines()[-1]}")
                continue
            took = json.loads(answer.stdout)
            print(f"{name:<18} {took['rows']:>9} {took['seconds']:>8.2f} {took['rows'] / took['seconds']:>9.0f} "
                  f"{took['peak_rss_bytes'] / 1e6:>8.1f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--peer"]:
        measure(*sys.argv[2:])
    elif len(sys.argv) < 3:
        sys.exit(__doc__)
    else:
        main(*sys.argv[1:])
