"""From the draft to the submitted application, with or without an electronic signature."""
