"""What people get: the snapshot."""
