"""Starts exact-sandbox, logs in as a browser would, and reads figures to compare with."""

import html
import json
import re
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from decimal import Decimal

REDIRECT_URI = "https://localhost:8000/callback"


class Sandbox:
    """A running sandbox; `ready` is the line of JSON it printed."""

    def __init__(self, program, *options):
        command = [program, "serve", "--seed", "1", "--today", "2026-06-15", "--minute-limit", "100000", *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self._found(json.loads(self.process.stdout.readline()))

    @classmethod
    def at(cls, ready):
        """A sandbox that somebody else started and will stop."""
        sandbox = cls.__new__(cls)
        sandbox._found(ready)
        return sandbox

    def _found(self, ready):
        self.ready = ready
        self.url = ready["base_url"]
        self.division = ready["divisions"][-1]["code"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def log_in(self, authorization_url):
        """Sends the forms of the login and consent pages; gives the address the browser is sent back to."""
        page = urllib.request.urlopen(authorization_url).read().decode()
        page = self._submit(page, [])
        divisions = [("division", str(division["code"])) for division in self.ready["divisions"]]
        return self._submit(page, divisions)

    def _submit(self, page, fields):
        action = re.search(r'action="([^"]+)"', page).group(1)
        inputs = re.findall(r'<input (?!type="checkbox")[^>]*name="([^"]*)"[^>]*value="([^"]*)"', page)
        inputs += re.findall(r'<input (?!type="checkbox")[^>]*name="(password)"[^>]*value="([^"]*)"', page)
        form = [(name, html.unescape(value)) for name, value in dict(inputs).items()] + fields
        request = urllib.request.Request(self.url + action, urllib.parse.urlencode(form).encode())
        try:
            return urllib.request.build_opener(_NoRedirect).open(request).read().decode()
        except urllib.error.HTTPError as answer:
            if answer.code != 302:
                raise
            return answer.headers["Location"]

    def rows(self, access_token, path):
        """All rows of a list, read with nothing but the standard library."""
        url = f"{self.url}/api/v1/{self.division}/{path}"
        rows = []
        while url:
            headers = {"Authorization": f"Bearer {access_token}", "Accept": "application/json"}
            body = urllib.request.urlopen(urllib.request.Request(url, headers=headers)).read()
            data = json.loads(body, parse_float=Decimal, parse_int=Decimal)["d"]
            rows += data["results"]
            url = data.get("__next")
        return rows

    def expired(self):
        """Moves the sandbox's clock to where a refresh is allowed and the access token still works."""
        body = json.dumps({"advance_seconds": 575}).encode()
        urllib.request.urlopen(urllib.request.Request(self.url + "/_sandbox/clock", body)).read()

    def calls(self):
        """The calls the sandbox received."""
        return json.load(urllib.request.urlopen(self.url + "/_sandbox/calls"))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def total(rows, name):
    """The sum of a column, exactly: numbers may be int, float or Decimal."""
    return sum((Decimal(str(row[name])) for row in rows), Decimal(0))


def same(what, theirs, ours):
    """Fails with both values when they differ."""
    if theirs != ours:
        raise AssertionError(f"{what}: the client has {theirs}, the sandbox {ours}")
    print(f"  {what}: {theirs}")
