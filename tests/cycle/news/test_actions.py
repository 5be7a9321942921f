"""News are written, published, corrected, scheduled and archived; nothing published is lost."""

import threading
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from overens.base.municipalities import rows
from overens.base.municipalities.clock import moment
from overens.base.municipalities.models import Seat
from overens.base.municipalities.rules import Changed, Refused
from overens.base.papers.storage import fetch
from overens.base.trail.models import Line
from overens.base.trail.states import Audience
from overens.cycle.news import queries
from overens.cycle.news.actions import publishing, writing
from overens.cycle.news.models import NewsItem, NewsVersion, Picture
from overens.cycle.news.states import Kind
from tests.cycle.news.conftest import seat
from tests.cycle.news.writing import (
    ALTS,
    RIGHTS,
    corrected,
    link,
    picture,
    published,
    with_picture,
    words,
)
from tests.examples import NOW, TODAY

LATER = NOW + timedelta(days=2)


def lines(item: NewsItem) -> list[tuple[str, str]]:
    told = Line.objects.filter(object_kind="news", object_id=str(item.pk)).order_by("number")
    return [(line.what, line.audience) for line in told]


def begun(by: Seat, **more: object) -> NewsItem:
    return writing.begin_news(by=by, kind=Kind.NEWS, words=words(**more), at=NOW)


def test_a_draft_is_its_own_peoples_until_it_is_published(writer: Seat) -> None:
    item = begun(writer)
    assert not queries.flow()
    assert rows.each(queries.ANYTHING_PUBLISHED) == [False]
    publishing.publish(by=writer, item=item, because={}, revision=1, at=NOW)
    assert [found.pk for found in queries.flow()] == [item.pk]
    assert rows.each(queries.ANYTHING_PUBLISHED) == [True]
    assert lines(item) == [("news.written", Audience.OWN), ("news.published", Audience.PUBLIC)]
    found = queries.published_item(item.slug, (Kind.NEWS,))
    assert found
    assert found.day == TODAY
    assert found.shown
    assert found.shown.titles.texts()["da"] == "Mødet er holdt"


def test_its_address_is_made_of_its_title_and_nobody_elses(writer: Seat, neighbour: Seat) -> None:
    assert begun(writer).slug == "modet-er-holdt"
    assert begun(neighbour).slug == "modet-er-holdt-2"
    assert begun(writer, title="Archive").slug == "archive-2"
    only = words(titles={"da": "…"}, summaries={}, bodies={"da": "<p>Ja</p>"})
    assert writing.begin_news(by=writer, kind="page", words=only, at=NOW).slug == "page"


def test_a_correction_is_a_new_version_and_the_first_stays_readable(writer: Seat) -> None:
    item = with_picture(writer, published(writer))
    item = corrected(writer, item, words("Mødet blev holdt"), at=LATER)
    newest, first = queries.history(item)
    assert (newest.number, first.number) == (2, 1)
    assert first.titles.texts()["da"] == "Mødet er holdt"
    assert newest.because.texts() == {"da": "Datoen er rettet."}
    assert (first.published_at, newest.published_at) == (NOW, LATER)
    assert item.slug == "modet-er-holdt"
    assert NewsItem.objects.get(pk=item.pk).day == NOW.date()
    assert first.pictures.count() == 0
    assert newest.pictures.count() == 1


def test_what_is_corrected_says_what_was_changed(writer: Seat) -> None:
    item = published(writer)
    item = writing.write_news(by=writer, item=item, words=words("Nyt"), revision=1, at=NOW)
    with pytest.raises(Refused, match="in a sentence what is changed"):
        publishing.publish(by=writer, item=item, because={"da": " "}, revision=2, at=NOW)
    found = queries.published_item(item.slug, (Kind.NEWS,))
    assert found
    assert found.shown
    assert found.shown.number == 1


def test_the_same_text_again_changes_nothing(writer: Seat) -> None:
    item = published(writer)
    before = lines(item)
    again = writing.write_news(by=writer, item=item, words=words(), revision=0, at=LATER)
    assert lines(item) == before
    assert (again.revision, item.versions.count()) == (1, 1)


def test_nobody_writes_over_what_they_have_not_read(writer: Seat) -> None:
    item = begun(writer)
    writing.write_news(by=writer, item=item, words=words("Din"), revision=1, at=NOW)
    with pytest.raises(Changed) as changed:
        writing.write_news(by=writer, item=item, words=words("Min"), revision=1, at=NOW)
    assert "Din" in changed.value.theirs
    assert changed.value.revision == 2
    item = writing.write_news(by=writer, item=item, words=words("Vores"), revision=2, at=NOW)
    assert (item.revision, item.versions.get().titles.texts()["da"]) == (3, "Vores")


