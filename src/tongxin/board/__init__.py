"""看板: the dashboard, the measure catalogue, figure pages with their evidence, and the figures API."""
