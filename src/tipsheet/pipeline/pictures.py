"""Lead images: fetched through the one gate, re-encoded, kept in the image cache."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

from tipsheet.errors import FetchError, PublishError
from tipsheet.pipeline.context import Run
from tipsheet.pipeline.judge import ADOPTED
from tipsheet.publish.images import Prepared, prepare
from tipsheet.records import Article, Changes, Image, ImageState, Page, Rejected

MAX_IMAGES = 400  # a run
BATCH = 16


async def keep_images(run: Run) -> None:
    """Fetch and keep the lead image of every story's representative that we have not tried yet."""
    if not run.publication.settings.fetch.images:
        return
    wanted = list(_wanted(run))[:MAX_IMAGES]
    run.progress("images", 0, len(wanted))
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        answers = await asyncio.gather(*(_fetch(run, image) for image in batch))
        states = await asyncio.to_thread(lambda b, a: list(_keep(run, b, a)), batch, answers)
        run.store.apply(Changes(images=tuple(states)))
        run.progress("images", start + len(batch), len(wanted))


def _wanted(run: Run) -> Iterator[Image]:
    tried = set(run.store.images())
    everyday = run.publication.settings.publication.profile.startswith("everyday")
    for article in lead_articles(run):
        if article.source_id == ADOPTED and everyday:
            continue  # old pictures of records that came whole: nobody waits for them
        if article.images and article.images[0].url not in tried:
            tried.add(article.images[0].url)
            yield article.images[0]


def lead_articles(run: Run) -> Iterator[Article]:
    """The representatives of the stories, most important story first."""
    leads = [story.article_ids[0] for story in run.store.stories() if story.article_ids]
    states = run.store.articles(leads)
    return (states[i].article for i in leads if i in states)


async def _fetch(run: Run, image: Image) -> Page | FetchError:
    try:
        return await run.fetcher.fetch(image.url, kind="image")
    except FetchError as error:
        return error


def _keep(run: Run, images: list[Image], answers: list[Page | FetchError]) -> Iterator[ImageState]:
    """Re-encode what came (in the runner: pictures from strangers), write it, say what became of each."""
    bodies = [(i, a.body) for i, a in zip(images, answers, strict=True) if isinstance(a, Page)]
    prepared = iter(list(run.runner.map(_prepare, bodies)))
    for image, answer in zip(images, answers, strict=True):
        result = answer if isinstance(answer, FetchError) else next(prepared)
        if isinstance(result, Prepared):
            for output in result.files:
                _write(run.publication.image_cache / output.path, output.body)
            files = tuple(output.path for output in result.files)
            yield ImageState(url=image.url, status="cached", files=files, image=result.image)
        elif isinstance(result, Rejected):
            yield ImageState(url=image.url, status="refused", reason=f"{result.reason}: {result.detail}")
        else:
            yield ImageState(url=image.url, status="failed", reason=str(result))


def _prepare(item: tuple[Image, bytes]) -> Prepared | Rejected:
    image, body = item
    return prepare(image.url, body, title=image.title, attribution=image.attribution)


def _write(path: Path, body: bytes) -> None:
    """Whole or not at all; the name says what is inside, so a file that is there is right."""
    if path.exists():
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.write_bytes(body)
        draft.replace(path)
    except OSError as error:
        raise PublishError(f"{path}: cannot be written ({error.strerror})") from None
