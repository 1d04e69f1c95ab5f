"""Any table: columns by their kinds, their key parts, and the passes chosen for them."""
