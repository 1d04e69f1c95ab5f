"""todos: published lists of political prisoners, merged into one registry of persons."""
