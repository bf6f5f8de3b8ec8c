"""Training classes 培训班次: planned, held on a roster or a head-count, archived, cancelled, corrected with a reason.

A class belongs to the place of its organiser and is one record however many run it together. In every figure it stands
on its last day: only then is it known who completed it. 培训人次 is person × class that met the rule, never sign-ins.
"""
