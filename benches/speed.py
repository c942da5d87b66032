#!/usr/bin/env python3
"""Whole processes in turn on the same files: spillage, ripgrep counting one literal, and whatever peers are installed.

    benches/speed.py FOLDER [--rounds 5] [--spillage target/release/spillage] [--peers DIR]

Prints a Markdown table: medians of CPU (user and system) and wall seconds, peak memory, and CPU and wall as multiples of ripgrep
in the same round. A round that is not counted goes first. Ratios hold on a busy machine, seconds do not. Peers are looked for in
DIR and on the PATH; those that are not there are named and left out.
"""

import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import time


def commands(args):
    folder = args.folder
    find = lambda name: shutil.which(name, path=os.pathsep.join(filter(None, [args.peers, os.environ.get("PATH")])))
    wanted = [
        ("spillage", args.spillage, ["scan", folder, "--format", "json", "--exit-zero"]),
        ("kingfisher --turbo", find("kingfisher"), ["scan", folder, "--turbo", "--git-history", "none", "--no-update-check"]),
        ("betterleaks", find("betterleaks"), ["filesystem", folder]),
        ("ripgrep", find("rg"), ["-uuu", "-c", "AKIA_zzz", folder]),
    ]
    for name, program, rest in wanted:
        if program and shutil.which(program):
            yield name, [program, *rest]
        else:
            print(f"{name}: not installed, left out")


def measure(command):
    start = time.monotonic()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime, time.monotonic() - start, used.ru_maxrss / 1024, child.returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--spillage", default="target/release/spillage")
    parser.add_argument("--peers")
    args = parser.parse_args()
    files = [p for p in pathlib.Path(args.folder).rglob("*") if p.is_file() and not p.is_symlink()]
    print(f"{len(files):,} files, {sum(p.stat().st_size for p in files) / 1e6:,.0f} MB, {os.cpu_count()} processors, {args.rounds} rounds\n")
    runs = dict(commands(args))
    if "ripgrep" not in runs:
        raise SystemExit("ripgrep is what the others are compared with")
    rows = {name: [] for name in runs}
    for round_ in range(args.rounds + 1):
        for name, command in runs.items():
            figures = measure(command)
            if round_:
                rows[name].append(figures)
    print("| | CPU s | wall s | peak MiB | CPU to ripgrep | wall to ripgrep | exit |")
    print("|---|---|---|---|---|---|---|")
    base = rows["ripgrep"]
    for name, figures in rows.items():
        cpu, wall, memory, codes = zip(*figures)
        to = [statistics.median(f[i] / max(b[i], 1e-3) for f, b in zip(figures, base)) for i in (0, 1)]
        print(
            f"| {name} | {statistics.median(cpu):.2f} | {statistics.median(wall):.2f} | {max(memory):.0f} "
            f"| {to[0]:.1f} | {to[1]:.1f} | {', '.join(map(str, sorted(set(codes))))} |"
        )


if __name__ == "__main__":
    main()
