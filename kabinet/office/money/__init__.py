"""Invoices and payments in the office."""
