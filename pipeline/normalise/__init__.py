"""Published words to typed values: names, dates, durations, vocabulary codes."""
