"""Somebody who has all that is published and a solver, and none of the guard's code.

What adds up to what is written here once more, by hand, from the labels of the figures: an
oversight of the declarations shows. Rows are those of `figures --public`, in JSON.
"""

from __future__ import annotations

import itertools
from collections import defaultdict

import highspy

DEPARTMENT = "departement"
# Counts of people or of what they did; euros, rates, hours and what was agreed are not.
COUNTED = {
    "ménages", "personnes", "décisions", "mesures", "participations", "sorties", "démarches",
    "problématiques", "contrats", "entretiens", "aides", "demandes", "périodes d’immersion",
}  # fmt: skip
NOT_OF_RECIPIENTS = ("referent.staff", "pact.", "action.targets", "sittings.")
# Counted once wherever they are, or moving inside: no sum of places.
ONCE = {"fund.persons", "aids.persons", "referent.persons", "rsa.moves_in", "rsa.moves_out"}

TOTALS = {
    "rsa.persons.by_role": "rsa.persons",
    "rsa.adults.by_sex": "rsa.adults",
    "rsa.adults.by_age": "rsa.adults",
    "rsa.households.by_family": "rsa.households",
    "rsa.households.by_seniority": "rsa.households",
    "rsa.adults.by_age.merged": "rsa.adults",
    "rsa.households.by_seniority.merged": "rsa.households",
    "actions.participants.by_age.merged": "actions.measures",
    "action.by_age.merged": "action.present",
    "action.by_level.merged": "action.present",
    "rsa.exits.by_reason": "rsa.exits",
    "decisions.by_type": "decisions.total",
    "decisions.by_sitting": "decisions.total",
    "actions.measures.by_aim": "actions.measures",
    "actions.participants.by_sex": "actions.measures",
    "actions.participants.by_age": "actions.measures",
    "actions.participants.by_level": "actions.measures",
    "actions.participants.by_family": "actions.measures",
    "action.entries.by_audience": "action.entries",
    "action.by_sex": "action.present",
    "action.by_age": "action.present",
    "action.by_level": "action.present",
    "action.by_family": "action.present",
    "action.exits.by_outcome": "action.exits",
    "action.exits.by_group": "action.exits",
    "fund.count.by_nature": "fund.count",
    "fund.refusals.by_reason": "fund.refusals",
    "referent.contracts.by_kind": "referent.contracts",
    "referent.interviews.by_kind": "referent.interviews",
    "referent.exits.by_reason": "referent.exits",
    "pathway.by_path": "pathway.adults",
    "actions.exits.by_group": "actions.exits",
}
ROLE, FAMILY, LEVEL = "rsa.persons.by_role", "action.by_family", "action.by_level"
AGE, GROUP = "action.by_age", "action.exits.by_group"


def _all(code, *groups):
    return [(code, group) for group in groups]


