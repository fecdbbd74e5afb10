"""Reads a sabotage and does it.

    edit.py field FILE NAME       prints the values of a field of the head, one a line
    edit.py apply FILE TREE       makes the edit in the tree; fails unless the old text is there exactly once
    edit.py table                 prints the table of all sabotages for docs/testing.md
    edit.py filter TEST…          prints what `dotnet test --filter` takes for these tests
    edit.py verdict TRX TEST      says whether the test failed by what it asserts

A test is SUITE.METHOD. Of an abstract suite (…Conformance), each that derives from it has the method under its own name.
"""
import os
import re
import sys
import xml.etree.ElementTree as xml

OLD, NEW = "--- is\n", "--- becomes\n"


def read(path):
    text = open(path, encoding="utf-8").read()
    head, _, edits = text.partition(OLD)
    fields = [line.partition(": ")[::2] for line in head.splitlines() if line.strip()]
    return fields, [edit.partition(NEW)[::2] for edit in edits.split(OLD)]


def values(fields, name):
    return [value.strip() for key, value in fields if key == name]


def apply(path, tree):
    fields, edits = read(path)
    target = f"{tree}/{values(fields, 'file')[0]}"
    source = open(target, encoding="utf-8").read()
    for old, new in edits:
        if source.count(old) != 1 or old == new:
            sys.exit(f"the text to replace is {source.count(old)} times in {target}:\n{old}")
        source = source.replace(old, new)
    open(target, "w", encoding="utf-8").write(source)


def full_name(test):
    suite, _, method = test.partition(".")
    return f".{method}" if suite.endswith("Conformance") else f".{test}"


def verdict(trx, wanted):
    space = "{http://microsoft.com/schemas/VisualStudio/TeamTest/2010}"
    results = [result for result in xml.parse(trx).iter(f"{space}UnitTestResult") if re.search(re.escape(full_name(wanted)) + r"(\(|$)", result.get("testName"))]
    if not results:
        sys.exit(f"no test is named {wanted}")
    failed = [result for result in results if result.get("outcome") == "Failed"]
    reasons = [" ".join("".join(message.itertext()).split()) for result in failed for message in result.iter(f"{space}Message")]
    good = [reason for reason in reasons if not re.match(r"[\w.]*(TimeoutException|CanceledException)\b", reason)]
    if not good:
        sys.exit(f"{wanted} did not notice: {len(results) - len(failed)} of {len(results)} passed" + "".join(f"\n{reason[:300]}" for reason in reasons))
    print(f"{wanted}: {good[0][:300]}")


def table():
    print("| sabotage | what it breaks | failure | caught by |\n|---|---|---|---|")
    folder = os.path.dirname(os.path.abspath(__file__))
    for name in sorted(file.removesuffix(".sabotage") for file in os.listdir(folder) if file.endswith(".sabotage")):
        fields, _ = read(f"{folder}/{name}.sabotage")
        tests = ", ".join(f"`{test}`" for test in values(fields, "test"))
        print(f"| {name} | {values(fields, 'rule')[0]} | {values(fields, 'failure')[0]} | {tests} |")


command, *arguments = sys.argv[1:]
if command == "field":
    print("\n".join(values(read(arguments[0])[0], arguments[1])))
elif command == "filter":
    print("|".join(sorted({f"FullyQualifiedName~{full_name(test)}" for test in arguments})))
else:
    {"apply": apply, "table": table, "verdict": verdict}[command](*arguments)
