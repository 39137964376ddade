"""The editor's desk: what a person did to the record files since we last wrote them.

A text we did not write was written by a person. What they changed is theirs for ever;
a file they added is taken in; a file they took away is not published again.
"""

from __future__ import annotations

import hashlib

import msgspec

from tipsheet import urls
from tipsheet.errors import RecordError
from tipsheet.pipeline.context import Run
from tipsheet.pipeline.judge import ADOPTED
from tipsheet.publication import read_record_files
from tipsheet.publish import markdown
from tipsheet.publish.news import article_of
from tipsheet.records import ArticleState, Changes, NewsRecord, RecordState

replace = msgspec.structs.replace


def read_desk(run: Run) -> None:
    """Compare the record files with what we wrote; write down every difference."""
    texts, problems = read_record_files(run.publication.folder)
    for line in problems:
        run.problem(line)
    edited: list[RecordState] = []
    gone: list[RecordState] = []
    for path, state in run.records().items():
        text = texts.pop(path, None)
        if text is None:
            if not state.pending:
                gone.append(state)
        elif text not in (state.text, state.previous):
            changed = _edited(run, state, text)
            if changed:
                edited.append(changed)
    taken = {state.article_id for state in run.records().values()}
    adopted = [pair for path, text in sorted(texts.items()) if (pair := _adopted(run, path, text, taken))]
    if adopted:
        run.note(f"{len(adopted)} records were there before us and are taken in as they are")
    known = run.store.articles(state.article.id for _, state in adopted)
    removed = run.store.articles(state.article_id for state in gone)
    for state in gone:
        run.note(f"{state.path}: was removed by hand; it is not published again")
    run.apply(
        Changes(
            records=(*edited, *(record for record, _ in adopted)),
            forget_records=tuple(state.path for state in gone),
            articles=(
                *(article for _, article in adopted if article.article.id not in known),
                *(replace(article, status="removed") for article in removed.values()),
            ),
        )
    )


def _edited(run: Run, state: RecordState, text: str) -> RecordState | None:
    try:
        markdown.read(text, state.path)
        fields = markdown.changed_fields(state.text, text)
    except RecordError as error:
        run.untouchable.add(state.path)
        run.problem(f"{error}; left as it is")
        return None
    edited = {*state.edited, *fields} - {"secured"}  # a new seal is the work of `tipsheet keys`, of no editor
    return replace(state, text=text, previous=None, pending=False, edited=tuple(sorted(edited)))


def _adopted(run: Run, path: str, text: str, taken: set[str]) -> tuple[RecordState, ArticleState] | None:
    """A record that was there before us, as an article that keeps its path.

    Two records may tell one address: the second is known by its path. `taken` grows.
    """
    try:
        record = markdown.read(text, path)
    except RecordError as error:
        run.untouchable.add(path)
        run.problem(f"{error}; left as it is")
        return None
    article_id = article_id_of(record)
    if article_id in taken:
        article_id = _path_id(path)
    taken.add(article_id)
    article = replace(article_of(record), id=article_id, source_id=ADOPTED, fetched_at=run.now)
    return RecordState(path=path, article_id=article.id, text=text), ArticleState(article=article)


def article_id_of(record: NewsRecord) -> str:
    """The article a record tells; a record without any address is identified by its path."""
    url = record.web_url or record.original_url
    return urls.article_id(url) if url else _path_id(record.path)


def _path_id(path: str) -> str:
    return hashlib.sha256(path.encode()).hexdigest()[:16]
