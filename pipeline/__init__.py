"""From records to persons: functions from tables to tables."""
