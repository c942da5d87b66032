#!/usr/bin/env python3
"""make.py: reports of other scanners on a made-up tree, as `spillage report --import` must read them.

The scanners are looked for on PATH; one that is missing keeps its old file. What they say in prose is taken out of the
reports, `<+>` is put into every value so that no scanner takes these files for secrets, and places are as they came.
Made with gitleaks 8.30.1, betterleaks 2.0.0-rc.4, kingfisher 2.14.0, detect-secrets 1.5.0 (2026-11-25).
"""

import base64
import hashlib
import hmac
import json
import pathlib
import random
import shutil
import subprocess
import tempfile
import zlib

HERE = pathlib.Path(__file__).resolve().parent
DIGITS = "0123456789"
UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ALL = UPPER.lower() + UPPER + DIGITS
PROSE = {"Description", "description", "text", "Author", "Email", "Date", "Message", "help", "validate_command",
         "informationUri", "helpUri", "markdown", "name_of_rule", "generated_at"}

# What names this machine, and lists that no reader needs.
DROPPED = {"findings_by_rule", "arguments", "argv", "command_line_args", "invocations"}

chance = random.Random(20261125)


def draw(n, alphabet=ALL):
    return "".join(chance.choice(alphabet) for _ in range(n))


def github():
    body, check, sum_ = draw(30), "", 0
    sum_ = zlib.crc32(body.encode())
    for _ in range(6):
        check = (DIGITS + UPPER + UPPER.lower())[sum_ % 62] + check
        sum_ //= 62
    return "ghp_" + body + check


def web_token():
    part = lambda o: base64.urlsafe_b64encode(json.dumps(o, separators=(",", ":")).encode()).rstrip(b"=").decode()
    head = part({"alg": "HS256", "typ": "JWT"}) + "." + part({"sub": "1234567", "iat": 1700000000})
    sign = hmac.new(b"x" * 32, head.encode(), hashlib.sha256).digest()
    return head + "." + base64.urlsafe_b64encode(sign).rstrip(b"=").decode()


def tree(root):
    values = {
        "github": github(),
        "aws": "AKIA" + draw(16, UPPER + "234567"),
        "aws-secret": draw(40, ALL + "/+"),
        "gitlab": "glpat-" + draw(20),
        "key": draw(32),
        "slack": f"xoxb-{draw(12, DIGITS)}-{draw(13, DIGITS)}-{draw(24)}",
        "jwt": web_token(),
    }
    (root / "conf").mkdir()
    (root / "src").mkdir()
    (root / "conf/app.env").write_text(
        f"# made up\nGITHUB_TOKEN={values['github']}\nAWS_ACCESS_KEY_ID={values['aws']}\nAWS_SECRET_ACCESS_KEY={values['aws-secret']}\n")
    (root / "src/client.py").write_text(
        f"import os\n\ndef connect():\n    token = \"{values['gitlab']}\"\n    api_key = \"{values['key']}\"\n    return token, api_key\n")
    (root / "src/chat.js").write_text(f"const bot = \"{values['slack']}\";\n")
    (root / "conf/session.txt").write_text(f"jwt: {values['jwt']}\n")
    return values


def scrubbed(value, key=""):
    if isinstance(value, dict):
        return {k: scrubbed(v, k) for k, v in value.items() if k not in DROPPED or not v}
    if isinstance(value, list):
        return [scrubbed(v, key) for v in value]
    if isinstance(value, str) and key in PROSE and value:
        return "…"
    return value


def used_rules_only(log):
    for run in log.get("runs", []):
        used = {r["ruleId"] for r in run["results"]}
        run["tool"]["driver"]["rules"] = [r for r in run["tool"]["driver"].get("rules", []) if r["id"] in used]
        for result in run["results"]:
            result.pop("ruleIndex", None)
    return log


def values_of(raw):
    """JSON values one behind the other: of kingfisher, a summary follows the document."""
    decoder, at, out = json.JSONDecoder(), 0, []
    while raw[at:].strip():
        at += len(raw[at:]) - len(raw[at:].lstrip())
        value, at = decoder.raw_decode(raw, at)
        out.append(value)
    return out


def one(value):
    if not (isinstance(value, dict) and "runs" in value):
        return scrubbed(value)
    # In SARIF the value itself is a `text`.
    snippets = []
    for run in used_rules_only(value)["runs"]:
        for result in run["results"]:
            for place in result["locations"]:
                region = place["physicalLocation"]["region"]
                snippets.append((region, region.pop("snippet", None)))
    out = scrubbed(value)
    regions = [p["physicalLocation"]["region"] for run in out["runs"] for r in run["results"] for p in r["locations"]]
    for region, (_, snippet) in zip(regions, snippets):
        if snippet:
            region["snippet"] = snippet
    return out


def save(name, raw, values, root):
    values_of_report = values_of(raw)
    # As it came: one document over many lines, or a value a line.
    indent = 1 if len(values_of_report) == 1 and not name.endswith(".jsonl") else None
    parts = [json.dumps(one(v), indent=indent, ensure_ascii=False) for v in values_of_report]
    text = "\n".join(parts) + "\n"
    text = text.replace(str(root), "/srv/tree")
    for value in values.values():
        text = text.replace(value, value[:3] + "<+>" + value[3:])
    (HERE / name).write_text(text)


def main():
    with tempfile.TemporaryDirectory() as tmp:
        root = pathlib.Path(tmp) / "tree"
        root.mkdir()
        values = tree(root)
        out = pathlib.Path(tmp) / "out"

        def run(name, *args, stdout=False):
            if not shutil.which(args[0]):
                print(f"skipped: {args[0]} is not installed, {name} stays as it is")
                return
            done = subprocess.run([*args], cwd=root, capture_output=True, text=True, check=False)
            save(name, done.stdout if stdout else out.with_suffix(pathlib.Path(name).suffix).read_text(), values, root)

        o = lambda suffix: str(out.with_suffix(suffix))
        run("gitleaks.json", "gitleaks", "dir", ".", "--no-banner", "-f", "json", "-r", o(".json"))
        run("gitleaks.sarif", "gitleaks", "dir", ".", "--no-banner", "-f", "sarif", "-r", o(".sarif"))
        run("betterleaks.json", "betterleaks", "filesystem", ".", "--no-banner", "-s", "-o", o(".json"))
        run("betterleaks.jsonl", "betterleaks", "filesystem", ".", "--no-banner", "-s", "-o", o(".jsonl"))
        for form in ("json", "jsonl", "sarif"):
            run(f"kingfisher.{form}", "kingfisher", "scan", ".", "--format", form, "--no-validate", "--git-history", "none", stdout=True)
        run("detect-secrets.json", "detect-secrets", "scan", "--all-files", "--no-verify", stdout=True)


main()
