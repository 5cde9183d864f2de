"""KPI and what is aimed at with them."""
