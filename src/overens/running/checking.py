"""Once a day the task worker looks whether what is kept is still what was kept."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from overens.base.papers.storage import damaged
from overens.base.trail.actions import INSTANCE, write
from overens.base.trail.queries import faults
from overens.base.trail.states import Audience

logger = logging.getLogger(__name__)
EVERY = timedelta(days=1)


@task()
def check_what_is_kept() -> list[str]:
    """The trail's chains and the kept files; each fault is logged, and the check is in the trail."""
    found = [f"{chain}: {fault}" for chain, fault in faults().items()]
    found += [f"file {name}" for name in damaged(settings.FILES)]
    for fault in found:
        logger.error("damaged: %s", fault)
    with transaction.atomic():
        write(
            chain=INSTANCE,
            by=INSTANCE,
            what="instance.checked",
            about=INSTANCE,
            audience=Audience.OWN,
            details={"faults": found},
        )
    _enqueue(EVERY)
    return found


def keep_checking() -> None:
    """See to it that a check is waiting; called at every start."""
    waiting = DBTaskResult.objects.filter(
        task_path=check_what_is_kept.module_path, status=TaskResultStatus.READY
    )
    if not waiting.exists():
        _enqueue(timedelta())


def _enqueue(after: timedelta) -> None:
    check_what_is_kept.using(run_after=timezone.now() + after).enqueue()
