"""Applications in the office: what their queue and card say, what is done to them."""
