"""Once a day the task worker looks whether what is kept is still what was kept, and clears away
sessions that are over, drafts that nobody came back to, and files that nobody sent."""

import logging
from datetime import timedelta

from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from overens.base.access.sign_in.actions.sessions import clear_old_sessions
from overens.base.drafts.actions import clear_old
from overens.base.papers.actions import check_what_is_kept
from overens.base.records.actions.unsent import clear_unsent

logger = logging.getLogger(__name__)
EVERY = timedelta(days=1)


@task()
def check() -> list[str]:
    """Each fault is logged for the operator; the next check waits from then on."""
    try:
        now = timezone.now()
        clear_old_sessions(at=now)
        clear_old(at=now)
        clear_unsent()
        found = check_what_is_kept()
        for fault in found:
            logger.error("damaged: %s", fault)
        return found
    finally:
        _enqueue(EVERY)


def keep_checking() -> None:
    """See to it that a check is waiting; called at every start."""
    waiting = DBTaskResult.objects.filter(
        task_path=check.module_path, status=TaskResultStatus.READY
    )
    if not waiting.exists():
        _enqueue(timedelta())


def _enqueue(after: timedelta) -> None:
    check.using(run_after=timezone.now() + after).enqueue()
