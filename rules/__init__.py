"""What is decided: fields, tables, vocabularies, names, blocking, comparisons, survivorship."""
