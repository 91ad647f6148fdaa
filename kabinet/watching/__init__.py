"""Whether all is well: what is checked, whom a fault is told, what other machines may ask."""
