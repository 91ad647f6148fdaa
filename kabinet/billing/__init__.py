"""Invoices for the connection, payments, bank statements, what is overdue."""
