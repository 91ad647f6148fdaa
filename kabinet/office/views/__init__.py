"""One module of views for each kind of page of the office."""
