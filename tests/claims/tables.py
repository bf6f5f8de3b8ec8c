"""Facts tables for tests, one row per line: measure | unit | place | from | to | value | denominator."""

from tongxin.claims.facts import FactsTable
from tongxin.claims.readings import Apart
from tongxin.claims.tables import facts_from_rows

COLUMNS = ("measure", "unit", "place", "from", "to", "value", "denominator")


def spoken_of(finding):
    """Return the record the text speaks of, also where its value shows that it is likely another thing's."""
    if finding.candidate or finding.nearest is None or finding.nearest.apart is not Apart.VALUE:
        return finding.candidate
    return finding.nearest.candidate


def facts_table(lines, *, home="长沙市", keys="", copies=1):
    rows = []
    for number, line in enumerate(line for line in lines.strip().splitlines() * copies if line.strip()):
        cells = [cell.strip() or None for cell in line.split("|")]
        rows.append({"id": keys or f"f{number + 1}", **dict(zip(COLUMNS, cells, strict=False))})
    return FactsTable(facts_from_rows(rows, home=home))
