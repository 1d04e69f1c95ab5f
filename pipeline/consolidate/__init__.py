"""From records that carry person ids to persons, events, claims, conflicts and changes."""
