"""Turns compare.sh's figures into a table of medians, as Markdown and JSON, with what machine they are from."""
import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess

TITLES = {"nfs3": "NFSv3", "smb3": "SMB 3.1.1"}


def processor():
    with open("/proc/cpuinfo") as info:
        return next((line.split(":", 1)[1].strip() for line in info if line.startswith("model name")), platform.machine())


def memory_gib():
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def disk_of(path):
    line = subprocess.run(["df", "--output=source,fstype", path], capture_output=True, text=True, check=True).stdout.splitlines()[1]
    return " ".join(line.split())


def median_table(figures, servers):
    """One row for each workload: its unit, each server's median, lowest and highest rate, and the ratio of the first two."""
    rows = []
    for workload in dict.fromkeys(f["workload"] for f in figures):
        rates = {s: [f["rate"] for f in figures if f["server"] == s and f["workload"] == workload] for s in servers}
        if not all(rates.values()):
            continue
        unit = next(f["unit"] for f in figures if f["workload"] == workload)
        medians = {s: {"median": statistics.median(r), "low": min(r), "high": max(r)} for s, r in rates.items()}
        ratio = round(medians[servers[0]]["median"] / medians[servers[1]]["median"], 3) if len(servers) == 2 else None
        rows.append({"workload": workload, "unit": unit, "ratio": ratio, **medians})
    return rows


def markdown(facts, rows, servers):
    lines = [f"# {TITLES[facts['protocol']]}, {' against '.join(servers)}, {facts['date']}", "",
             f"Medians of {facts['rounds']} rounds, servers in turn, one round before thrown away (`bench/compare.sh`); lowest and highest in brackets.", ""]
    lines += [f"* {name}: {facts[name]}" for name in ("machine", "kernel", "disk", "options", "commit")]
    lines += [f"* {s}: {facts['versions'][s]}" for s in servers]
    ratio = f" {servers[0]} / {servers[1]} |" if len(servers) == 2 else ""
    lines += ["", "| workload | unit | " + " | ".join(servers) + " |" + ratio, "|---|---|" + "---:|" * (len(servers) + bool(ratio))]
    for row in rows:
        cells = [f"{row[s]['median']:,.0f} ({row[s]['low']:,.0f} to {row[s]['high']:,.0f})" for s in servers]
        lines.append(f"| {row['workload']} | {row['unit']} | " + " | ".join(cells) + (f" | {row['ratio']:.2f} |" if ratio else " |"))
    return "\n".join(lines) + "\n"


parser = argparse.ArgumentParser()
parser.add_argument("--protocol", choices=TITLES, required=True)
parser.add_argument("--figures", required=True)
parser.add_argument("--disk", required=True)
parser.add_argument("--output", required=True)
parser.add_argument("--options", default="")
parser.add_argument("--server", action="append", required=True)
options = parser.parse_args()

versions = {name: version.replace("_", " ") for name, version in (s.split("=", 1) for s in options.server)}
servers = list(versions)
with open(options.figures) as lines:
    figures = [json.loads(line) for line in lines]
commit = subprocess.run(["git", "-C", os.path.dirname(os.path.abspath(__file__)), "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
facts = {
    "date": datetime.date.today().isoformat(), "rounds": max(f["round"] for f in figures),
    "machine": f"{os.cpu_count()} cores, {processor()}, {memory_gib()} GiB", "kernel": platform.release(), "disk": disk_of(options.disk),
    "protocol": options.protocol, "options": options.options or "default sizes", "commit": commit.stdout.strip(), "versions": versions}
rows = median_table(figures, servers)
text = markdown(facts, rows, servers)
with open(options.output + ".md", "w") as out:
    out.write(text)
with open(options.output + ".json", "w") as out:
    json.dump({**facts, "rows": rows, "figures": figures}, out, indent=1)
    out.write("\n")
print(text)
