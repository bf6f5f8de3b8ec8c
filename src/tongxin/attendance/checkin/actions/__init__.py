"""Writes of the door. A device is known by its secret alone; whoever opens it, revokes it or keys paper in signs in."""

from tongxin.attendance.checkin.actions.devices import AFTERWARDS, Opened, open_device, revoke_device
from tongxin.attendance.checkin.actions.keying import Keyed, key_in
from tongxin.attendance.checkin.actions.purging import purge
from tongxin.attendance.checkin.actions.scanning import Answer, check_in

__all__ = ["AFTERWARDS", "Answer", "Keyed", "Opened", "check_in", "key_in", "open_device", "purge", "revoke_device"]
