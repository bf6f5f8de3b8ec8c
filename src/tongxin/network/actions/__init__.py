"""Writes of the network. Each is one transaction: check verb and scope, save, tell the journal."""

from tongxin.network.actions.bases import (
    BaseDetails,
    Paper,
    advance_base_state,
    apply_for_base,
    correct_base,
    hang_plaque,
    set_checklist_line,
    take_down_plaque,
)
from tongxin.network.actions.organisations import (
    OrganisationDetails,
    close_organisation,
    correct_organisation,
    found_organisation,
    move_parent,
    set_charter,
    set_stage_rule,
)
from tongxin.network.actions.people import (
    Enrolment,
    apply_membership,
    appoint_office,
    correct_person,
    decide_membership,
    end_membership,
    end_office,
    enrol_members,
    register_person,
)
from tongxin.network.actions.places import add_zone
from tongxin.network.actions.rosters import correct_member, enrol_member, enrol_roster, member_refusals
from tongxin.network.models.rules import PersonDetails

__all__ = [
    "BaseDetails",
    "Enrolment",
    "OrganisationDetails",
    "Paper",
    "PersonDetails",
    "add_zone",
    "advance_base_state",
    "apply_for_base",
    "apply_membership",
    "appoint_office",
    "close_organisation",
    "correct_base",
    "correct_member",
    "correct_organisation",
    "correct_person",
    "decide_membership",
    "end_membership",
    "end_office",
    "enrol_member",
    "enrol_members",
    "enrol_roster",
    "found_organisation",
    "hang_plaque",
    "member_refusals",
    "move_parent",
    "register_person",
    "set_charter",
    "set_checklist_line",
    "set_stage_rule",
    "take_down_plaque",
]
