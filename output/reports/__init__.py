"""What each organisation reads about its own list: match reports as HTML and XLSX."""
