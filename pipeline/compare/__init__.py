"""How closely candidate pairs agree, field by field."""
