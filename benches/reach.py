#!/usr/bin/env python3
"""What each scanner reads: one made-up key, put into one place at a time, and each program's own output searched for it.

    benches/reach.py --spillage target/release/spillage --peers DIR     # DIR holds betterleaks, kingfisher, detect-secrets

Every key is made at random. A place counts as found when the program reports one finding more than on the same repository
without the key (the value itself may be redacted). Prints a table in Markdown; docs/comparison.md holds one.
"""

import argparse
import base64
import io
import json
import os
import random
import shutil
import string
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

ALPHABET = string.ascii_letters + string.digits


def crc32_base62(body: str) -> str:
    """The last six characters of such a token are a checksum of the others."""
    import zlib

    digits = string.digits + string.ascii_uppercase + string.ascii_lowercase
    n, out = zlib.crc32(body.encode()), ""
    while n:
        n, r = divmod(n, 62)
        out = digits[r] + out
    return out.rjust(6, "0")


def token(rng: random.Random) -> str:
    body = "".join(rng.choice(ALPHABET) for _ in range(30))
    return "gh" + "p_" + body + crc32_base62(body)


def git(repo: Path, *args: str) -> None:
    env = dict(os.environ, GIT_CONFIG_NOSYSTEM="1", GIT_CONFIG_GLOBAL="/dev/null")
    who = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "gc.auto=0"]
    subprocess.run(["git", *who, *args], cwd=repo, check=True, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def archive(text: str, kind: str) -> bytes:
    out = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
            z.writestr("config.txt", text)
    elif kind == "tar.gz":
        with tarfile.open(fileobj=out, mode="w:gz") as t:
            info = tarfile.TarInfo("config.txt")
            info.size = len(text)
            t.addfile(info, io.BytesIO(text.encode()))
    elif kind == "docx":
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
            z.writestr("[Content_Types].xml", "<Types/>")
            # Word splits a run wherever it likes.
            half = len(text) // 2
            body = f"<w:r><w:t>{text[:half]}</w:t></w:r><w:r><w:t>{text[half:]}</w:t></w:r>"
            z.writestr("word/document.xml", f'<w:document xmlns:w="w"><w:body><w:p>{body}</w:p></w:body></w:document>')
    return out.getvalue()


def notebook(text: str) -> str:
    cell = {"cell_type": "code", "metadata": {}, "execution_count": 1, "source": ["run()"],
            "outputs": [{"output_type": "stream", "name": "stdout", "text": [text]}]}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def sqlite(path: Path, text: str) -> None:
    import sqlite3

    with sqlite3.connect(path) as db:
        db.execute("create table settings (name text, value text)")
        db.execute("insert into settings values ('github_token', ?)", (text,))


# Each place gets the repository and the line with the key (or a harmless one).
def tracked(repo, line):
    (repo / "app.py").write_text(line)
    git(repo, "add", "-A")


def ignored(repo, line):
    (repo / ".gitignore").write_text(".env\n")
    (repo / ".env").write_text(line)


def removed(repo, line):
    (repo / "old.py").write_text(line)
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "add")
    git(repo, "rm", "-q", "old.py")
    git(repo, "commit", "-qm", "remove")


def amended(repo, line):
    (repo / "new.py").write_text(line)
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "with")
    (repo / "new.py").write_text("x = 1\n")
    git(repo, "commit", "-qam", "without", "--amend")


def stashed(repo, line):
    (repo / "README.md").write_text(line)
    git(repo, "stash", "-q")


def whole(name, make):
    def place(repo, line):
        data = make(line)
        (repo / name).write_bytes(data if isinstance(data, bytes) else data.encode())

    return place


