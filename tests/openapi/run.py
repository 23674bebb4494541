"""Lets schemathesis try the component on the development host against docs/openapi.json: as somebody who is signed in and as a stranger, as a script and as a form. Ends with the number of requests, and of answers that the document does not tell of."""

import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
REPORTS = ROOT / "target" / "openapi"
SEED = "20260101"
CONNECTIONS = {"sms": "Text message", "email": "Email code", "github": "GitHub", "google-oauth2": "Google"}
#: With these settings the document's operations are all there, but for Lock's.
VARIABLES = ["connections=" + ",".join(f"{name}={label}" for name, label in CONNECTIONS.items()), "passwordless=code_or_link", "response_mode=form_post"]
SCRIPT, FORM = "application/json", "text/html"
#: In which world, whether signed in, and what is asked for.
RUNS = {"0.3": [("in", SCRIPT), ("out", SCRIPT), ("in", FORM)], "0.2": [("in", SCRIPT)]}
#: Fewer requests than this were not all that there are.
FEWEST = 300


class Host:
    """The component and a tenant that nobody has used yet."""

    def __init__(self, world):
        options = [part for variable in VARIABLES for part in ("--variable", variable)]
        options += ["--wasi", world, "--json", "--tenant-keys", "target/tmp/tenant-keys.json", "--listen", "127.0.0.1:0", "--tenant-listen", "127.0.0.1:0"]
        self.path = REPORTS / f"host-{world}.log"
        with open(self.path, "w", encoding="utf-8") as log:
            self.child = subprocess.Popen([ROOT / "target/debug/host", *options], cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
        ready = json.loads(self.child.stdout.readline())
        self.app, self.tenant = ready["app"], ready["tenant"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.terminate()
        self.child.wait()

    def failed(self):
        """Whether an instance trapped."""
        return "the component failed" in self.path.read_text(encoding="utf-8")


def schemathesis(host, world, who, accept):
    """How many requests were made, and how many answers were not as the document says."""
    name = f"{world}-{who}-{accept.split('/')[1]}"
    report = REPORTS / f"{name}.json"
    report.unlink(missing_ok=True)
    environment = {**os.environ, "APP": host.app, "TENANT": host.tenant, "WHO": who, "ACCEPT": accept, "LISTED": ",".join(CONNECTIONS), "PYTHONPATH": str(HERE), "NO_PROXY": "*"}
    command = [sys.executable, "-B", "-m", "schemathesis.cli", "--config-file", HERE / "schemathesis.toml", "run", ROOT / "docs/openapi.json", "--url", host.app, "--no-color"]
    command += ["--seed", SEED, "--generation-deterministic", "--report", "json", "--report-json-path", report]
    # Whatever is kept between runs stays out of the checkout.
    ended = subprocess.run(command, cwd=REPORTS, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    (REPORTS / f"{name}.log").write_text(ended.stdout, encoding="utf-8")
    found = json.loads(report.read_text(encoding="utf-8")) if report.exists() else None
    whole = found is not None and found["complete"] and found["operations"]["tested"] == found["operations"]["total"]
    cases = found["test_cases"]["generated"] if found else 0
    divergences = sum(failure["count"] for failure in found["failures"]) if found else 0
    if ended.returncode != 0 or not whole or cases < FEWEST or host.failed():
        # Something is wrong, even where it is no answer.
        divergences = max(divergences, 1)
        print(ended.stdout)
    took = found["running_time"] if found else 0
    print(f"WASI {world}, {'signed in' if who == 'in' else 'signed out'}, as a {'script' if accept == SCRIPT else 'form'}: {cases} cases, {divergences} divergences, {took:.0f} s", flush=True)
    return cases, divergences


def main():
    (ROOT / "target/tmp").mkdir(exist_ok=True)
    REPORTS.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[1:] or list(RUNS)
    results = []
    for world in wanted:
        with Host(world) as host:
            results += [schemathesis(host, world, who, accept) for who, accept in RUNS[world]]
    cases, divergences = (sum(column) for column in zip(*results))
    verdict = f"{cases} cases, {divergences} divergences"
    print(verdict)
    (REPORTS / "verdict").write_text(verdict, encoding="utf-8")
    return 1 if divergences else 0


if __name__ == "__main__":
    sys.exit(main())