YOUNG = ["under-18", "18-25", "26-35"]
OF_AGE = {"under-36": YOUNG, "36-45": ["36-45"], "46+": ["46-55", "56+"]}
OF_LEVEL = {"V+": ["I-II", "III", "IV", "V"], "VBIS-": ["VBIS", "VI", "VII"]}
OF_SENIORITY = {"0-11": ["0-5", "6-11"], "12-35": ["12-23", "24-35"], "36+": ["36+"]}
MERGED = {
    "rsa.adults.by_age": OF_AGE,
    "rsa.households.by_seniority": OF_SENIORITY,
    "actions.participants.by_age": OF_AGE,
    AGE: OF_AGE,
    LEVEL: OF_LEVEL,
}
# A figure, and those that make it up.
SUMS = [
    ("rsa.adults", _all(ROLE, "applicant", "partner")),
    ("rsa.adults", ["pathway.adults"]),
    ("rsa.households", _all(ROLE, "applicant")),
    ((ROLE, "partner"), _all("rsa.households.by_family", "couple", "couple_children")),
    ("pathway.oriented", [("pathway.by_path", "")]),
    ("action.exits", ["action.exits.completed", "action.dropouts"]),
    ("action.exits", ["action.exits.counted", "action.exits.excluded"]),
    ("action.dynamic_exits", _all(GROUP, "durable", "transition", "positive")),
    ("action.women.count", _all("action.by_sex", "F")),
    ("action.men.count", _all("action.by_sex", "M")),
    ("action.women.known", ["action.women.count", "action.men.count"]),
    ("action.men.known", ["action.women.known"]),
    ("action.under_36.count", _all(AGE, *YOUNG)),
    ("action.from_36.count", _all(AGE, "36-45", "46-55", "56+")),
    ("action.under_46.count", _all(AGE, *YOUNG, "36-45")),
    ("action.from_46.count", _all(AGE, "46-55", "56+")),
    ("action.under_36.known", ["action.present"]),
    ("action.from_36.known", ["action.present"]),
    ("action.under_46.known", ["action.present"]),
    ("action.from_46.known", ["action.present"]),
    ("action.level_v_or_less.count", _all(LEVEL, "V", "VBIS", "VI", "VII")),
    ("action.level_vi.count", _all(LEVEL, "VI")),
    ("action.never_schooled.count", _all(LEVEL, "VII")),
    ("action.level_vi.known", ["action.level_v_or_less.known"]),
    ("action.never_schooled.known", ["action.level_vi.known"]),
    ("action.isolated.count", _all(FAMILY, "single", "single_parent")),
    ("action.with_vehicle.known", ["action.with_vehicle.count", "action.without_vehicle.count"]),
    ("action.without_vehicle.known", ["action.with_vehicle.known"]),
    ("actions.participants.level_v_or_less.count",
     _all("actions.participants.by_level", "V", "VBIS", "VI", "VII")),
    ("actions.participants.isolated.count",
     _all("actions.participants.by_family", "single", "single_parent")),
    # The base of a breakdown's shares: see `_bases`.
    ("action.women.known", [("action.by_sex", "")]),
    ("action.level_vi.known", [(LEVEL, "")]),
    ("action.isolated.known", [(FAMILY, "")]),
    ("actions.participants.known_level", [("actions.participants.by_level", "")]),
    ("actions.participants.known_family", [("actions.participants.by_family", "")]),
    *(((f"{code}.merged", "unknown"), [(code, "unknown")]) for code in MERGED),
    *(((f"{code}.merged", of), _all(code, *groups))
      for code, classes in MERGED.items() for of, groups in classes.items()),
]  # fmt: skip
SAME_GROUPS = [
    ("decisions.other.by_type", ["decisions.by_type"]),
    ("action.milestones", ["action.milestones.rsa", "action.milestones.youth"]),
]
# A part, and its whole.
PARTS = [
    ("rsa.rights_and_duties", "rsa.adults"),
    ("action.entries", "action.present"),
    ("action.exits", "action.present"),
    ("action.monthly_interviews", "action.present"),
    ("action.dynamic_exits.counted", "action.exits.counted"),
    ("action.dynamic_exits.counted", "action.dynamic_exits"),
    ("action.priority_area.count", "action.priority_area.known"),
    ("action.priority_area.known", "action.present"),
    ("action.rural.count", "action.rural.known"),
    ("action.rural.known", "action.present"),
    ("action.rsa_over_24_months.count", "action.rsa_over_24_months.known"),
    ("action.rsa_over_24_months.known", "action.present"),
    ("actions.participants.priority_area.count", "actions.participants.priority_area.known"),
    ("actions.participants.priority_area.known", "actions.measures"),
    ("fund.persons", "fund.count"),
    ("fund.count", "fund.requests"),
    ("fund.refusals", "fund.requests"),
    ("pathway.oriented", "pathway.adults"),
    ("pathway.with_contract.count", "pathway.adults"),
    ("pathway.informed", "pathway.oriented"),
    ("pathway.oriented_6_weeks.count", "pathway.informed"),
    ("pathway.contract_1_month.count", "pathway.oriented"),
    ("pathway.duties.with_contract.count", "rsa.rights_and_duties"),
    ("pathway.duties.with_contract.count", "pathway.with_contract.count"),
    ("actions.exits.counted", "actions.exits"),
    ("actions.dropouts", "actions.exits"),
    ("actions.dynamic_exits.counted", "actions.exits.counted"),
    ("actions.exits.to_work", "actions.dynamic_exits.counted"),
    ("aids.persons", "aids.count"),
    ("aids.count", "aids.requests"),
]
# A figure of all actions is no more than what they add up to.
OF_ACTIONS = [
    ("actions.measures", "action.present"),
    ("actions.present.funded", "action.present.funded"),
    ("actions.entries.in_places", "action.entries"),
    ("actions.present.on_day.in_places", "action.present.on_day"),
    *((f"actions.{each}", f"action.{each}")
      for each in ("exits", "exits.counted", "exits.by_group", "dropouts",
                   "dynamic_exits.counted")),
    *((f"aids.{each}", f"fund.{each}") for each in ("requests", "count")),
]  # fmt: skip
OF_ACTIONS += [
    (f"actions.participants.by_{each}", f"action.by_{each}")
    for each in ("sex", "age", "level", "family")
]


