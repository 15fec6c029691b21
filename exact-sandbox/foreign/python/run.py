"""Runs every client against its own sandbox: run.py PROGRAM [CLIENT...]"""

import pathlib
import subprocess
import sys

CLIENTS = ["exactonline", "exactpy", "exact_online_sdk"]


def main(program, clients):
    folder = pathlib.Path(__file__).parent
    failed = []
    for client in clients or CLIENTS:
        print(client, flush=True)
        if subprocess.run([sys.executable, folder / f"with_{client}.py", program]).returncode:
            failed.append(client)
    print("failed: " + ", ".join(failed) if failed else "all clients agree with the sandbox")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
