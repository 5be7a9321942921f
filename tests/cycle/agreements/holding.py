"""What must hold of two instances at every moment, and in the end, when all has been carried."""

from datetime import date

from overens.base.papers.models import Edition
from overens.base.papers.paper import sha256
from overens.base.papers.storage import fetch
from overens.base.trail import checks
from overens.base.trail.queries import faults
from overens.cycle.agreements.dossier import dossier_of, proposed_in
from overens.cycle.agreements.letters import as_proposed
from overens.cycle.agreements.models import Agreement, Party, Version, Waiver
from overens.cycle.agreements.states import Progress
from overens.cycle.agreements.transcript import as_file
from tests.cycle.agreements.between import Between
from tests.cycle.agreements.instances import Instance
from tests.cycle.agreements.ledger import Counted, Released, Shared, one_goes_on_from_the_other


class Watched:
    """Looks at a world again and again, and knows what it has seen of its editions."""

    def __init__(self, world: Between) -> None:
        self.world = world
        self.seen: list[dict[object, tuple[str, str, str]]] = [{} for _one in world.instances]
        self.said: dict[str, dict] = {}

    def holds(self) -> None:
        one, other = (self.shared(each) for each in self.world.instances)
        for instance, shared in zip(self.world.instances, (one, other), strict=True):
            homes, today = self.world.at_home(instance), self.world.now.date()
            self.world.ledger.nobody_did_it_alone(shared, homes, today)
        one_goes_on_from_the_other(one, other)
        self._editions_stay()

    def ends_equal(self) -> None:
        self.world.deliver_all()
        self.holds()
        one, other = self.world.instances
        assert self.shared(one) == self.shared(other)
        lives, editions = [], []
        for each in self.world.instances:
            with each.here():
                assert faults() == {}
                assert list(checks.found()) == []
                self._files_stay(each)
                agreement = Agreement.objects.filter(pk=self.world.pk).first()
                lives.append(agreement and dossier_of(agreement).life)
                editions.append(set(Edition.objects.values_list("sha256", "canonical", "pdf")))
                if agreement:
                    self._says_what_was_sealed(agreement)
        if all(lives):
            assert lives[0] == lives[1]
            assert editions[0] == editions[1]

    def shared(self, instance: Instance) -> Shared:
        """What counts on an instance."""
        with instance.here():
            counted = Version.objects.filter(agreement=self.world.pk, edition__isnull=False)
            texts = counted.order_by("number").values_list("edition__sha256", "valid_from")
            waivers = Waiver.objects.values_list(
                "commitment__number", "party__authority__slug", "edition__sha256"
            )
            left = Party.objects.filter(agreement=self.world.pk, left__isnull=False)
            return Shared(
                tuple(self._counted(seal, day) for seal, day in texts),
                frozenset(
                    Released(number, party, seal, self._day(seal))
                    for number, party, seal in waivers
                ),
                dict(left.values_list("authority__slug", "left")),
            )

    def _counted(self, seal: str, day: date) -> Counted:
        said = self._data(seal)["proposal"]
        return Counted(seal, said["base"], self._day(seal), said["signing"], day)

    def _day(self, seal: str) -> date:
        said = self._data(seal)
        return date.fromisoformat((said.get("proposal") or said["waiver"])["on"])

    def _data(self, seal: str) -> dict:
        if seal not in self.said:
            self.said[seal] = Edition.objects.filter(sha256=seal).get().paper.data
        return self.said[seal]

    def _editions_stay(self) -> None:
        for instance, seen in zip(self.world.instances, self.seen, strict=True):
            with instance.here():
                rows = Edition.objects.values_list("pk", "sha256", "canonical", "pdf")
                now = {pk: tuple(said) for pk, *said in rows}
            assert seen.items() <= now.items(), "an edition was changed, or has gone"
            for pk in now.keys() - seen.keys():
                assert sha256(now[pk][1].encode()) == now[pk][0]
            seen.update(now)

    def _files_stay(self, instance: Instance) -> None:
        for seal, canonical, pdf in Edition.objects.values_list("sha256", "canonical", "pdf"):
            assert fetch(instance.files, pdf)
            assert fetch(instance.files, seal) == canonical.encode()

    def _says_what_was_sealed(self, agreement: Agreement) -> None:
        """Each version reads as its edition; and whoever refused has stopped a text."""
        for version in agreement.versions.filter(edition__isnull=False).select_related("edition"):
            read, sealed = as_proposed(as_file(version)), proposed_in(version.edition).file
            assert (read.purpose, read.articles) == (sealed.purpose, sealed.articles)
        dossier = dossier_of(agreement)
        for seal, party in self.world.ledger.refused:
            if seal in dossier.consents and party in dossier.life.parties:
                waits = (Progress.OPEN, Progress.AGREED, Progress.COUNTS)
                is_asked = party in dossier.life.needed(dossier.life.proposals[seal])
                assert not is_asked or dossier.progress(seal) not in waits
