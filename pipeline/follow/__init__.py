"""Following rows from one edition of a list to the next, so that records last."""
