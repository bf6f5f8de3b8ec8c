"""Through what forms the network comes in."""

from tongxin.intake.door import Door
from tongxin.kernel.scope import Verb
from tongxin.network import actions
from tongxin.network.forms import bases, organisations, people
from tongxin.network.models import Base, Organisation, Person

ORGANISATIONS = Door(
    name="organisations",
    label="组织",
    form=organisations.OrganisationForm,
    create=actions.found_organisation,
    correct=actions.correct_organisation,
    model=Organisation,
    select=("place", "parent"),
)
BASES = Door(
    name="bases",
    label="实践创新基地",
    form=bases.BaseApplicationForm,
    create=actions.apply_for_base,
    correct=actions.correct_base,
    correct_form=bases.BaseForm,
    model=Base,
    select=("host", "association", "place"),
)
PERSONS = Door(
    name="persons",
    label="人员",
    form=people.PersonForm,
    create=actions.register_person,
    correct=actions.correct_person,
    model=Person,
    select=("place",),
    verb=Verb.MEMBERS,
)
ZONES = Door(name="zones", label="开发区", form=organisations.ZoneForm, create=actions.add_zone)
DOORS = (ORGANISATIONS, BASES, PERSONS, ZONES)
