"""«Справка»: the guides of docs/ as pages, by sections, with a search and the way to them from every page."""
