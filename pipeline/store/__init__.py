"""The registry's memory: what cannot be recomputed from the lists, in SQLite or PostgreSQL."""

from .corrections import CorrectionLog, Report, applicable
from .database import Database, OccupiedError
from .decisions import Decision, DecisionLog, Force, in_force
from .entries import EntryError
from .lines import StateError
from .memory import Kept, Known
from .runs import Acceptance, Run, RunLog
from .store import Store
from .trouble import StoreError

__all__ = [
    "Acceptance",
    "CorrectionLog",
    "Database",
    "Decision",
    "DecisionLog",
    "EntryError",
    "Force",
    "Kept",
    "Known",
    "OccupiedError",
    "Report",
    "Run",
    "RunLog",
    "StateError",
    "Store",
    "StoreError",
    "applicable",
    "in_force",
]
