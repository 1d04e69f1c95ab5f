"""The review desk: which pairs a person should look at, and how answers come back."""
