"""An accountant's second opinion: reads the sandbox's raw lines over HTTP, adds them up by the definitions of
bookkeeping, and compares every figure with what pmjb-mcp answers. Python's standard library only; shares no code with us.

usage: oracle.py EXACT_SANDBOX PMJB_MCP [--seed N]... [--company NAME]... [--today DATE] [--auditfile FILE]...
"""
import json
import subprocess
import sys
import urllib.parse
import urllib.request
from collections import defaultdict
from datetime import date
from decimal import Decimal

CLOSING = {310, 320, 321, 322, 323, 324, 325, 326, 327, 328, 3000}
CARRIED = {327, 328}
COSTS = set(range(120, 127))


class Exact:
    """A client in thirty lines: refresh once, follow __next."""

    def __init__(self, ready):
        self.base = ready["base_url"]
        form = {
            "grant_type": "refresh_token",
            "client_id": ready["client_id"],
            "client_secret": ready["client_secret"],
            "refresh_token": ready["refresh_token"],
        }
        request = urllib.request.Request(self.base + "/api/oauth2/token", urllib.parse.urlencode(form).encode())
        self.token = json.load(urllib.request.urlopen(request))["access_token"]

    def get(self, url):
        headers = {"Authorization": "Bearer " + self.token, "Accept": "application/json"}
        answer = urllib.request.urlopen(urllib.request.Request(url, headers=headers)).read()
        return json.loads(answer, parse_float=Decimal)

    def rows(self, path, **options):
        query = "&".join(f"${name}={urllib.parse.quote(value)}" for name, value in options.items())
        url = f"{self.base}/api/v1/{path}" + (f"?{query}" if query else "")
        while url:
            data = self.get(url)["d"]
            yield from data["results"]
            url = data.get("__next")


def ask(mcp, source, tool, division, *more):
    command = [mcp, "vraag", tool, "--json", "--administratie", str(division), *source, *more]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode != 0:
        raise SystemExit(f"{' '.join(command)}\n{run.stdout}{run.stderr}")
    return json.loads(run.stdout)


def as_dict(answer):
    rows = defaultdict(Decimal)
    for row in answer["rijen"]:
        rows[row["naam"]] += Decimal(row["bedrag"])
    return dict(rows)


class Division:
    def __init__(self, exact, code):
        columns = "AccountName,AmountDC,Date,EntryID,FinancialYear,FinancialPeriod,GLAccount,GLAccountCode,ID,Type,Account"
        self.lines = list(exact.rows(f"{code}/bulk/Financial/TransactionLines", select=columns))
        accounts = list(exact.rows(f"{code}/bulk/Financial/GLAccounts", select="ID,Type,BalanceType"))
        self.types = {row["ID"]: row["Type"] for row in accounts}
        self.result_accounts = {row["ID"] for row in accounts if row["BalanceType"] == "W"}
        years = {line["FinancialYear"] for line in self.lines}
        self.first, self.last = min(years), max(years)
        self.debtors = defaultdict(set)
        self.names = {}
        for line in self.lines:
            if line["Account"]:
                self.names[line["Account"]] = line["AccountName"]
                if self.type(line) == 20:
                    self.debtors[line["EntryID"]].add(line["Account"])

    def type(self, line):
        return self.types[line["GLAccount"]]

    def revenue(self, year):
        return [
            line
            for line in self.lines
            if line["FinancialYear"] == year and self.type(line) == 110 and line["Type"] not in CLOSING | {10}
        ]

    def results(self, year, types=None):
        """Lines of a year on result accounts, of some types or of all."""
        return [
            line
            for line in self.lines
            if line["FinancialYear"] == year
            and line["GLAccount"] in self.result_accounts
            and line["Type"] not in CLOSING | {10}
            and (types is None or self.type(line) in types)
        ]

    def trial_balance(self, year):
        """Begin, debit, credit and end of every account with any of them."""
        rows = defaultdict(lambda: [Decimal(0), Decimal(0), Decimal(0)])
        for line in self.lines:
            opens = line["Type"] == 10
            if line["Type"] in CARRIED or (opens and line["FinancialYear"] != self.first):
                continue
            row, amount = rows[line["GLAccountCode"].strip()], line["AmountDC"]
            earlier = line["FinancialYear"] < year or (opens and line["FinancialYear"] == year)
            if earlier and line["GLAccount"] not in self.result_accounts:
                row[0] += amount
            elif line["FinancialYear"] == year and line["Type"] not in CLOSING | {10}:
                row[1 if amount > 0 else 2] += abs(amount)
        return {
            code: [begin, debit, credit, begin + debit - credit]
            for code, (begin, debit, credit) in rows.items()
            if begin or debit or credit
        }

    def customer(self, line):
        if line["Account"]:
            return line["Account"]
        debtors = self.debtors[line["EntryID"]]
        return next(iter(debtors)) if len(debtors) == 1 else None

    def balance(self, account_type):
        total = Decimal(0)
        for line in self.lines:
            if self.type(line) != account_type or line["Type"] in CARRIED:
                continue
            if line["Type"] == 10 and line["FinancialYear"] != self.first:
                continue
            total += line["AmountDC"]
        return total


def same(what, ours, theirs):
    if ours != theirs:
        raise SystemExit(f"{what}: pmjb-mcp says {ours}, the ledger says {theirs}")


