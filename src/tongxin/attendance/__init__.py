"""Who took part in what: the days of an occasion, its roster with the evidence behind every name, and head-counts.

An occasion is what people took part in: a training class now, activities, contests and expert talks later. The record
that owns it points down to it; attendance never points up. A participation counts as a person-time when it met the
occasion's completion rule, a decision kept with who made it and when; a roster line that matched no member keeps only
the name written there and counts as a person-time, never as a person.
"""
