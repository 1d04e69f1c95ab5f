"""Other people's tables: files of any delimiter and encoding, and the model that describes them."""
