"""docs/performance.md: the measured table and the plots. What a person has written around the markers stays."""

import statistics
from typing import NamedTuple, Optional

from bench_budgets import budgets, table

BEGIN, END = "<!-- measured: make bench writes from here -->", "<!-- to here -->"


class Row(NamedTuple):
    """One line. Less is better where `at_most` is True."""

    what: str
    unit: str
    ours: float
    target: float
    at_most: bool
    peer: str = ""
    peers: Optional[float] = None
    spread: str = ""

    def met(self):
        return self.ours <= self.target if self.at_most else self.ours >= self.target

    def text(self):
        sign = "≤" if self.at_most else "≥"
        ratio = f"{self.ours / self.peers:.2f}" if self.peers else ""
        peer = f"{self.peer} {number(self.peers)}" if self.peers else self.peer
        cells = [self.what, f"{sign} {number(self.target)} {self.unit}", f"{number(self.ours)} {self.unit}", self.spread,
                 peer, ratio, "yes" if self.met() else "**no**"]
        return "| " + " | ".join(cells) + " |"


def number(value):
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def row(what, unit, values, target, at_most, peer="", peers=None):
    """A row of the median, with the lowest and the highest."""
    spread = f"{number(min(values))} to {number(max(values))}"
    return Row(what, unit, statistics.median(values), target, at_most, peer, statistics.median(peers) if peers else None, spread)


def write(page, results):
    machine = results["machine"]
    lines = [
        f"Measured by `make bench` on {machine['date']}, commit {machine['commit']}: {machine['processor']}, {machine['cores']} cores; "
        f"load {machine['load']} before it began. Medians; behind them the lowest and the highest.",
        "",
        "| what | target | ours | from, to | beside it | ours by that | met |",
        "|---|---|---|---|---|---|---|",
    ]
    for part in results["parts"].values():
        lines += [Row(*one).text() for one in part["rows"]]
    for title, unit, steps in budgets(results["parts"]):
        lines += table(title, unit, steps)
    for name, part in results["parts"].items():
        if part.get("plot"):
            lines += ["", f"![{part['plot']['title']}](performance/{name}.svg)"]
            plot(page.parent / "performance" / f"{name}.svg", part["plot"])
    before, rest = page.read_text(encoding="utf-8").split(BEGIN)
    page.write_text(before + BEGIN + "\n" + "\n".join(lines) + "\n" + END + rest.split(END)[1], encoding="utf-8")


def plot(file, described):
    """Points and their median for each side, or lines over a size."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "epochal"
    from matplotlib import pyplot

    file.parent.mkdir(exist_ok=True)
    figure, axes = pyplot.subplots(figsize=(7, 3))
    if "lines" in described:
        for label, points in described["lines"].items():
            axes.plot(*zip(*points), marker="o", label=label)
        axes.set_xscale("log")
        axes.set_ylim(bottom=0)
        axes.set_ylabel(described.get("y", "seconds"))
        axes.legend(loc="center left", bbox_to_anchor=(1.02, 0.5), fontsize="small")
    else:
        sides = described["sides"]
        axes.boxplot(list(sides.values()), vert=False, whis=(0, 100))
        axes.set_yticks(range(1, len(sides) + 1), list(sides))
        axes.set_xscale(described.get("scale", "linear"))
    axes.set_xlabel(described["x"])
    axes.set_title(described["title"])
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})
    pyplot.close(figure)
