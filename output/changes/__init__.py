"""What changed between two snapshots, for people: as text, as a page, at the terminal."""
