"""Charts: what a pair, a person, the model and an evaluation say, drawn."""
