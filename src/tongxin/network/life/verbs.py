"""Acts with people: all of them need the verb 人员信息."""

from functools import partial

from tongxin.kernel.scope import Verb
from tongxin.lifecycle.life import Act

MembersAct = partial(Act, verb=Verb.MEMBERS)
