"""Seals of the journal: whoever has the key finds what of it was changed, forged, taken out or cut off."""
