"""Firms and village collectives once: found by code, or by name at a place, and put on record where they are not yet."""

from django.db import transaction

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.scope import Verb
from tongxin.kernel.unified_code import unified_code_of
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create, lock
from tongxin.network.models import Organisation, Place
from tongxin.network.models.organisations import PARTNERS
from tongxin.network.models.readings import normal_name
from tongxin.network.queries.firms import kept, named_at, parted, require_name, with_code


def firm_meant(
    said: Organisation | str, *, place: Place, kind: str = Organisation.Kind.FIRM, by: Actor
) -> Organisation:
    """Return the firm a `FirmField` was cleaned to; one not on record yet is put there, at the record's own place."""
    if isinstance(said, Organisation):
        return kept(said)
    name, code = parted(said)
    return firm_of(name=name, place=place, unified_code=code, kind=kind, by=by)


def firm_of(
    *, name: str, place: Place, unified_code: str = "", kind: str = Organisation.Kind.FIRM, by: Actor
) -> Organisation:
    """Return the one firm or village collective with this code, else of this name at this place; record it where new.

    A code said of one known without is added. Raises `InputError` where code and name contradict what is on record.
    Recording and adding need 登记 at the place; finding needs nothing, firms being public.
    """
    if kind not in PARTNERS:
        raise InputError("只能登记为企业或村集体，请核对类别。", field="kind")
    plain, code = normal_name(name), unified_code_of(unified_code)
    with transaction.atomic():
        Place.objects.select_for_update().get(pk=place.pk)  # who names a firm of this place meanwhile waits
        if one := _known(plain, code, place=place):
            return one
        try:
            with transaction.atomic():
                return _met(plain, code, place=place, kind=kind, by=by)
        except ConflictError:  # the code was given to one of another place just now
            if one := _known(plain, code, place=place):
                return one
            raise


def _known(name: str, code: str, *, place: Place) -> Organisation | None:
    """Return the one on record that needs no writing."""
    if one := with_code(code, name=name):
        return one
    require_name(name, code)
    one = named_at(name, place)
    if one and code and one.unified_code:
        raise InputError(
            f"{place.name}的「{one.name}」登记的统一社会信用代码是 {one.unified_code}，与写的 {code} 不同："
            "写错了请改正；确是另一家的，请写能区分的全称。"
        )
    return None if one and code else one


def _met(name: str, code: str, *, place: Place, kind: str, by: Actor) -> Organisation:
    """Add the code to the one of this name, or put a new one on record."""
    if one := named_at(name, place):
        lock(one, by=by, verb=Verb.RECORD)
        return change(one, by=by, action="network.organisation.code", values={"unified_code": code})
    with act("network.organisation.found", by=by, path=place.path) as doer:
        values = {"name": name, "aliases": [], "kind": kind, "unified_code": code}
        return create(Organisation(place=place, path=place.path, level=place.level), by=doer, values=values)
