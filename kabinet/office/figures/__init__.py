"""Figures for the head: counted each night from the facts, month by month; shown by period, kind and band."""