def test_nor_over_what_was_published_meanwhile(writer: Seat) -> None:
    item = published(writer)
    read = item.revision
    corrected(writer, item, words("Din"))
    with pytest.raises(Changed):
        writing.write_news(by=writer, item=item, words=words("Min"), revision=read, at=NOW)
    assert not NewsVersion.objects.filter(published_at__isnull=True).exists()


def test_nobody_publishes_what_they_have_not_read(writer: Seat) -> None:
    item = begun(writer)
    writing.write_news(by=writer, item=item, words=words("Din"), revision=1, at=NOW)
    for act in (
        lambda: publishing.publish(by=writer, item=item, because={}, revision=1, at=NOW),
        lambda: publishing.schedule(
            by=writer, item=item, when=LATER, because={}, revision=1, at=NOW
        ),
    ):
        with pytest.raises(Refused, match="since you opened this page"):
            act()
    assert rows.each(queries.ANYTHING_PUBLISHED) == [False]


def test_a_draft_is_thrown_away_and_what_is_published_stays(writer: Seat) -> None:
    item = begun(writer)
    writing.throw_away(by=writer, item=item, at=NOW)
    assert not NewsItem.objects.exists()
    item = with_picture(writer, published(writer))
    writing.throw_away(by=writer, item=item, at=NOW)
    assert [version.number for version in item.versions.all()] == [1]
    with pytest.raises(Refused, match="no draft"):
        writing.throw_away(by=writer, item=item, at=NOW)
    assert corrected(writer, NewsItem.objects.get(pk=item.pk), words("Nyt")).shown.number == 2


@trying(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["write", "publish", "throw", "picture", "archive"]), max_size=12))
def test_versions_are_numbered_without_a_gap_whatever_is_done(
    writer: Seat, verbs: list[str]
) -> None:
    with transaction.atomic():
        item = published(writer)
        for place, verb in enumerate(verbs):
            item = NewsItem.objects.get(pk=item.pk)
            try:
                if verb == "write":
                    said = words(f"Nummer {place}")
                    writing.write_news(
                        by=writer, item=item, words=said, revision=item.revision, at=NOW
                    )
                elif verb == "publish":
                    publishing.publish(
                        by=writer, item=item, because={"da": "Ja"}, revision=item.revision, at=NOW
                    )
                elif verb == "throw":
                    writing.throw_away(by=writer, item=item, at=NOW)
                elif verb == "picture":
                    writing.remove_picture(by=writer, item=item, file="none", at=NOW)
                else:
                    publishing.archive(by=writer, item=item, at=NOW)
            except Refused:
                pass
        item = NewsItem.objects.get(pk=item.pk)
        numbers = [version.number for version in queries.history(item)]
        assert numbers == list(range(len(numbers), 0, -1))
        drafts = item.versions.filter(published_at__isnull=True)
        assert [draft.number for draft in drafts] in ([], [len(numbers) + 1])
        assert item.shown
        assert item.shown.number == len(numbers)
        transaction.set_rollback(True)


def test_pictures_are_kept_scaled_with_what_must_be_said_of_them(writer: Seat) -> None:
    item = with_picture(writer, begun(writer))
    found = Picture.objects.get()
    assert (found.width, found.height, found.small_width) == (900, 600, 640)
    assert fetch(settings.FILES, found.file).startswith(b"\xff\xd8")
    assert {found.file, found.small} == set(queries.files_of_pictures())
    assert (found.alts.texts(), found.rights) == (ALTS, RIGHTS)
    assert not queries.is_published_picture(found.file)
    publishing.publish(by=writer, item=item, because={}, revision=1, at=NOW)
    assert queries.is_published_picture(found.file)
    assert queries.is_published_picture(found.small)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"alts": {"da": "Hav"}}, "in Swedish too"),
        ({"rights": " "}, "who took the picture"),
        ({"rights": "a" * 301}, "too long"),
        ({"captions": {"da": "a\u202eb"}}, "cannot be seen"),
        ({"data": b"<svg/>"}, "no picture"),
    ],
)
def test_a_picture_without_them_is_refused(
    writer: Seat, more: dict[str, object], sentence: str
) -> None:
    said = {"data": picture(), "alts": ALTS, "captions": {}, "rights": RIGHTS, **more}
    with pytest.raises(Refused, match=sentence):
        writing.add_picture(by=writer, item=begun(writer), at=NOW, **said)
    assert not Picture.objects.exists()