def is_counted(row) -> bool:
    return row["unit"] in COUNTED and not row["code"].startswith(NOT_OF_RECIPIENTS)


class Attacker:
    """`lists` are the rows of each list by the commission asked for (None: of all)."""

    def __init__(self, lists, *, lowest=1):
        self.lowest = lowest
        self.rows = {}
        for commission, rows in lists.items():
            for row in rows:
                canton = row["territory"].startswith("canton:")
                place = (
                    f"{commission}|{row['territory']}"
                    if canton and commission
                    else row["territory"]
                )
                self.rows[row["code"], place, row["subject"], row["group"]] = row
        self.ranks: dict[tuple, int] = {}
        self.equations: list[tuple[dict[int, int], int, bool]] = []
        self._learn()

    # --- what is known of a figure: a number, or an unknown -------------------------------

    def _term(self, key):
        """(rank, 0) of an unknown, (None, number) of what is printed, None of what is not."""
        row = self.rows.get(key)
        if row is None:
            if key in self._bases:
                return None, self._bases[key]
            if key[3] == "" and key[:3] in self._lines:
                return self.ranks.setdefault(key, len(self.ranks)), 0
            return (None, 0) if key[3] == "unknown" else None
        if row["secret"]:
            return self.ranks.setdefault(key, len(self.ranks)), 0
        return None, row["value"] or 0

    def _write(self, whole, parts, *, is_exact=True):
        """whole = parts, or whole ≤ parts."""
        terms = [(self._term(whole), -1), *((self._term(part), 1) for part in parts)]
        if any(term is None for term, _ in terms):
            return
        found, constant = defaultdict(int), 0
        for (rank, number), sign in terms:
            if rank is None:
                constant += sign * number
            else:
                found[rank] += sign
        if found:
            self.equations.append((dict(found), constant, is_exact))

    def _learn(self):
        self._lines = defaultdict(list)
        self._bases = {}
        for key, row in self.rows.items():
            if is_counted(row) and key[3] is not None:
                self._lines[key[:3]].append(key)
                if row["denominator"] is not None:
                    # Where a count is printed with its share, so is the base of the shares.
                    self._bases[(*key[:3], "")] = row["denominator"]
        for (code, place, subject), keys in self._lines.items():
            base = code, place, subject, ""
            self._write(base, [key for key in keys if key[3] != "unknown"])
            if code in TOTALS:
                total = TOTALS[code], place, subject, None
                self._write(total, [base, (code, place, subject, "unknown")])
        for key in [key for key, row in self.rows.items() if is_counted(row)]:
            self._at(key)
        self._places()
        self._actions()

    def _at(self, key):
        code, place, subject, group = key

        def named(term):
            one, of = term if isinstance(term, tuple) else (term, None)
            return one, place, subject, of

        for whole, parts in SUMS:
            if named(whole) == key:
                self._write(key, [named(part) for part in parts])
        for whole, parts in SAME_GROUPS:
            if whole == code and group != "unknown":
                self._write(key, [(part, place, subject, group) for part in parts])
        for part, whole in PARTS:
            if (part, None) == (code, group):
                self._write(key, [named(whole)], is_exact=False)

    def _places(self):
        parts = defaultdict(list)
        for key, row in self.rows.items():
            code, place, subject, group = key
            if not is_counted(row) or code in ONCE:
                continue
            if "|" in place:
                commission, canton = place.split("|")
                parts[code, commission, subject, group].append(key)
                parts[code, canton, subject, group].append(key)
            elif place != DEPARTMENT and not place.startswith("canton:"):
                parts[code, DEPARTMENT, subject, group].append(key)
        for whole, found in parts.items():
            if whole[3] == "unknown" and whole not in self.rows:
                continue
            self._write(whole, found)

    def _actions(self):
        slugs = defaultdict(set)
        for code, place, subject, _ in self.rows:
            if code in ("action.present", "fund.requests"):
                slugs[place].add(subject)
        for (code, place, _, group), (whole, part) in itertools.product(self.rows, OF_ACTIONS):
            if code == whole and group != "unknown":
                found = [(part, place, slug, group) for slug in sorted(slugs[place])]
                self._write((code, place, None, group), found, is_exact=False)

    # --- the attack --------------------------------------------------------------------------

    def solver(self, *, is_whole=False):
        solver = highspy.Highs()
        solver.silent()
        kind = highspy.HighsVarType.kInteger if is_whole else highspy.HighsVarType.kContinuous
        for key in self.ranks:
            lowest = 0 if key[3] == "" else self.lowest
            solver.addVariable(lb=lowest, ub=100_000, type=kind)
        for terms, constant, is_exact in self.equations:
            upper = -constant if is_exact else highspy.kHighsInf
            solver.addRow(
                -constant, upper, len(terms), list(terms), [float(s) for s in terms.values()]
            )
        return solver

    def secrets(self):
        """Hidden counts, each under its name."""
        return [key for key in self.ranks if key[3] != "" and is_counted(self.rows[key])]

    def exposed(self, truth, threshold, told=()):
        """Those that the attacker knows exactly, or knows to lie under the threshold, `told`
        some of the others.

        A solution that shows a count at the threshold, or another than the true one, clears it.
        """
        solver = self.solver()
        waiting = dict.fromkeys(key for key in self.secrets() if key not in told)
        for key in told:
            solver.changeColBounds(self.ranks[key], truth[key], truth[key])
        found = []
        while waiting:
            key = next(iter(waiting))
            del waiting[key]
            aims = [1.0] if truth[key] < threshold else [1.0, -1.0]
            reached = []
            for aim in aims:
                solver.changeColCost(self.ranks[key], -aim)
                solver.run()
                assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal, key
                values = solver.getSolution().col_value
                reached.append(values[self.ranks[key]])
                waiting = {
                    k: None for k in waiting if not self._clears(values, k, truth, threshold)
                }
            solver.changeColCost(self.ranks[key], 0.0)
            is_low = truth[key] < threshold and reached[0] < threshold - 1e-6
            if is_low or (truth[key] >= threshold and reached[0] - reached[1] < 0.5):
                found.append((key, truth[key], reached))
        return found

    def _clears(self, values, key, truth, threshold):
        value = values[self.ranks[key]]
        if truth[key] < threshold:
            return value >= threshold - 1e-6
        return abs(value - truth[key]) > 0.5
