"""The short form of an agreement, as an agreement file: it is read and checked as one that somebody
wrote, and each fault stands at its own field."""

from collections.abc import Iterator, Mapping
from typing import Any

import tomli_w

from overens.base.countries.rules import countries
from overens.base.municipalities.models import Authority, Post
from overens.base.municipalities.rules import slug_of
from overens.base.municipalities.states import Role
from overens.cycle.agreements.agreement_file.reading import FileFaults, read
from overens.cycle.agreements.agreement_file.shape import FORMAT, AgreementFile
from overens.cycle.agreements.models import Agreement
from overens.web.desk.first_run.forms import ONCE, PARTNERS, SIGNERS, ShortForm, latest_today

LONGEST_SLUG = 40


class Draft:
    """The file as it is being made; `fields` remembers which field of the form each key is from."""

    def __init__(self, said: Mapping[str, Any], authority: Authority, language: str) -> None:
        self.said, self.authority, self.language = said, authority, language
        self.fields: dict[str, str] = {}
        self.file: dict[str, Any] = {"format": FORMAT}

    def made(self) -> dict[str, Any]:
        """The whole file, as TOML knows it."""
        self.file |= {
            "slug": self._slug(),
            "signed_wording": False,
            "title": self._texts("title", "title"),
        }
        if self.said.get("purpose"):
            self.file["purpose"] = self._texts("purpose", "purpose")
        self.file["parties"], self.file["signing"] = [], {"on": self.said["on"], "signatures": []}
        self.fields["signing.on"] = "on"
        self._own_party()
        for number in self._partners():
            self._partner(number)
        self._areas()
        self._commitments()
        return {key: value for key, value in self.file.items() if value not in ([], {})}

    def field(self, path: str) -> str | None:
        """The form's field of a fault: the nearest one above it."""
        while path:
            if path in self.fields:
                return self.fields[path]
            path = path.rpartition(".")[0] if "." in path else ""
        return None

    def _partners(self) -> list[int]:
        return [n for n in range(1, PARTNERS + 1) if self.said.get(f"partner_{n}_name")]

    def _slug(self) -> str:
        """A name that no agreement has: another one is never changed by this form."""
        shorts = [
            self.authority.short,
            *(self.said[f"partner_{n}_short"] for n in self._partners()),
        ]
        slug = slug_of("-".join(shorts), LONGEST_SLUG) or "agreement"
        taken = set(
            Agreement.objects.values_list("slug", flat=True).filter(slug__startswith=slug[:30])
        )
        found, number = slug, 1
        while found in taken:
            number += 1
            found = f"{slug[: LONGEST_SLUG - 4].strip('-')}-{number}"
        return found

    def _texts(self, path: str, field: str) -> dict[str, str]:
        self.fields[path] = self.fields[f"{path}.{self.language}"] = field
        return {self.language: self.said[field]}

    def _own_party(self) -> None:
        authority = self.authority
        posts: dict[str, dict[str, Any]] = {}
        party = {
            "authority": authority.slug,
            "country": authority.municipality.country,
            "name": authority.names.texts(),
            "short": authority.short,
            "languages": list(authority.country.languages),
            "posts": [],
        }
        if authority.municipality.slug != authority.slug:
            party["municipality"] = authority.municipality.slug
        own = list(authority.posts.order_by("slug"))
        contact = next((post for post in own if post.role == Role.COORDINATOR), None)
        if contact:
            party["contact"] = contact.slug
            posts[contact.slug] = _on_file(contact)
        self._signers(0, authority.slug, authority.country.languages[0], posts, own)
        party["posts"] = list(posts.values())
        self.file["parties"].append(party)

    def _partner(self, number: int) -> None:
        place = f"parties[{len(self.file['parties']) + 1}]"
        name, short, country = (
            self.said[f"partner_{number}_{part}"] for part in ("name", "short", "country")
        )
        slug, languages = slug_of(short), list(countries()[country].languages)
        for key, part in (("name", "name"), ("short", "short"), ("country", "country")):
            self.fields[f"{place}.{key}"] = f"partner_{number}_{part}"
        self.fields[f"{place}.authority"] = self.fields[place] = f"partner_{number}_short"
        found = Authority.objects.filter(slug=slug).select_related("municipality").first()
        posts: dict[str, dict[str, Any]] = {}
        own = list(found.posts.order_by("slug")) if found else []
        self._signers(number, slug, languages[0], posts, own)
        party = {
            "authority": slug,
            "country": country,
            "name": {languages[0]: name},
            "short": short,
            "languages": languages,
            "posts": list(posts.values()),
        }
        if found:
            # Who is on file already says itself what it is called.
            party |= {"name": found.names.texts(), "short": found.short}
            party["country"] = found.municipality.country
            party["municipality"] = found.municipality.slug
        self.file["parties"].append(party)

    def _signers(
        self,
        party: int,
        authority: str,
        language: str,
        posts: dict[str, dict[str, Any]],
        known: list[Post],
    ) -> None:
        """Who signed is on file for the day of the signing, and for no other."""
        for number in range(1, SIGNERS + 1):
            fields = [f"signer_{party}_{number}_{part}" for part in ("name", "post")]
            person, title = (self.said.get(field) or "" for field in fields)
            if not person:
                continue
            post = _known(title, known)
            slug = post.slug if post else slug_of(title) or "post"
            named = _on_file(post) if post else {"post": slug, "name": {language: title}}
            named = posts.setdefault(slug, named)
            named.setdefault("seats", []).append({"person": person, "seen_on": self.said["on"]})
            signatures = self.file["signing"]["signatures"]
            signatures.append({"authority": authority, "post": slug, "person": person})
            place = f"signing.signatures[{len(signatures)}]"
            self.fields[place] = self.fields[f"{place}.person"] = fields[0]
            self.fields[f"{place}.post"] = fields[1]
            where = f"parties[{len(self.file['parties']) + 1}].posts[{list(posts).index(slug) + 1}]"
            self.fields[f"{where}.post"] = self.fields[f"{where}.name"] = fields[1]
            self.fields[where] = fields[0]
            self.fields[f"{where}.seats[{len(named['seats'])}]"] = fields[0]

    def _areas(self) -> None:
        areas: list[dict[str, Any]] = []
        slugs: set[str] = set()
        for text in _lines(self.said.get("areas")):
            slug = _free(slug_of(text, 34) or "area", slugs)
            name = {"language": self.language, "text": text, "standing": "as-signed"}
            areas.append({"slug": slug, "names": [name]})
            self.fields[f"focus_areas[{len(areas)}]"] = "areas"
        self.file["focus_areas"] = areas

    def _commitments(self) -> None:
        found: list[dict[str, Any]] = []

        def add(field: str, text: str, **terms: object) -> None:
            number = len(found) + 1
            found.append({"commitment": number, "title": {self.language: text}, **terms})
            self.fields[f"commitments[{number}]"] = field

        for text in _lines(self.said.get("yearly")):
            add("yearly", text, kind="recurring", rule="FREQ=YEARLY")
        for number in range(1, ONCE + 1):
            if self.said.get(f"once_{number}_text"):
                due = self.said[f"once_{number}_due"]
                add(f"once_{number}_text", self.said[f"once_{number}_text"], kind="once", due=due)
                self.fields[f"commitments[{len(found)}].due"] = f"once_{number}_due"
        for text in _lines(self.said.get("standing")):
            add("standing", text, kind="standing")
        self.file["commitments"] = found


