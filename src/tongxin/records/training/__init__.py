"""Training classes 培训班次: planned, held on a roster or a head-count, archived, cancelled, corrected with a reason.

A class belongs to the place of the organisation that answers for it; co-organisers are named on the one record, so
a class run jointly by county and city is counted once. In every figure a class stands on its last day, because only
then is it known who completed it. 培训人次 is person × class that met the completion rule, never sign-ins.
"""
