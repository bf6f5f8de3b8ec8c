"""A demonstration network: synthetic, the same on every machine, and marked as what it is.

Its organisations stand on real divisions, because coverage is about those; everything else is made up by rule from
the position in a list, never taken from anywhere. `tongxin demo` loads it into an empty site only.
"""
