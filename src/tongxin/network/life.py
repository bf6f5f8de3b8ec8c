"""The lives of the register: where organisations, bases and people have their pages."""

from tongxin.lifecycle.life import Life
from tongxin.network.models import Base, Organisation, Person

ORGANISATION = Life(
    model=Organisation,
    code="network.organisation",
    prefix="organisations/",
    evidence=True,
    missing="没有找到这个组织，或不在您的权限范围内。",
)
BASE = Life(model=Base, code="network.base", prefix="bases/", missing="没有找到这个基地，或不在您的权限范围内。")
PERSON = Life(model=Person, code="network.person", prefix="people/", missing="没有找到这个人，或不在您的权限范围内。")
LIVES = (ORGANISATION, BASE, PERSON)
