"""How good the registry is: measured against a truth, or estimated from reviewers' decisions."""
