"""The one list of capabilities. A new capability adds its folder, its tests, and one line here."""

CAPABILITIES: list[str] = [
    "tongxin.records.training",
    "tongxin.records.activities",
    "tongxin.records.contests",
    "tongxin.records.experts",
    "tongxin.records.proposals",
    "tongxin.records.giving",
    "tongxin.records.produce",
    "tongxin.records.volunteering",
    "tongxin.records.factchecks",
    "tongxin.records.stories",
]
"""Packages with a `room` module, in the order of the menu; each is a Django app by itself."""

ROOMS: list[str] = [
    "tongxin.portal.room",
    "tongxin.board.room",
    "tongxin.network.room",
    "tongxin.attendance.room",
    *(f"{name}.room" for name in CAPABILITIES),
    "tongxin.returns.room",
    "tongxin.reports.room",
    "tongxin.claims.room",
    "tongxin.intake.room",
    "tongxin.lifecycle.room",
    "tongxin.project.administration",
]
"""Modules that declare a `ROOM`."""


def install(capability: str) -> None:
    """Add one more capability, before Django is set up: for tests that bring their own."""
    CAPABILITIES.append(capability)
    ROOMS.append(f"{capability}.room")
