"""The activities of the demonstration network, 2017 to 2022: at bases and elsewhere, small and large, held and not."""

from tongxin.records.activities.demo.loading import load

__all__ = ["load"]
