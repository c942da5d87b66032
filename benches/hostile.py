#!/usr/bin/env python3
"""Inputs made to be slow, against an ordinary tree: `benches/hostile.py TREE [--spillage target/release/spillage] [--size MB] [--files N] [WORD …]`.

Prints a Markdown table: CPU seconds, peak memory, and the cost of a byte (of a file, where files are tiny) as a multiple of the
tree's. Only inputs whose names hold one of the words, if any are given. Everything is made in a temporary folder and taken away again.
"""

import argparse
import json
import os
import pathlib
import random
import subprocess
import tempfile

LETTERS = "abcdefghijkmnpqrstuvwxyz"
DRAWN = LETTERS + LETTERS.upper() + "0123456789"
R = random.Random(5)


def measure(spillage, path):
    child = subprocess.Popen(
        [spillage, "scan", str(path), "--format", "json", "--exit-zero", "--isolated"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, child.returncode


def size(path):
    files = [p for p in path.rglob("*") if p.is_file() and not p.is_symlink()] if path.is_dir() else [path]
    return sum(p.stat().st_size for p in files), len(files)


def again(text):
    """The same text again and again, in pieces: a child's peak memory counts what its parent held when it was started."""
    piece = text * max(1, 65536 // len(text))
    return lambda: piece


def drawn(make):
    """A text that is another one each time."""
    return lambda: "".join(make() for _ in range(200))


def some(n):
    return "".join(R.choices(DRAWN, k=n))


def word():
    return "".join(R.choices(LETTERS, k=7)).capitalize() + str(R.randint(10, 99)) + "!"


def keywords():
    """Words in quotes of the `keywords` lines of the rules."""
    for file in sorted(pathlib.Path("rules").rglob("*.toml")):
        for line in file.read_text().splitlines():
            if line.startswith("keywords = ["):
                yield from (w for w in line.split('"')[1::2] if "\\" not in w)


def inputs(mb):
    """Name, file, what it is made of, size in MB."""
    yield "one line of words", "a.txt", again("lorem ipsum dolor sit amet, "), 4 * mb
    yield "`password=` in one line", "a.txt", again("password="), mb
    yield "`password=` in lines", "a.txt", again("password=\n"), mb
    yield "`password=` in lines of an `.env`", "a.env", again("password=\n"), mb
    yield "every rule's keyword", "a.txt", again(" ".join(keywords()) + "\n"), mb
    yield "`token: ` in one line", "a.txt", again("token: "), mb
    yield "`key=` in one line", "a.txt", again("key="), mb
    yield "`secret(` in code", "a.py", again("secret("), mb
    yield "`<a key=\"`", "a.xml", again("<a key=\""), mb
    yield "`\"password\":` in lines", "a.json", again("\"password\":\n"), mb / 5
    yield "records with passwords in one line", "a.json", drawn(lambda: json.dumps({"password": some(10)}) + ","), mb / 50
    yield "`password = \"` and no other quote", "a.py", again("password = \""), mb / 50
    yield "`curl ` in one line", "a.sh", again("curl "), mb
    yield "`curl -u ` in one line", "a.sh", again("curl -u "), mb
    yield "`mysql -p ` in one line", "a.sh", again("mysql -p "), mb
    yield "`identified by ` in one line", "a.sql", again("identified by "), mb / 5
    yield "`<` in HTML", "a.html", again("<"), mb
    yield "beginnings of certificates", "a.txt", again("-----BEGIN CERTIFICATE-----\n"), mb
    yield "`TOP SECRET//NOFORN` in lines", "a.txt", again("TOP SECRET//NOFORN\n"), mb
    yield "`eyJ`", "a.txt", again("eyJ"), mb
    yield "capitals", "a.txt", again("A"), mb
    yield "base64 in lines", "a.txt", drawn(lambda: some(76) + "\n"), mb
    yield "tokens in one line", "a.txt", drawn(lambda: "ghp" + "_" + some(36) + " "), mb / 10
    yield "bearer tokens in lines", "a.txt", drawn(lambda: "Bearer " + some(24) + "\n"), mb / 50
    yield "distinct guessable passwords in lines", "a.txt", drawn(lambda: f"db_password = {word()}\n"), mb / 20


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("tree", type=pathlib.Path)
    args.add_argument("words", nargs="*")
    args.add_argument("--spillage", default="target/release/spillage")
    args.add_argument("--size", type=float, default=50, metavar="MB")
    args.add_argument("--files", type=int, default=1_000_000)
    args = args.parse_args()
    cost, _, _ = measure(args.spillage, args.tree)
    cost, memory, code = measure(args.spillage, args.tree)
    n_bytes, n_files = size(args.tree)
    per_byte, per_file = cost / n_bytes, cost / n_files
    print("| input | MB | CPU s | peak MiB | cost of a byte, times the tree's | exit |\n|---|---|---|---|---|---|")
    print(f"| the tree, {n_files} files | {n_bytes / 1e6:.0f} | {cost:.2f} | {memory:.0f} | 1.0 | {code} |", flush=True)
    wanted = lambda name: not args.words or any(w in name for w in args.words)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, file, make, mb in inputs(args.size):
            if not wanted(name):
                continue
            file = folder / file
            with file.open("w") as out:
                while out.tell() < mb * 1e6:
                    out.write(make())
            cost, memory, code = measure(args.spillage, file)
            n_bytes = file.stat().st_size
            print(f"| {name} | {n_bytes / 1e6:.1f} | {cost:.2f} | {memory:.0f} | {cost / n_bytes / per_byte:.1f} | {code} |", flush=True)
            file.unlink()
        if args.files == 0:
            return
        for n in range(args.files):
            if n % 1000 == 0:
                part = folder / f"{n // 1000}"
                part.mkdir()
            (part / f"{n}.txt").write_bytes(b"x = 1\n")
        cost, memory, code = measure(args.spillage, folder)
        print(f"| {args.files} files of six bytes | {args.files * 6 / 1e6:.1f} | {cost:.2f} | {memory:.0f} | {cost / args.files / per_file:.1f} (of a file) | {code} |")


main()