def test_the_same_picture_stands_once_and_there_is_an_end(
    writer: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_PICTURES", 2)
    item = with_picture(writer, begun(writer))
    with pytest.raises(Refused, match="in the text already"):
        with_picture(writer, item)
    with_picture(writer, item, "red")
    with pytest.raises(Refused, match="At most 2"):
        with_picture(writer, item, "green")


def test_what_was_published_keeps_the_picture_that_a_later_version_has_no_more(
    writer: Seat,
) -> None:
    item = with_picture(writer, begun(writer))
    item = publishing.publish(by=writer, item=item, because={}, revision=1, at=NOW)
    file = Picture.objects.get().file
    item = writing.describe_picture(
        by=writer, item=item, file=file, alts=ALTS | {"en": "Blue"}, captions={}, rights="Mig",
        at=NOW,
    )  # fmt: skip
    old, new = Picture.objects.order_by("version__number")
    assert (old.rights, new.rights, new.alts.texts()["en"]) == (RIGHTS, "Mig", "Blue")
    item = writing.remove_picture(by=writer, item=item, file=file, at=NOW)
    with pytest.raises(Refused, match="not in the text any more"):
        writing.remove_picture(by=writer, item=item, file=file, at=NOW)
    item = publishing.publish(by=writer, item=item, because={"da": "Ja"}, revision=1, at=NOW)
    assert Picture.objects.get().version.number == 1
    assert queries.is_published_picture(file)


def test_a_language_that_came_later_wants_its_description_too(writer: Seat) -> None:
    item = with_picture(writer, begun(writer))
    more = words()
    more = words(titles={**more.titles, "en": "Held"}, bodies={**more.bodies, "en": "<p>Yes</p>"})
    item = writing.write_news(by=writer, item=item, words=more, revision=1, at=NOW)
    with pytest.raises(Refused, match="in English too"):
        publishing.publish(by=writer, item=item, because={}, revision=2, at=NOW)


def test_a_draft_is_published_when_its_time_has_come_and_once(writer: Seat) -> None:
    item = begun(writer)
    publishing.schedule(by=writer, item=item, when=LATER, because={}, revision=1, at=NOW)
    assert publishing.publish_due(at=LATER - timedelta(seconds=1)) == 0
    assert not queries.flow()
    assert publishing.publish_due(at=LATER) == 1
    assert publishing.publish_due(at=LATER + timedelta(hours=1)) == 0
    version = item.versions.get()
    assert (version.published_at, version.published_by) == (LATER, writer)
    assert lines(item)[-1] == ("news.published", Audience.PUBLIC)


def test_a_time_is_changed_and_taken_back(writer: Seat) -> None:
    item = begun(writer)
    with pytest.raises(Refused, match="No time is set"):
        publishing.unschedule(by=writer, item=item, at=NOW)
    with pytest.raises(Refused, match="has passed"):
        publishing.schedule(by=writer, item=item, when=NOW, because={}, revision=1, at=NOW)
    for when in (NOW + timedelta(hours=1), LATER):
        publishing.schedule(by=writer, item=item, when=when, because={}, revision=1, at=NOW)
    assert publishing.publish_due(at=LATER - timedelta(hours=1)) == 0
    publishing.unschedule(by=writer, item=item, at=NOW)
    assert publishing.publish_due(at=LATER) == 0


def test_what_is_to_be_published_by_itself_stays_complete(writer: Seat) -> None:
    item = begun(writer)
    publishing.schedule(by=writer, item=item, when=LATER, because={}, revision=1, at=NOW)
    with pytest.raises(Refused, match="no text"):
        writing.write_news(by=writer, item=item, words=words(bodies={}), revision=1, at=NOW)
    assert publishing.publish_due(at=LATER) == 1


def test_one_that_cannot_be_published_does_not_hold_up_the_others(
    writer: Seat, caplog: pytest.LogCaptureFixture
) -> None:
    for title in ("Et", "To"):
        item = begun(writer, title=title)
        publishing.schedule(by=writer, item=item, when=LATER, because={}, revision=1, at=NOW)
    NewsVersion.objects.filter(item__slug="et").update(bodies=[])
    assert publishing.publish_due(at=LATER) == 1
    assert [item.slug for item in queries.flow()] == ["to"]
    assert "is not published" in caplog.text


def test_each_authoritys_own_is_published_in_one_round(writer: Seat, neighbour: Seat) -> None:
    for by in (writer, neighbour):
        item = begun(by)
        publishing.schedule(by=by, item=item, when=LATER, because={}, revision=1, at=NOW)
    assert publishing.publish_due(at=LATER) == 2


def test_the_hour_that_comes_twice_is_the_first(writer: Seat) -> None:
    night = moment(date(2027, 10, 31), time(2, 30), writer.post.authority.country.zone)
    item = begun(writer)
    publishing.schedule(by=writer, item=item, when=night, because={}, revision=1, at=NOW)
    assert publishing.publish_due(at=datetime(2027, 10, 31, 0, 29, tzinfo=UTC)) == 0
    assert publishing.publish_due(at=datetime(2027, 10, 31, 0, 30, tzinfo=UTC)) == 1


def test_what_is_archived_leaves_the_flow_and_is_found_in_the_archive(writer: Seat) -> None:
    item = published(writer)
    with pytest.raises(Refused, match="not archived"):
        publishing.bring_back(by=writer, item=item, at=NOW)
    publishing.archive(by=writer, item=item, at=LATER)
    with pytest.raises(Refused, match="archived already"):
        publishing.archive(by=writer, item=item, at=LATER)
    assert not queries.flow()
    assert [found.pk for found in queries.archived("MØDET talt")] == [item.pk]
    assert not queries.archived("mødet nothing")
    assert [found.pk for found in queries.archived(year=2026)] == [item.pk]
    assert not queries.archived(year=2025)
    assert queries.archived_years() == [2026]
    assert queries.published_item(item.slug, (Kind.NEWS,))
    publishing.bring_back(by=writer, item=item, at=LATER)
    assert [found.pk for found in queries.flow()] == [item.pk]
    assert lines(item)[-2:] == [
        ("news.archived", Audience.PUBLIC),
        ("news.brought-back", Audience.PUBLIC),
    ]
    with pytest.raises(Refused, match="not published yet"):
        publishing.archive(by=writer, item=begun(writer), at=NOW)


def test_a_link_stands_under_the_day_that_it_bears(writer: Seat) -> None:
    old = date(2026, 7, 1)
    item = published(writer, link(dated=old), kind="link")
    news = published(writer)
    assert [found.pk for found in queries.flow()] == [news.pk, item.pk]
    assert queries.flow()[1].day == old


def test_only_an_agreement_of_ones_own_is_written_about(writer: Seat) -> None:
    item = published(writer, words(agreement="koge-kristianstad"))
    agreement = NewsVersion.objects.get(item=item).agreement
    assert [found.pk for found in queries.flow(agreement)] == [item.pk]
    assert not queries.pages(agreement)
    with pytest.raises(Refused, match="your own agreements"):
        begun(writer, agreement="five-towns")


def test_a_list_names_items_as_their_rows_do(writer: Seat, neighbour: Seat) -> None:
    about = words(agreement="koge-kristianstad")
    rows = [
        published(writer, about),
        published(neighbour, words("Ny sti")),
        published(writer, link(dated=date(2026, 7, 1)), kind="link"),
    ]
    corrected(writer, rows[0], words("Mødet er flyttet", agreement="koge-kristianstad"))
    page = published(neighbour, about, kind="page")
    publishing.archive(by=writer, item=published(writer, words("Gammelt")), at=NOW)
    agreement = NewsVersion.objects.filter(item=page).get().agreement
    assert queries.latest(9) == queries.headlines(queries.flow())
    assert [one.slug for one in queries.latest(2)] == [item.slug for item in queries.flow()[:2]]
    assert queries.latest(9, agreement) == queries.headlines(queries.flow(agreement))
    assert len(queries.latest(9, agreement)) == 1
    (listed,) = queries.pages(agreement)
    assert [listed] == queries.pages() == queries.headlines([page])


def test_nobody_writes_for_somebody_else(writer: Seat, neighbour: Seat) -> None:
    item = begun(writer)
    with pytest.raises(Refused, match="own people"):
        writing.write_news(by=neighbour, item=item, words=words("x"), revision=1, at=NOW)
    with pytest.raises(Refused, match="own people"):
        publishing.publish(by=neighbour, item=item, because={}, revision=1, at=NOW)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE news_newsversion SET titles = '[]'",
        "DELETE FROM news_newsversion",
        "UPDATE news_newsitem SET slug = 'other'",
        "UPDATE news_newsitem SET shown_id = NULL, day = NULL",
        "DELETE FROM news_picture",
        "UPDATE news_picture SET rights = 'mine'",
    ],
)
def test_the_database_keeps_what_was_published(writer: Seat, statement: str) -> None:
    item = with_picture(writer, begun(writer))
    publishing.publish(by=writer, item=item, because={}, revision=1, at=NOW)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_several_workers_publish_each_of_them_once(writer: Seat) -> None:
    for number in range(6):
        item = begun(writer, title=f"Nummer {number}")
        publishing.schedule(by=writer, item=item, when=LATER, because={}, revision=1, at=NOW)
    done: list[int] = []

    def work() -> None:
        try:
            done.append(publishing.publish_due(at=LATER))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    done.append(publishing.publish_due(at=LATER))  # what one of them had passed by
    assert sum(done) == 6
    assert queries.flow().count() == 6
    assert Line.objects.filter(what="news.published").count() == 6


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_the_same_title_at_once_get_two_addresses(writer: Seat) -> None:
    by, barrier = [writer, seat("kristianstad")], threading.Barrier(2)

    def work(one: Seat) -> None:
        try:
            barrier.wait()
            begun(one)
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=[one]) for one in by]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    slugs = NewsItem.objects.values_list("slug", flat=True)
    assert set(slugs) == {"modet-er-holdt", "modet-er-holdt-2"}
