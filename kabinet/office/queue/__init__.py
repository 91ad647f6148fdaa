"""The queue of applications: tabs, filters, pages, several at once, the export."""