def check(sandbox, mcp, source, label, company=None):
    served = [*source, "--company", company] if company else source
    source = [*source, "--bedrijf", company] if company else source
    command = [sandbox, "serve", "--listen", "127.0.0.1:0", "--minute-limit", "100000", *served]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    figures = 0
    try:
        exact = Exact(json.loads(server.stdout.readline()))
        me = exact.get(exact.base + "/api/v1/current/Me")["d"]["results"][0]
        for row in exact.rows(f"{me['CurrentDivision']}/system/Divisions", select="Code,Description"):
            code, division = row["Code"], Division(exact, row["Code"])
            for year in range(division.first, division.last + 1):
                lines = division.revenue(year)
                total = -sum((line["AmountDC"] for line in lines), Decimal(0))
                answer = ask(mcp, source, "omzet", code, "--periode", f"boekjaar {year}")
                same(f"{label} {code} omzet {year}", Decimal(answer["totaal"]), total)
                same(f"{label} {code} omzet {year} rijen", sum(as_dict(answer).values()), total)
                assert answer["volledig"] is True, answer
                periods = defaultdict(Decimal)
                for line in lines:
                    periods[line["FinancialPeriod"]] -= line["AmountDC"]
                ours = [Decimal(row["bedrag"]) for row in answer["rijen"]]
                same(
                    f"{label} {code} omzet {year} per periode",
                    [amount for amount in ours if amount],
                    [periods[period] for period in sorted(periods) if periods[period]],
                )
                customers = defaultdict(Decimal)
                for line in lines:
                    customer = division.customer(line)
                    customers[division.names[customer].strip() if customer else "(geen klant)"] -= line["AmountDC"]
                answer = ask(mcp, source, "omzet", code, "--periode", f"boekjaar {year}", "--per", "klant")
                same(
                    f"{label} {code} omzet {year} per klant",
                    {name: amount for name, amount in as_dict(answer).items() if amount},
                    {name: amount for name, amount in customers.items() if amount},
                )
                figures += 4
                costs = defaultdict(Decimal)
                for line in division.results(year, COSTS):
                    costs[line["GLAccountCode"].strip()] += line["AmountDC"]
                if costs:
                    answer = ask(mcp, source, "kosten", code, "--periode", f"boekjaar {year}")
                    same(f"{label} {code} kosten {year}", Decimal(answer["totaal"]), sum(costs.values()))
                    ours = {row["code"]: Decimal(row["bedrag"]) for row in answer["rijen"]}
                    same(f"{label} {code} kosten {year} per rekening", ours, dict(costs))
                    answer = ask(mcp, source, "kosten", code, "--periode", f"boekjaar {year}", "--per", "leverancier")
                    same(f"{label} {code} kosten {year} leveranciers", sum(as_dict(answer).values()), sum(costs.values()))
                    figures += 2 + len(costs)
                result = -sum((line["AmountDC"] for line in division.results(year)), Decimal(0))
                answer = ask(mcp, source, "resultaat", code, "--periode", f"boekjaar {year}", "--per", "maand")
                same(f"{label} {code} resultaat {year}", Decimal(answer["totaal"]), result)
                same(f"{label} {code} resultaat {year} per maand", sum(as_dict(answer).values()), result)
                answer = ask(mcp, source, "kolommenbalans", code, "--periode", f"boekjaar {year}")
                columns = ["begin", "debet", "credit", "eind"]
                ours = {row["code"]: [Decimal(row[column]) for column in columns] for row in answer["rijen"]}
                nonzero = {account: row for account, row in ours.items() if any(row)}
                same(f"{label} {code} kolommenbalans {year}", nonzero, division.trial_balance(year))
                figures += 2 + 4 * len(ours)
            answer = ask(mcp, source, "crediteuren", code)
            same(f"{label} {code} crediteuren", Decimal(answer["totaal"]), -division.balance(22))
            answer = ask(mcp, source, "liquiditeit", code)
            money = sum(division.balance(kind) for kind in (10, 12, 16))
            same(f"{label} {code} liquiditeit", Decimal(answer["totaal"]), money)
            figures += 2
            answer = ask(mcp, source, "debiteuren", code)
            same(f"{label} {code} debiteuren", Decimal(answer["totaal"]), division.balance(20))
            same(f"{label} {code} debiteuren rijen", sum(as_dict(answer).values()), division.balance(20))
            figures += 2
            if any(division.type(line) == 24 for line in division.lines):
                answer = ask(mcp, source, "btw", code)
                same(f"{label} {code} btw", Decimal(answer["totaal"]), -division.balance(24))
                figures += 1
            net = sum((line["AmountDC"] for line in division.lines), Decimal(0))
            same(f"{label} {code} debet en credit", Decimal(0), net)
    finally:
        server.terminate()
    print(f"{label}: {figures} figures equal to the cent")


def main():
    sandbox, mcp, *options = sys.argv[1:]
    seeds, files, companies, today = [], [], [], date.today().isoformat()
    while options:
        name, value, *options = options
        {"--seed": seeds.append, "--auditfile": files.append, "--company": companies.append}.get(name, lambda _: None)(value)
        if name == "--today":
            today = value
    for seed in seeds:
        for company in companies or [None]:
            label = f"{company or 'standard'}, seed {seed} on {today}"
            check(sandbox, mcp, ["--seed", seed, "--today", today], label, company)
    for file in files:
        check(sandbox, mcp, ["--auditfile", file], file.rsplit("/", 1)[-1])


main()
