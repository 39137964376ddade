"""Organisation files: adopted, proposed, accepted."""

from __future__ import annotations

from tipsheet.publish.organizations import accepted_text, proposal_text, proposals, text_of
from tipsheet.records import Article, Image, Provider
from tipsheet.taxonomy import read_organization

LOGO = Image(url="https://orlin.example/logo.png", width_px=600, height_px=60)


def article(number: int, name: str, domain: str = "orlin.example", *, known: bool = False) -> Article:
    return Article(
        id=f"{number:016x}",
        url=f"https://{domain}/{number}",
        provider=Provider(name=name, domain=domain, known=known),
        logos=(LOGO, Image(url=f"https://{domain}/{number}.ico")),
    )


def test_the_commonest_name_and_logo_are_proposed() -> None:
    names = ("Orlin Herald", "Orlin Herald", "The Orlin Herald | News")
    [made] = proposals([article(i, name) for i, name in enumerate(names)], known=())
    assert (made.name, made.domain, made.articles) == ("Orlin Herald", "orlin.example", 3)
    assert made.logos[0] == LOGO
    assert len(made.examples) == 3


def test_the_known_is_not_proposed_and_many_articles_come_first() -> None:
    articles = [article(1, "A", "a.example"), article(2, "B", "b.example"), article(3, "B", "b.example")]
    articles += [article(4, "C", "c.example", known=True), article(5, "D", "d.example")]
    assert [p.domain for p in proposals(articles, known={"d.example"})] == ["b.example", "a.example"]


def test_a_proposal_is_a_file_that_becomes_an_organisation() -> None:
    [made] = proposals([article(1, "Yes: a #paper")], known=())
    proposal = proposal_text(made, "2026-11-23")
    assert read_organization(proposal, "a.md").name == "Yes: a #paper"
    assert "logo.png" in proposal
    edited = proposal.replace("proposed: 2026-11-23", "standing: 70\nproposed: 2026-11-23\nfamily: orlin")
    told = accepted_text(edited, (Image(url="/assets/a-50x50.jpg", width_px=50, height_px=50),))
    assert "proposed" not in told
    assert "logo.png" not in told
    provider = read_organization(told, "a.md")
    assert provider == Provider(
        name="Yes: a #paper", domain="orlin.example", family="orlin", standing=70, known=True,
        images=(Image(url="/assets/a-50x50.jpg", width_px=50, height_px=50),),
    )  # fmt: skip
    assert text_of(provider).startswith("---\ntaxonomy: organization\n_id: orlin.example\n")
