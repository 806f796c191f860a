"""Counts of faults and of disagreements with TensorFlow; recording of what TensorFlow does."""

import json
import lzma
import sys
from collections import Counter
from pathlib import Path

from bad import driver, families, outcomes
from bad.differences import TABLE, kind_of
from bad.kinds import KINDS

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "api" / "bad_arguments"
FAULTS = ("raw", "text", "warning", "state", "crash", "hang")
# (fault, how the place begins) -> why it is none
EXCUSED = {
    ("text", "tf.io.decode_compressed("): "what zlib says of the data is what there is to say; TensorFlow says it too",
    ("hang", "tf.while_loop("): "the loop goes on for as long as it was told, as TensorFlow's",
}
NET = "net"  # no fault: an error that was raw until a net caught it, whose text could say more
DIFFERENCES = ("takes", "refuses", "class")


def chosen(options):
    known = families.families()
    for family in options.family or sorted(known):
        if family not in known:
            sys.exit(f"no family {family!r}: {', '.join(sorted(known))}")
        yield family, known[family]


def report(options):
    details = open(options.details, "w", encoding="utf-8", buffering=1) if options.details else None
    totals = Counter()
    print(f"{'family':16}{'calls':>8}{'value':>8}" + "".join(f"{n:>9}" for n in (*FAULTS, NET, *DIFFERENCES)))
    for family, names in chosen(options):
        counts = Counter()
        recorded = read(family)
        plan = driver.planned(family, names, options.sample)
        for line in driver.outcomes(plan, door=options.door, kinds=options.kind):
            for said in judged(line, recorded.get(line["key"]) if options.door == "eager" else None, counts):
                if details:
                    details.write("\t".join((family, *said)).replace("\n", " ") + "\n")
        totals += counts
        _print(family, counts)
    _print("all", totals)
    print(f"compared with TensorFlow: {totals['compared']}")
    for kind, (_, why) in TABLE.items():
        if found := totals[f"kind {kind}"]:
            print(f"{found:8}  {kind}: {why}")


def _print(family, counts):
    print(
        f"{family:16}{counts['calls']:8}{counts['value']:8}"
        + "".join(f"{counts[n]:9}" for n in (*FAULTS, NET, *DIFFERENCES)),
        flush=True,
    )


def judged(line, there, counts):
    """Counts a place's outcomes; yields (what is wrong, place, kind, where, text) of each that is wrong."""
    faults = {kind: rest for kind, *rest in line["faults"]}
    for kind, code in zip(list(KINDS), line["codes"]):
        if code == "-":
            continue
        counts["calls"] += 1
        counts["value"] += code == "v"
        _, fault, where, text = faults.get(kind, ("", "", "", ""))
        excused = any(fault == name and line["key"].startswith(start) for name, start in EXCUSED)
        wrong = [fault] if fault and not excused else []
        said = there.get(kind) if there else None
        if said and (difference := differs(code, said)):
            wrong.append(difference)
            counts[f"kind {kind_of(code, said)}"] += 1
        counts["compared"] += bool(said) and said not in "-ch"
        for name in wrong:
            counts[name] += 1
            shown = outcomes.NAMES.get(said, "") if said else ""
            yield name, line["key"], kind, where, f"[{shown}] {text}"


def differs(here, there):
    """How an outcome differs from TensorFlow's: "takes", "refuses", "class", or ""."""
    kind = kind_of(here, there).partition(":")[0]
    return kind if kind in ("", "takes", "refuses") else "class"


def read(family):
    """Key of a place -> kind -> letter of what TensorFlow did."""
    path = GOLDEN / f"{family}.json.xz"
    if not path.exists():
        return {}
    with lzma.open(path, "rt", encoding="utf-8") as file:
        found = json.load(file)
    return {key: dict(zip(found["kinds"], codes)) for key, codes in found["places"].items()}


def record(options):
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for family, names in chosen(options):
        plan = driver.planned(family, names, options.sample)
        if not plan:
            continue
        lines = driver.outcomes(plan, there=True, python=options.record)
        found = {"kinds": list(KINDS), "places": {line["key"]: line["codes"] for line in lines}}
        with lzma.open(GOLDEN / f"{family}.json.xz", "wt", encoding="utf-8") as file:
            json.dump(found, file)
        if options.details:
            _tell(Path(options.details), family, lines)
        print(f"{family}: {len(lines)} places, {Counter(c for line in lines for c in line['codes'])}", flush=True)


def _tell(folder, family, lines):
    """What TensorFlow said, for whoever looks into a difference."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / f"{family}.tsv", "w", encoding="utf-8") as file:
        for line in lines:
            for kind, code, _, _, text in (f for f in line["faults"] if len(f) == 5):
                file.write("\t".join((line["key"], kind, code, text)).replace("\n", " ") + "\n")
