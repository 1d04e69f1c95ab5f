"""What `todos link` gives: clusters, pairs with reasons, the model used and a report."""