def agreement_file(form: ShortForm, authority: Authority, language: str) -> AgreementFile | None:
    """The file of a form that is valid; None where the file has faults, which stand in the form
    then."""
    draft = Draft(form.cleaned_data, authority, language)
    data = tomli_w.dumps(draft.made()).encode()
    try:
        return read(data, countries=countries(), today=latest_today())
    except FileFaults as faults:
        for fault in faults.faults:
            form.add_error(draft.field(fault.field), fault.message)
        return None


def _on_file(post: Post) -> dict[str, Any]:
    """A post as it is on file: nothing of it is changed."""
    return {"post": post.slug, "name": post.names.texts()}


def _known(title: str, posts: list[Post]) -> Post | None:
    """The post of that name, or the one whose address a new one of that name would have."""
    wanted, slug = title.strip().casefold(), slug_of(title)
    for post in posts:
        if wanted in (text.casefold() for text in post.names.texts().values()):
            return post
    return next((post for post in posts if post.slug == slug), None)


def _lines(text: str | None) -> Iterator[str]:
    return filter(None, map(str.strip, (text or "").splitlines()))


def _free(slug: str, taken: set[str]) -> str:
    found, number = slug, 1
    while found in taken:
        number += 1
        found = f"{slug}-{number}"
    taken.add(found)
    return found
