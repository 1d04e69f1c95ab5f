"""From a published list to records: fetch, read, adapt."""
