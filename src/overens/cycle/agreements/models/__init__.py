"""Nouns: Agreement and Party; Version and what stands in it; Commitment and what shows it."""

from overens.cycle.agreements.models.agreement import Agreement, Party
from overens.cycle.agreements.models.commitment import (
    Commitment,
    CommitmentTerms,
    Evidence,
    NotDone,
)
from overens.cycle.agreements.models.life import Comment, GoneOn, Published, Step, Waiver
from overens.cycle.agreements.models.transcribing import Transcribing
from overens.cycle.agreements.models.version import (
    Article,
    ArticleWording,
    FocusArea,
    FocusAreaName,
    FocusAreaWording,
    Version,
)

__all__ = [
    "Agreement",
    "Article",
    "ArticleWording",
    "Comment",
    "Commitment",
    "CommitmentTerms",
    "Evidence",
    "FocusArea",
    "FocusAreaName",
    "FocusAreaWording",
    "GoneOn",
    "NotDone",
    "Party",
    "Published",
    "Step",
    "Transcribing",
    "Version",
    "Waiver",
]
