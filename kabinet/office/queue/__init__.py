"""The queue of any kind of case: tabs, filters, search, pages. What a kind says of it is declared."""
