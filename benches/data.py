#!/usr/bin/env python3
"""A tree of JSON, CSV and logs as programs write them, without a secret: `benches/data.py FOLDER [--megabytes 1000]`.

A tenth of it is one line of JSON. The same every time; the folder must not exist.
"""

import argparse
import json
import pathlib
import random

WORDS = """account action active address amount answer area author balance batch branch bucket build cache campaign category
channel city client cloud code color comment commit company config contact content count country created currency customer data
default delivery device discount domain draft duration email enabled entry error event export feature field file filter first
group height history host image import index input invoice item label language last latency length level limit line link list
locale location manager message method metric model module month name network notes number object offer option order output owner
page parent payment period phone plan platform point policy port position price priority process product profile project provider
query queue reason record region release report request response result retry role route rule sample schedule score search
section sequence server service session shard size source stage start state status step stock store stream street subject summary
table target task team template tenant text thread time title total trace type unit update user value vendor version view weight
width window worker year zone""".split()


def row(r, n):
    return {
        "id": n,
        "uuid": "%08x-%04x-%04x-%04x-%012x" % tuple(r.getrandbits(b) for b in (32, 16, 16, 16, 48)),
        "name": " ".join(r.choices(WORDS, k=3)),
        "created_at": "2026-%02d-%02dT%02d:%02d:%02d.%03dZ" % (
            r.randint(1, 12), r.randint(1, 28), r.randint(0, 23), r.randint(0, 59), r.randint(0, 59), r.randint(0, 999)),
        "status": r.choice(["active", "paused", "done", "failed"]),
        "amount": round(r.random() * 1000, 2),
        "tags": r.choices(WORDS, k=4),
        "etag": "%040x" % r.getrandbits(160),
        "text": " ".join(r.choices(WORDS, k=20)),
        "position": {"lat": round(r.random() * 90, 6), "lon": round(r.random() * 180, 6)},
    }


def csv(d):
    return ",".join(str(d[k]) for k in ("id", "uuid", "name", "created_at", "status", "amount", "etag", "text"))


def log(r, d):
    return (f'{d["created_at"]} {r.choice(["INFO", "WARN", "DEBUG", "ERROR"])} [{r.choice(WORDS)}-{r.randint(1, 64)}] '
            f'{r.choice(WORDS)}.{r.choice(WORDS)}: {d["name"]} took {d["amount"]} ms, request {d["uuid"]}, '
            f'{r.randint(1, 255)}.{r.randint(0, 255)}.{r.randint(0, 255)}.{r.randint(1, 255)} "GET /{"/".join(d["tags"])} HTTP/1.1" {r.choice([200, 204, 304, 404])}')


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("folder", type=pathlib.Path)
    args.add_argument("--megabytes", type=int, default=1000)
    args = args.parse_args()
    args.folder.mkdir(parents=True)
    r = random.Random(4)
    rows = [row(r, n) for n in range(20_000)]
    forms = {
        "json": lambda part: json.dumps(part, indent=2),
        "jsonl": lambda part: "\n".join(json.dumps(d) for d in part) + "\n",
        "csv": lambda part: "id,uuid,name,created_at,status,amount,etag,text\n" + "\n".join(map(csv, part)) + "\n",
        "log": lambda part: "\n".join(log(r, d) for d in part) + "\n",
    }
    left, n = args.megabytes * 900_000, 0
    while left > 0:
        form = list(forms)[n % 4]
        part = r.choices(rows, k=r.choice([20, 200, 2000, 20000]))
        text = forms[form](part)
        (args.folder / f"{n:05}.{form}").write_text(text)
        left, n = left - len(text), n + 1
    size, parts = 0, []
    while size < args.megabytes * 100_000:
        parts.append(json.dumps(r.choices(rows, k=2000)))
        size += len(parts[-1])
    (args.folder / "one-line.json").write_text("[" + ",".join(parts) + "]")


main()