PLACES = [
    ("tracked file", tracked, False),
    ("ignored `.env`", ignored, False),
    ("base64", whole("a.yaml", lambda t: "data: " + base64.b64encode(t.encode()).decode() + "\n"), False),
    ("base64 in base64", whole("b.yaml", lambda t: "data: " + base64.b64encode(base64.b64encode(t.encode())).decode() + "\n"), False),
    ("UTF-16", whole("c.ps1", lambda t: t.encode("utf-16")), False),
    ("zip", whole("d.zip", lambda t: archive(t, "zip")), False),
    ("tar.gz", whole("e.tar.gz", lambda t: archive(t, "tar.gz")), False),
    ("Word document", whole("f.docx", lambda t: archive(t, "docx")), False),
    ("notebook output", whole("g.ipynb", notebook), False),
    ("SQLite row", lambda repo, line: sqlite(repo / "h.db", line), False),
    ("removed, in history", removed, True),
    ("amended away", amended, True),
    ("stash", stashed, True),
]


class Tool:
    def __init__(self, name, program, tree, history, count):
        self.name, self.program, self.tree, self.history, self.count = name, program, tree, history, count

    def findings(self, repo: Path, history: bool):
        args = self.history if history else self.tree
        if args is None:
            return None
        ran = subprocess.run([self.program, *args], cwd=repo, capture_output=True, timeout=300, env=dict(os.environ, NO_COLOR="1"))
        return self.count(ran.stdout.decode(errors="replace"), ran.stderr.decode(errors="replace"))


def number(tool_json):
    """Findings in a JSON document or in lines of JSON: what has a rule."""

    def count(out, err):
        try:
            return tool_json(json.loads(out))
        except json.JSONDecodeError:
            n = 0
            for line in out.splitlines():
                try:
                    n += tool_json(json.loads(line))
                except json.JSONDecodeError:
                    continue
            return n

    return count


def tools(spillage: str, peers: Path):
    ours = number(lambda d: sum(f["category"] == "secret" for f in d["findings"]))
    yield Tool("spillage", spillage, ["scan", "-f", "json", "--exit-zero", "--no-progress"],
               ["scan", "-f", "json", "--exit-zero", "--no-progress", "--history"], ours)
    better = peers / "betterleaks"
    if better.exists():
        tail = ["--jsonl", "--no-banner", "--exit-code", "0", "--log-level", "error"]
        listed = number(lambda d: int("scan" not in d))
        yield Tool("betterleaks", str(better), ["filesystem", ".", *tail], ["git", ".", *tail], listed)
    king = peers / "kingfisher"
    if king.exists():
        def kings(d):
            return len(d["findings"]) if isinstance(d.get("findings"), list) else int("rule" in d)
        args = ["scan", ".", "--format", "json", "--no-validate", "--no-update-check"]
        yield Tool("kingfisher", str(king), [*args, "--git-history", "none"], args, number(kings))
    detect = peers / "detect-secrets"
    if detect.exists():
        yield Tool("detect-secrets --all-files", str(detect), ["scan", "--all-files", "--no-verify"], None,
                   number(lambda d: sum(len(v) for v in d["results"].values())))


def repository() -> Path:
    repo = Path(tempfile.mkdtemp(prefix="reach-"))
    git(repo, "init", "-q", "-b", "main")
    (repo / "README.md").write_text("# A repository\n")
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "first")
    return repo


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--spillage", required=True)
    cli.add_argument("--peers", type=Path, default=Path("/nonexistent"))
    cli.add_argument("--seed", type=int, default=7)
    args = cli.parse_args()
    rng = random.Random(args.seed)
    all_tools = list(tools(os.path.abspath(args.spillage), args.peers.resolve()))
    print("| place |", " | ".join(t.name for t in all_tools), "|")
    print("|---|" + "---|" * len(all_tools))
    missed = 0
    for name, place, history in PLACES:
        cells = []
        secret = f"github_token = '{token(rng)}'\n"
        for tool in all_tools:
            counts = []
            for line in (secret, "github_token = read()\n"):
                repo = repository()
                try:
                    place(repo, line)
                    counts.append(tool.findings(repo, history))
                finally:
                    shutil.rmtree(repo)
            if counts[0] is None:
                cells.append("–")
            else:
                cells.append("yes" if counts[0] > counts[1] else "no")
        missed += cells[0] != "yes"
        print(f"| {name} |", " | ".join(cells), "|", flush=True)
    sys.exit(missed > 0)


if __name__ == "__main__":
    main()
