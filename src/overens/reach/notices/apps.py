"""The room as Django knows it: what came in stays as it came, and what was sent once stays noted."""

from django.apps import AppConfig

from overens.base.papers.storage import NAMED
from overens.base.trail.guards import GUARDED, Guard


class NoticesConfig(AppConfig):
    name = "overens.reach.notices"
    label = "notices"

    def ready(self) -> None:
        from overens.reach.notices.queries import kept_mails

        NAMED.append(kept_mails)
        GUARDED.append(
            # The letter that it replied to may lawfully go.
            Guard(
                "notices.Taken",
                keeps_rows=False,
                may_change=(
                    *("message_id", "sender", "letter_id", "became"),
                    *("trouble", "tries", "next_at"),
                ),
                while_="OLD.became = 'waiting' OR NEW.letter_id IS NULL",
            )
        )
        GUARDED.append(Guard("notices.AskedInstead"))
        GUARDED.append(Guard("notices.Morning"))
        # Whose account goes, of them nothing stays here.
        GUARDED.append(Guard("notices.Reminded", keeps_rows=False))
        GUARDED.append(Guard("notices.Digest", keeps_rows=False, may_change=("letter_id",)))
