#!/usr/bin/env python3
"""Inputs made to be slow, against an ordinary tree: `benches/hostile.py TREE [--spillage target/release/spillage] [--files 1000000]`.

Prints a Markdown table: CPU seconds, peak memory, and the cost of a byte (of a file, where files are tiny) as a multiple of the
tree's. Everything is made in a temporary folder and taken away again.
"""

import argparse
import os
import pathlib
import random
import subprocess
import tempfile


def measure(spillage, path):
    child = subprocess.Popen(
        [spillage, "scan", str(path), "--format", "json", "--exit-zero"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, child.returncode


def size(path):
    files = [p for p in path.rglob("*") if p.is_file() and not p.is_symlink()] if path.is_dir() else [path]
    return sum(p.stat().st_size for p in files), len(files)


def write(file, text, size):
    """Piece by piece: a child's peak memory counts what its parent held when it was started."""
    piece = text * max(1, 65536 // len(text))
    with file.open("w") as out:
        for _ in range(size // len(piece) + 1):
            out.write(piece)


def keywords():
    """Words in quotes of the `keywords` lines of the rules."""
    for file in sorted(pathlib.Path("rules").rglob("*.toml")):
        for line in file.read_text().splitlines():
            if line.startswith("keywords = ["):
                yield from (w for w in line.split('"')[1::2] if "\\" not in w)


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("tree", type=pathlib.Path)
    args.add_argument("--spillage", default="target/release/spillage")
    args.add_argument("--files", type=int, default=1_000_000)
    args = args.parse_args()
    r = random.Random(5)
    letters = "abcdefghijkmnpqrstuvwxyz"
    every = " ".join(keywords()) + "\n"
    word = lambda: "".join(r.choices(letters, k=7)).capitalize() + str(r.randint(10, 99)) + "!"
    inputs = {
        "one line of 200 MB": lambda f: write(f, "lorem ipsum dolor sit amet, ", 200_000_000),
        "`password=` in one line, 50 MB": lambda f: write(f, "password=", 50_000_000),
        "`password=` in lines, 50 MB": lambda f: write(f, "password=\n", 50_000_000),
        "every rule's keyword, 50 MB": lambda f: write(f, every, 50_000_000),
        "100,000 findings": lambda f: f.write_text("".join(f"db_password_{n} = {word()}\n" for n in range(100_000))),
    }
    cost, _, _ = measure(args.spillage, args.tree)
    cost, memory, code = measure(args.spillage, args.tree)
    n_bytes, n_files = size(args.tree)
    per_byte, per_file = cost / n_bytes, cost / n_files
    print("| input | CPU s | peak MiB | cost of a byte, times the tree's | exit |\n|---|---|---|---|---|")
    print(f"| the tree, {n_bytes / 1e6:.0f} MB in {n_files} files | {cost:.2f} | {memory:.0f} | 1.0 | {code} |", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, make in inputs.items():
            file = folder / "input.txt"
            make(file)
            cost, memory, code = measure(args.spillage, file)
            print(f"| {name} | {cost:.2f} | {memory:.0f} | {cost / file.stat().st_size / per_byte:.1f} | {code} |", flush=True)
            file.unlink()
        for n in range(args.files):
            if n % 1000 == 0:
                part = folder / f"{n // 1000}"
                part.mkdir()
            (part / f"{n}.txt").write_bytes(b"x = 1\n")
        cost, memory, code = measure(args.spillage, folder)
        print(f"| {args.files} files of six bytes | {cost:.2f} | {memory:.0f} | {cost / args.files / per_file:.1f} (of a file) | {code} |")


main()
