"""Sentences of our own invention and the facts they state: what the rules must read.

Each case: title, day of publication, text, and the facts as (predicate, subject, value, further fields).
Values: "EUR 5000000" money, a number, "3%" a percentage, an ISO date, a name, or "Name: post".
"""

# ruff: noqa: E501 (a case is read whole)

from __future__ import annotations

import re
from typing import Any

import pytest

from tipsheet.records import Fact
from tipsheet.stages.facts import Document, facts

Expected = tuple[str, str, Any, dict[str, Any]]
Case = tuple[str, str | None, str, list[Expected]]


def f(predicate: str, subject: str, value: Any, **more: Any) -> Expected:
    return predicate, subject, value, more


CASES: list[Case] = [
    (
        "Corvane and Tarnwell to merge", "2024-05-08",
        "Corvane and Tarnwell will merge. Shareholders of Corvane will own 58% of the new company. In 2023 Corvane earned $900 million on sales of $6.1 billion, Tarnwell $400 million on $3.8 billion.",
        [f("net_profit", "Tarnwell", "USD 400000000", period="2023"), f("revenue", "Tarnwell", "USD 3800000000", period="2023"), f("owns_stake", "Shareholders of Corvane", "58%")],
    ),
    (
        "Corvane reports first quarter results", "2024-05-08",
        "Net sales were $512.4 million, compared with $498.1 million in the first quarter of 2023. Net loss of Corvane was $8.2 million, versus net income of $14.9 million a year ago.",
        [f("net_loss", "Corvane", "USD 8200000", period="2024-Q1"), f("net_profit", "Corvane", "USD 14900000", period="2023-Q1")],
    ),
    (
        "Corvane to cut jobs", "2024-05-08",
        "Corvane will lay off about 450 people, the company told employees on Tuesday. It follows 200 job cuts in November.",
        [f("event_date", "Corvane", "2024-05-07", measure_variant="announced"), f("job_cuts", "Corvane", 200, period="2023-11")],
    ),
    (
        "Corvane lists in Prague", "2024-05-08",
        "Corvane made its debut on the Prague Stock Exchange on Tuesday. Corvane was founded by Jan Holub and Petra Novak in 2009.",
        [f("listed_on", "Corvane", "Prague Stock Exchange"), f("founded_on", "Corvane", "2009"), f("founder", "Corvane", "Jan Holub")],
    ),
    (
        "Corvane raises money", "2024-05-08",
        "Corvane raised $45 million in a Series B round. Sofia Pinto and Rui Alves founded it in 2019.",
        [f("founded_on", "Corvane", "2019"), f("founder", "Corvane", "Rui Alves")],
    ),
    (
        "Tarnwell to buy Corvane", "2024-05-08",
        "Tarnwell has agreed to buy most of Corvane. Founder Peter Yan stays on as chief executive officer and remains a shareholder.",
        [f("ceo", "Corvane", "Peter Yan"), f("acquired", "Tarnwell", "Corvane")],
    ),
    (
        "Corvane reports", "2024-11-08",
        "Corvane reported for the third quarter ended September 30, 2024.\n\nHighlights for the Nine Months Ended September 30, 2024\n\n• Revenue of Corvane decreased 16.2% to $6.9 million\n\n",
        [f("revenue", "Corvane", "USD 6900000", period="2024-9M")],
    ),
    (
        "Corvane at a glance", "2024-05-08",
        "Jan Holm became chief financial officer of Corvane on March 3.",
        [f("key_person_role", "Corvane", "Jan Holm: chief financial officer"), f("event_date", "Corvane", "2024-03-03", measure_variant="role_start")],
    ),
    (
        "Corvane prices its IPO", "2024-05-08",
        "Corvane fixed the price of its initial public offering at $84 a share on Wednesday.",
        [f("event_date", "Corvane", "2024-05-08", measure_variant="priced"), f("offer_price", "Corvane", "USD 84")],
    ),
    # ------------------------------------------------------------------ lists, parts and periods of the firm's own year
    (
        "Corvane opens a yard", "2024-02-08",
        "Corvane’s co-founders Ada Holm and Peter Yan cut the ribbon in Leeds.",
        [f("founder", "Corvane", "Ada Holm"), f("founder", "Corvane", "Peter Yan")],
    ),
    (
        "Corvane opens a yard", "2024-02-08",
        "Ada Holm, the chief executive, and Peter Yan, the president, founded Corvane in 2012.",
        [f("founder", "Corvane", "Ada Holm"), f("founder", "Corvane", "Peter Yan")],
    ),
    (
        "Corvane chief to go", "2024-02-08",
        "Corvane said the resignation of chief executive Ada Holm takes effect in May, but she will remain chairwoman of the company.",
        [f("chair", "Corvane", "Ada Holm")],
    ),
    (
        "Corvane raises money", "2024-02-08",
        "Tarnwell Partners led the round of Corvane, with Pinnock Capital, Ostrava Fund and earlier backer Lindqvist Ventures taking part.",
        [f("investor", "Corvane", "Tarnwell Partners"), f("investor", "Corvane", "Pinnock Capital"), f("investor", "Corvane", "Ostrava Fund"), f("investor", "Corvane", "Lindqvist Ventures")],
    ),
    (
        "Corvane results", "2024-02-08",
        "In the second quarter of its fiscal year 2024 Corvane earned $36.33 million, after $33.92 million in the same quarter of the year before.",
        [f("net_profit", "Corvane", "USD 36330000", period="2024-Q2"), f("net_profit", "Corvane", "USD 33920000", period="2023-Q2")],
    ),
    (
        "Corvane results", "2023-12-08",
        "In the first nine months of 2023 revenue of Corvane shrank to $2.5 billion, from $3.7 billion in the same months of 2022, and the net loss grew to $697 million.",
        [f("revenue", "Corvane", "USD 3700000000", period="2022-9M"), f("net_loss", "Corvane", "USD 697000000", period="2023-9M")],
    ),
    (
        "Corvane results", "2024-05-08",
        "Corvane earned 1.1 billion euros after tax in the first three months of 2024.",
        [f("net_profit", "Corvane", "EUR 1100000000", period="2024-Q1")],
    ),
    (
        "Corvane results", "2024-05-08",
        "In 2023 the net loss of Corvane widened from $540 million to $820 million.",
        [f("net_loss", "Corvane", "USD 540000000", period="2022"), f("net_loss", "Corvane", "USD 820000000", period="2023")],
    ),
    (
        "Corvane results", "2024-05-08",
        "Corvane’s Metering division, which includes meters and lamps, reported $23.12 million in revenue for the first quarter of 2024.",
        [f("revenue", "Corvane", "USD 23120000", period="2024-Q1", measure_variant="segment:Metering")],
    ),
    (
        "Corvane results", "2024-05-08",
        "Corvane’s sales came to $28.7 million in the first quarter of 2024; analysts had on average expected $29.5 million.",
        [f("revenue", "Corvane", "USD 28700000", measure_variant=None), f("revenue", "Corvane", "USD 29500000", measure_variant="consensus")],
    ),
    (
        "Corvane and Tarnwell to merge", "2024-05-08",
        "Corvane and Tarnwell had combined revenue of $2.3 billion in 2023.",
        [f("revenue", "Corvane", "USD 2300000000", period="2023", measure_variant="combined")],
    ),
    (
        "Corvane prices its IPO", "2024-05-08",
        "Corvane sells 62.5 million shares in its initial public offering and takes in $525 million.",
        [f("shares_offered", "Corvane", 62.5e6), f("ipo_amount", "Corvane", "USD 525000000")],
    ),
    (
        "Corvane cuts jobs", "2024-05-08",
        "Corvane announced 2,000 job cuts in October and another 2,400 in February.",
        [f("job_cuts", "Corvane", 2000, period="2023-10"), f("job_cuts", "Corvane", 2400, period="2024-02")],
    ),
    (
        "Corvane at a glance", "2024-05-08",
        "Corvane employed 2,540 people at the end of June 2023.",
        [f("employs_count", "Corvane", 2540, period="2023-06-30")],
    ),
    (
        "Corvane at a glance", "2024-05-08",
        "Customers of Corvane include Lindqvist and Ostrava Foods. Tarnwell of Norway, with 13%, is the largest shareholder.",
        [f("customer", "Corvane", "Lindqvist"), f("customer", "Corvane", "Ostrava Foods"), f("owns_stake", "Tarnwell", "13%", object="Corvane")],
    ),
    # ------------------------------------------------------------------ who leads, who comes, who goes
    (
        "Brightwell names finance chief", "2023-03-07",
        "Brightwell Corp. said on Tuesday it had named Dana Ortiz as its chief financial officer, effective April 3.",
        [f("key_person_role", "Brightwell", "Dana Ortiz: chief financial officer"), f("event_date", "Brightwell", "2023-04-03", measure_variant="role_start", object="Dana Ortiz")],
    ),
    (
        "Brightwell Form 8-K", "2023-03-07",
        "On March 6, 2023, Brightwell Corp. announced that Samuel T. Ngo, Senior Managing Director and head of its retail business, will succeed Laura Finch as Chief Financial Officer of the Company.",
        [f("key_person_role", "Brightwell", "Samuel T. Ngo: Senior Managing Director and head of its retail business"), f("key_person_role", "Brightwell", "Samuel T. Ngo: Chief Financial Officer")],
    ),
    (
        "Brightwell Form 8-K", "2023-03-07",
        "Effective March 31, 2023, Laura Finch will step down as Chief Financial Officer and will become a Vice Chairman of Brightwell Corp.",
        [f("key_person_role", "Brightwell", "Laura Finch: Vice Chairman"), f("event_date", "Brightwell", "2023-03-31", measure_variant="role_end", object="Laura Finch")],
    ),
    (
        "Orchard Bank", "2023-08-31",
        "Orchard Bank said Andy Hale has decided to retire as chief financial officer, with former Corbin Bank executive Diego Ferrer set to replace him.",
        [f("key_person_role", "Orchard Bank", "Andy Hale: chief financial officer")],
    ),
    (
        "Orchard Bank", "2023-08-31",
        "He will report to long-standing chief executive Bill Winter at Orchard Bank.",
        [f("ceo", "Orchard Bank", "Bill Winter"), f("key_person_role", "Orchard Bank", "Bill Winter: chief executive")],
    ),
    (
        "Tamarind Foods annual report", "2024-02-01",
        "Tamarind Foods is led by Chief Executive Officer Maria Lopes, who has been in the post since 2019.",
        [f("ceo", "Tamarind Foods", "Maria Lopes")],
    ),
    (
        "Tamarind Foods", "2024-02-01",
        "Maria Lopes, who runs Tamarind Foods as its chief executive, spoke to reporters. Peter Yan, Tamarind's chief operating officer, did not.",
        [f("ceo", "Tamarind Foods", "Maria Lopes"), f("key_person_role", "Tamarind", "Peter Yan: chief operating officer")],
    ),
    (
        "Tamarind Foods", "2024-02-01",
        "The board of Tamarind Foods is chaired by Helmut Brandt. Chief executive Maria Lopes told investors the company was “on track”.",
        [f("chair", "Tamarind Foods", "Helmut Brandt"), f("ceo", "Tamarind Foods", "Maria Lopes"), f("quote_said", "Maria Lopes", "on track")],
    ),
    (
        "Tamarind Foods", "2024-02-01",
        "Tamarind Foods chairman and co-founder Helmut Brandt will hand over to Ines Duarte in May.",
        [f("chair", "Tamarind Foods", "Helmut Brandt"), f("founder", "Tamarind Foods", "Helmut Brandt"), f("key_person_role", "Tamarind Foods", "Helmut Brandt: chairman")],
    ),
    (
        "Nordhaven signs report", "2025-01-30",
        "SIGNATURES\nNORDHAVEN, INC.\nDate: January 29, 2025\n/s/ Erik Solberg\nErik Solberg\nChief Executive Officer\n(Principal Executive Officer)\n/s/ Vera Kim\nVera Kim\nChief Financial Officer",
        [f("ceo", "Nordhaven", "Erik Solberg"), f("key_person_role", "Nordhaven", "Erik Solberg: Chief Executive Officer"), f("key_person_role", "Nordhaven", "Vera Kim: Chief Financial Officer")],
    ),
    (
        "Nordhaven management", "2025-01-30",
        "The executive officers of Nordhaven, Inc. are:\nErik Solberg, Chief Executive Officer\nVera Kim – Chief Financial Officer\nTom Abara (57), General Counsel and Secretary",
        [f("ceo", "Nordhaven", "Erik Solberg"), f("key_person_role", "Nordhaven", "Vera Kim: Chief Financial Officer"), f("key_person_role", "Nordhaven", "Tom Abara: General Counsel and Secretary")],
    ),
    (
        "Nordhaven", "2025-01-30",
        "Name\nAge\nPosition(s)\nErik Solberg\n51\nChief Executive Officer and Director\nVera Kim\n44\nChief Financial Officer\nThe following describes the business of Nordhaven, Inc.",
        [f("ceo", "Nordhaven", "Erik Solberg"), f("key_person_role", "Nordhaven", "Vera Kim: Chief Financial Officer")],
    ),
    (
        "Nordhaven names chief", "2025-03-04",
        "Nordhaven has appointed a new chief executive, Greta Moen. She joins from Fjordline, where she was head of logistics.",
        [f("ceo", "Nordhaven", "Greta Moen"), f("key_person_role", "Nordhaven", "Greta Moen: chief executive")],
    ),
    (
        "Nordhaven", "2025-03-04",
        "Nordhaven's founder and chief executive, Erik Solberg, stepped down in February.",
        [f("founder", "Nordhaven", "Erik Solberg"), f("event_date", "Nordhaven", "2025-02", measure_variant="role_end")],
    ),
    (
        "Pelican Labs raises money", "2024-05-02",
        "Pelican Labs was founded by Ada Quist, Ben Osei and Chloe Wu. Wu, the chief technology officer, said the product would ship in June.",
        [f("founder", "Pelican Labs", "Ada Quist"), f("founder", "Pelican Labs", "Ben Osei"), f("founder", "Pelican Labs", "Chloe Wu"), f("key_person_role", "Pelican Labs", "Chloe Wu: chief technology officer")],
    ),
    (
        "Pelican Labs", "2024-05-02",
        "Ada Quist founded Pelican Labs in 2018 with Ben Osei.",
        [f("founder", "Pelican Labs", "Ada Quist"), f("founded_on", "Pelican Labs", "2018")],
    ),
    (
        "Pelican Labs", "2024-05-02",
        "“We are growing,” says Ada Quist, co-founder and CEO of Pelican Labs. The company, set up in Lund in 2018, has 140 employees.",
        [f("founder", "Pelican Labs", "Ada Quist"), f("ceo", "Pelican Labs", "Ada Quist"), f("quote_said", "Ada Quist", "We are growing,"), f("founded_on", "Pelican Labs", "2018"), f("employs_count", "Pelican Labs", 140)],
    ),
    # ------------------------------------------------------------------------------------ results
    (
        "Corvane quarter", "2023-07-27",
        "Corvane reported revenue of $4.2 billion for the second quarter, up 8% from $3.9 billion a year earlier, and a net loss of $120 million, against a profit of $35 million.",
        [f("revenue", "Corvane", "USD 4200000000", period="2023-Q2"), f("revenue", "Corvane", "USD 3900000000", period="2022-Q2"), f("net_loss", "Corvane", "USD 120000000", period="2023-Q2"), f("net_profit", "Corvane", "USD 35000000", period="2022-Q2")],
    ),
    (
        "Corvane results", "2024-02-08",
        "Net profit rose to 1.24 billion euros in 2023 from 1.1 billion in 2022, Corvane said on Thursday.",
        [f("net_profit", "Corvane", "EUR 1240000000", period="2023")],
    ),
    (
        "Corvane results", "2024-02-08",
        "Corvane swung to a net profit of 310 million euros in the fourth quarter from a loss of 95 million euros in the same quarter of 2022. Sales were flat at 2.1 billion euros.",
        [f("net_profit", "Corvane", "EUR 310000000", period="2023-Q4"), f("net_loss", "Corvane", "EUR 95000000", period="2022-Q4"), f("revenue", "Corvane", "EUR 2100000000", period="2023-Q4")],
    ),
    (
        "Corvane results", "2024-02-08",
        "For the year ended December 31, 2023, Corvane had total revenues of $9,812 million and net income of $701 million, compared with $9,340 million and $655 million in 2022.",
        [f("revenue", "Corvane", "USD 9812000000", period="2023"), f("net_profit", "Corvane", "USD 701000000", period="2023"), f("revenue", "Corvane", "USD 9340000000", period="2022"), f("net_profit", "Corvane", "USD 655000000", period="2022")],
    ),
    (
        "Corvane results", "2024-05-08",
        "First-quarter net sales totaled $2.31 billion, compared to $2.18 billion in the prior-year quarter. Adjusted net income was $140 million.",
        [f("revenue", "Corvane", "USD 2310000000", period="2024-Q1"), f("revenue", "Corvane", "USD 2180000000", period="2023-Q1"), f("net_profit", "Corvane", "USD 140000000", period="2024-Q1", measure_variant="adjusted")],
    ),
    (
        "Corvane", "2024-05-08",
        "Corvane lost 45 million pounds last year on turnover of 310 million pounds.",
        [f("net_loss", "Corvane", "GBP 45000000", period="2023"), f("revenue", "Corvane", "GBP 310000000", period="2023")],
    ),
    (
        "Corvane", "2024-05-08",
        "Corvane spent 2.4 billion euros on research and development in 2023 and held total assets of 31.6 billion euros at the end of December.",
        [f("rd_spend", "Corvane", "EUR 2400000000", period="2023"), f("total_assets", "Corvane", "EUR 31600000000")],
    ),
    (
        "Corvane", "2024-05-08",
        "Revenues in the nine months to September 30, 2023 came to 6.7 billion euros, Corvane said.",
        [f("revenue", "Corvane", "EUR 6700000000", period="2023-9M")],
    ),
    (
        "Corvane", "2024-08-08",
        "In the first six months of 2024 the group's sales fell 3% to 4.4 billion euros, while net income attributable to shareholders dropped to 210 million euros (H1 2023: 260 million euros). Corvane kept its outlook.",
        [f("revenue", "Corvane", "EUR 4400000000", period="2024-H1"), f("net_profit", "Corvane", "EUR 210000000", period="2024-H1"), f("net_profit", "Corvane", "EUR 260000000", period="2023-H1")],
    ),
    # --------------------------------------------------------------------------------- deals, stakes
    (
        "Larkspur to buy Finmere", "2022-09-15",
        "Design software maker Larkspur agreed on Thursday to buy Finmere, an online rival, for about $20 billion in cash and stock.",
        [f("acquired", "Larkspur", "Finmere"), f("deal_value", "Larkspur", "USD 20000000000"), f("event_date", "Larkspur", "2022-09-15", measure_variant="announced")],
    ),
    (
        "Larkspur completes deal", "2023-02-02",
        "Larkspur has completed its $1.3 billion acquisition of Tessel Data, it said on Thursday. The deal was first announced in June.",
        [f("deal_value", "Larkspur", "USD 1300000000"), f("acquired", "Larkspur", "Tessel Data"), f("event_date", "Larkspur", "2023-02-02")],
    ),
    (
        "Larkspur sells unit", "2023-02-02",
        "Larkspur will sell its printing business to the buyout firm Castor Partners for 2.7 billion euros.",
        [f("deal_value", "Larkspur", "EUR 2700000000")],
    ),
    (
        "Larkspur takes stake", "2023-02-02",
        "Larkspur acquired a 24.9 percent stake in Finmere for $310 million, becoming its biggest shareholder.",
        [f("owns_stake", "Larkspur", "24.9%", object="Finmere"), f("deal_value", "Larkspur", "USD 310000000")],
    ),
    (
        "Owners of Finmere", "2023-02-02",
        "Finmere is 62% owned by the Doria family. Larkspur holds about 10% of the shares, and the state owns 5.5% of Finmere.",
        [f("owns_stake", "Doria", "62%", object="Finmere"), f("owns_stake", "Larkspur", "10%", object="Finmere")],
    ),
    (
        "Owners of Finmere", "2023-02-02",
        "After the offering, Castor Partners will own approximately 38.2% of the outstanding shares of Finmere, down from 51%.",
        [f("owns_stake", "Castor Partners", "38.2%", object="Finmere")],
    ),
    (
        "Owners of Finmere", "2023-02-02",
        "Castor Partners, which has a 15% stake in Finmere, said it would vote against the plan. Activist fund Elmer disclosed a holding of 6.1% in Finmere.",
        [f("owns_stake", "Castor Partners", "15%", object="Finmere"), f("owns_stake", "Elmer", "6.1%", object="Finmere")],
    ),
    (
        "Owners of Finmere", "2023-02-02",
        "Investor Pavel Holec raised his stake in Finmere to 31.4 percent.",
        [f("owns_stake", "Pavel Holec", "31.4%", object="Finmere")],
    ),
    (
        "Merger of Finmere and Larkspur", "2023-02-02",
        "Finmere shareholders will own 42% of the combined company and Larkspur shareholders the rest. The new company will have its head office in Leeds.",
        [f("headquartered_in", "new company", "Leeds"), f("owns_stake", "Finmere shareholders", "42%", object="combined company")],
    ),
    # ------------------------------------------------------------------ whose it is, told in passing
    (
        "Larkspur to buy Finmere", "2022-09-15",
        "Larkspur is to buy the map maker Finmere. Finmere, founded by Jane Aske in 2007, has 17 million users. Aske, its chief executive, will stay.",
        [f("founder", "Finmere", "Jane Aske"), f("ceo", "Finmere", "Jane Aske"), f("founded_on", "Finmere", "2007")],
    ),
    (
        "Larkspur names a new chair", "2022-09-15",
        "Jane Aske founded Larkspur in Leeds in 1998. She is still its chair and owns 54% of the shares.",
        [f("chair", "Larkspur", "Jane Aske"), f("owns_stake", "Jane Aske", "54%")],
    ),
    (
        "Larkspur hands over", "2022-09-15",
        "Larkspur said chief executive Jane Aske will retire in March and be succeeded by Paula Brandt.",
        [f("ceo", "Larkspur", "Jane Aske"), f("ceo", "Larkspur", "Paula Brandt")],
    ),
    (
        "Larkspur", "2022-09-15",
        "The tool maker Larkspur opened a plant. Its parent company, Tessel Data Inc., had revenue of $257 million in 2021.",
        [f("revenue", "Tessel Data Inc", "USD 257000000", period="2021")],
    ),
    (
        "Larkspur", "2022-09-15",
        "“Prices held,” said Rolf Diem, group vice president for enterprise research at Halden Systems, of the Larkspur plan.",
        [f("key_person_role", "Halden Systems", "Rolf Diem: group vice president for enterprise research")],
    ),
    (
        "Larkspur", "2022-09-15",
        "Larkspur lost 2.6 billion Swedish crowns in the first three months of 2022, against a loss of 619 million a year earlier.",
        [f("net_loss", "Larkspur", "SEK 2600000000", period="2022-Q1"), f("net_loss", "Larkspur", "SEK 619000000", period="2021-Q1")],
    ),
    (
        "Larkspur", "2019-11-20",
        "Larkspur said net income fell to $2.77 billion, or $2.53 per share, in the third quarter ended Nov. 3, from $2.87 billion, or $2.51 per share, a year earlier.",
        [f("net_profit", "Larkspur", "USD 2770000000", period="2019-Q3"), f("net_profit", "Larkspur", "USD 2870000000", period="2018-Q3")],
    ),
    (
        "Larkspur", "2023-08-01",
        "Net sales in the Industrial segment of Larkspur were $130.2 million in the second quarter of 2023.",
        [f("revenue", "Larkspur", "USD 130200000", period="2023-Q2", measure_variant="segment:Industrial")],
    ),
    (
        "Larkspur raises $40 million", "2023-08-01",
        "Castor Lane led the Series B round of Larkspur; Halden Capital and Tessel Ventures also took part.",
        [f("investor", "Larkspur", "Castor Lane"), f("investor", "Larkspur", "Halden Capital"), f("investor", "Larkspur", "Tessel Ventures")],
    ),
    (
        "Larkspur", "2023-02-02",
        "Larkspur was valued at $38 billion in its last funding round, when it raised $400 million from investors including Castor Partners and the Halden Fund.",
        [f("valuation", "Larkspur", "USD 38000000000"), f("raised_amount", "Larkspur", "USD 400000000"), f("investor", "Larkspur", "Castor Partners"), f("investor", "Larkspur", "Halden Fund")],
    ),
    (
        "Pelican Labs", "2024-05-02",
        "Pelican Labs has closed a €30 million Series A round led by Northgate Ventures with participation from Seedbank and existing investor Harbour Angels.",
        [f("raised_amount", "Pelican Labs", "EUR 30000000"), f("investor", "Pelican Labs", "Northgate Ventures"), f("investor", "Pelican Labs", "Seedbank"), f("investor", "Pelican Labs", "Harbour Angels")],
    ),
    (
        "Pelican Labs", "2024-05-02",
        "Pelican Labs secured $12m in seed funding. To date it has raised $55 million.",
        [f("raised_amount", "Pelican Labs", "USD 12000000"), f("raised_amount", "Pelican Labs", "USD 55000000", measure_variant="total")],
    ),
    # -------------------------------------------------------------------------------------- offerings
    (
        "Tidewell sets terms", "2021-06-10",
        "Tidewell plans to sell 25 million shares at between $18 and $21 each, raising up to $525 million in its initial public offering. It will list on the Nasdaq under the symbol “TIDE”.",
        [f("shares_offered", "Tidewell", 25000000), f("ipo_amount", "Tidewell", "USD 525000000", measure_variant="planned", bound="max"), f("listed_on", "Tidewell", "Nasdaq"), f("ticker", "Tidewell", "TIDE")],
    ),
    (
        "Tidewell debut", "2021-06-24",
        "Shares of Tidewell began trading on Wednesday after it raised $500 million in its IPO. The shares were priced at $20 each, valuing the company at $4.1 billion.",
        [f("event_date", "Tidewell", "2021-06-23", measure_variant="trading_start"), f("ipo_amount", "Tidewell", "USD 500000000", measure_variant="actual"), f("offer_price", "Tidewell", "USD 20"), f("valuation", "Tidewell", "USD 4100000000")],
    ),
    (
        "Tidewell files", "2021-04-30",
        "Tidewell filed confidentially for an IPO on April 12, 2021.",
        [f("event_date", "Tidewell", "2021-04-12", measure_variant="filed_listing")],
    ),
    (
        "Tidewell prospectus", "2021-06-10",
        "Tidewell intends to use about 45% of the proceeds for new vessels, 30% for research and 25% to repay debt.",
        [f("use_of_proceeds", "Tidewell", "45%", object="new vessels"), f("use_of_proceeds", "Tidewell", "30%", object="research"), f("use_of_proceeds", "Tidewell", "25%")],
    ),
    # ----------------------------------------------------------------------------- business, people
    (
        "Glasmere", "2024-01-15",
        "Glasmere, which is based in Bergen, Norway, employs some 3,200 people and serves more than 1,500 customers in 40 countries.",
        [f("headquartered_in", "Glasmere", "Bergen, Norway"), f("employs_count", "Glasmere", 3200), f("customer_count", "Glasmere", 1500)],
    ),
    (
        "Glasmere", "2024-01-15",
        "The Bergen-based glassmaker Glasmere traces its history to 1897, when it was founded as a window factory.",
        [f("founded_on", "Glasmere", "1897")],
    ),
    (
        "Glasmere", "2024-01-15",
        "Glasmere ASA (Oslo: GLAS) has its headquarters in Bergen. Founded in 1897, the company is the world's third-largest maker of solar glass.",
        [f("headquartered_in", "Glasmere", "Bergen"), f("founded_on", "Glasmere", "1897"), f("ranked", "Glasmere", "third-largest maker of solar glass")],
    ),
    (
        "Glasmere cuts jobs", "2024-01-15",
        "Glasmere will cut 400 of its 3,200 jobs, or 12% of the workforce, by the end of June, it announced on Monday.",
        [f("job_cuts", "Glasmere", 400, measure_variant="planned"), f("event_date", "Glasmere", "2024-01-15", measure_variant="announced")],
    ),
    (
        "Glasmere cuts jobs", "2024-01-15",
        "About 400 workers lost their jobs at Glasmere in December. A further 250 positions are to go this year.",
        [f("job_cuts", "Glasmere", 400), f("job_cuts", "Glasmere", 250, measure_variant="planned")],
    ),
    (
        "Glasmere", "2024-01-15",
        "Its customers include Sunfield, Vestra and the city of Turin. Glasmere has teamed up with Kyoso Electric to build a plant.",
        [f("customer", "Glasmere", "Sunfield"), f("customer", "Glasmere", "Vestra"), f("partner", "Glasmere", "Kyoso Electric")],
    ),
    (
        "Glasmere", "2024-01-15",
        "“It is a hard step,” Ms Moen said. “But it is needed.” Greta Moen became chief executive of Glasmere on 1 May 2023.",
        [f("quote_said", "Greta Moen", "It is a hard step,"), f("key_person_role", "Glasmere", "Greta Moen: chief executive"), f("event_date", "Glasmere", "2023-05-01", measure_variant="role_start")],
    ),
    (
        "Glasmere", "2024-01-15",
        "Glasmere launched its first solar roof tile on March 3, 2022.",
        [f("launched_on", "Glasmere", "2022-03-03")],
    ),
    # ------------------------------------------------------------------ ranges, ellipses, months, datelines
    (
        "Corvane files for listing", "2026-03-05",
        "HALLAN, March 5 (Tern Wire) - Corvane plc will offer 15 million new shares at 12 to 14 euros each, which could value it at up to €780m.",
        [f("offer_price", "Corvane", "EUR 12", bound="min"), f("offer_price", "Corvane", "EUR 14", bound="max"), f("valuation", "Corvane", "EUR 780000000", bound="max"), f("shares_offered", "Corvane", 15_000_000)],
    ),
    (
        "Corvane results", "2026-03-05",
        "Corvane's revenue grew to 28.4 million euros last year while the net loss widened to 37.5 million from 29.8 million.",
        [f("revenue", "Corvane", "EUR 28400000", period="2025"), f("net_loss", "Corvane", "EUR 37500000", period="2025"), f("net_loss", "Corvane", "EUR 29800000", period="2024")],
    ),
    (
        "Corvane loses less", "2026-03-03",
        "Corvane's net loss for July to September was 6.4 million euros, compared with 9.8 million a year earlier. Sales for the quarter that ended in September came to €41.2m.",
        [f("net_loss", "Corvane", "EUR 6400000", period="2025-Q3"), f("net_loss", "Corvane", "EUR 9800000", period="2024-Q3"), f("revenue", "Corvane", "EUR 41200000", period="2025-Q3")],
    ),
    (
        "Corvane posts first quarterly profit", "2026-03-11",
        "For the full year Corvane's revenue was 171.3 million euros. It expects revenue of between 195 million and 205 million euros in 2026.",
        [f("revenue", "Corvane", "EUR 171300000", period="2025"), f("revenue", "Corvane", "EUR 195000000", period="2026", bound="min"), f("revenue", "Corvane", "EUR 205000000", period="2026", bound="max")],
    ),
    (
        "Turbine maker Corvane to cut jobs", "2026-03-05",
        "HALLAN, March 5 (Tern Wire) - Turbine maker Corvane said on Thursday it would cut 140 of 610 jobs at its plant in Hallan.",
        [f("job_cuts", "Corvane", 140)],
    ),
    (
        "Corvane, ten years on", "2026-03-05",
        "Corvane was founded in 2016 by Chief Executive Ilse Brand and Chief Technology Officer Dev Okoro.",
        [f("ceo", "Corvane", "Ilse Brand"), f("key_person_role", "Corvane", "Dev Okoro: Chief Technology Officer")],
    ),
    (
        "Regulator turns Corvane down", "2026-03-05",
        "The Harbour Safety Authority refused a licence on Friday. “It was close,” Authority Director Josef Lind told reporters. Corvane Power plc had applied in 2022. Signe Holt, the company's chief executive, was calm.",
        [f("key_person_role", "Harbour Safety Authority", "Josef Lind: Director"), f("ceo", "Corvane Power", "Signe Holt")],
    ),
    (
        "Terna buys into Corvane", "2026-03-05",
        "Terna plc has outbid others for a minority holding in Corvane, valuing the maker of batteries at €150m.",
        [f("valuation", "Corvane", "EUR 150000000")],
    ),
    (
        "Boat people", "2026-03-05",
        "“We got 90,” said Walter Dimm, 61, a retired rigger. Greta Holt keeps the inn. “When they come in I sell twice the bacon,” she said.",
        [f("quote_said", "Greta Holt", "When they come in I sell twice the bacon")],
    ),
    # ------------------------------------------------------------------ found later: seats, days, posts, deals, staff
    ("Corvane", "2024-08-15", "Corvane Group makes pumps. The Larkham-based company has grown.", [f("headquartered_in", "Corvane", "Larkham")]),
    ("Corvane to sell shares", "2024-08-15", "Corvane Group of Leeds has filed for a listing.", [f("headquartered_in", "Corvane", "Leeds")]),
    ("Corvane annual report", "2024-08-15", "Corvane Group has been headquartered in Larkham since 2009.", [f("headquartered_in", "Corvane", "Larkham")]),
    ("Corvane", "2024-08-15", "Corvane Group has grown. The Boise company bought Dundee-based Merrow & Pike.", [f("headquartered_in", "Corvane", "Boise"), f("headquartered_in", "Merrow & Pike", "Dundee")]),
    ("Corvane", "2024-08-15", "Corvane Group, the maker of water meters, said on Wednesday that it will move.", [f("event_date", "Corvane", "2024-08-14", measure_variant="announced")]),
    ("Corvane", "2024-08-15", "Corvane Group will close its Rotherham foundry by the end of March 2025.", [f("event_date", "Corvane", "2025-03", measure_variant="site_closing")]),
    ("Corvane", "2024-08-15", "Corvane Group reports its results next Tuesday.", [f("event_date", "Corvane", "2024-08-20", measure_variant="earnings_report")]),
    ("Corvane buys Merrow", "2024-08-15", "Corvane Group agreed to buy Merrow Systems. The deal is expected to close in the second quarter of 2025.", [f("event_date", "Corvane", "2025-Q2", measure_variant="closing")]),
    ("Corvane Form 8-K", "2024-08-15", "Corvane Group is led by Dana Ortiz, Chief Executive Officer. Dana Ortiz has led the company since May 2015.", [f("event_date", "Corvane", "2015-05", measure_variant="role_start", object="Dana Ortiz")]),
    ("Corvane Form 8-K", "2024-08-15", "On August 12, 2024, Dana Ortiz notified Corvane Group of her decision to retire as President and Chief Executive Officer.", [f("key_person_role", "Corvane", "Dana Ortiz: President and Chief Executive Officer")]),
    ("Corvane Form 8-K", "2024-08-15", "On August 12, 2024, the Board of Corvane Group elected Helen Marsh, Chief Financial Officer of Merrow Systems, as an independent director.", [f("key_person_role", "Corvane", "Helen Marsh: independent director")]),
    ("Corvane Form 8-K", "2024-08-15", "Corvane Group is in Leeds. Dana Ortiz, who co-founded the Company with Jon Aske in 2011, resigned as Chief Executive Officer.", [f("founder", "Corvane", "Dana Ortiz"), f("founder", "Corvane", "Jon Aske"), f("key_person_role", "Corvane", "Dana Ortiz: Chief Executive Officer")]),
    ("Corvane", "2024-08-15", "“We will grow,” said Jon Aske, vice president of Advanced Programmes at Corvane Group.", [f("key_person_role", "Corvane", "Jon Aske: vice president of Advanced Programmes")]),
    ("Corvane half-year results", "2024-08-15", "Corvane Group revenue rose to £214.6 million (H1 2023: £199.8 million), with Metering contributing £151.2 million (H1 2023: £136.0 million) and Services £63.4 million.", [f("revenue", "Corvane", "GBP 151200000", measure_variant="segment:Metering"), f("revenue", "Corvane", "GBP 136000000", measure_variant="segment:Metering"), f("revenue", "Corvane", "GBP 63400000", measure_variant="segment:Services")]),
    ("Corvane", "2024-08-15", "Merrow Systems, which late last year bought a 30 percent holding in Orvane from Corvane Group for $44 million, is a buyer.", [f("deal_value", "Merrow", "USD 44000000")]),
    ("Corvane", "2024-08-15", "Corvane Group paid £57.5m for Dundee-based Merrow & Pike in July.", [f("acquired", "Corvane", "Merrow & Pike")]),
    ("Corvane", "2024-08-15", "Corvane Group has bought identity threat detection and response company Orvane.", [f("acquired", "Corvane", "Orvane")]),
    ("Corvane Form 8-K", "2024-08-15", "Corvane Group entered into an Agreement and Plan of Merger with Merrow Systems, Inc. on Monday.", [f("acquired", "Corvane", "Merrow Systems, Inc.", measure_variant="planned")]),
    ("Corvane", "2024-08-15", "Corvane Group is offering $41.50 for each Merrow share in a takeover.", [f("offer_price", "Corvane", "USD 41.5")]),
    ("Corvane", "2024-08-15", "The Corvane family, which owns 22.6% of the voting stock of Corvane Group, backs it.", [f("owns_stake", "Corvane family", "22.6%")]),
    ("Corvane", "2024-08-15", "Orvane Capital, a 30% shareholder in Corvane Group, is against it.", [f("owns_stake", "Orvane Capital", "30%", object="Corvane"), f("investor", "Corvane", "Orvane Capital")]),
    ("Corvane", "2024-08-15", "Corvane Group has agreed to buy 33% of Merrow Systems.", [f("owns_stake", "Corvane", "33%", object="Merrow")]),
    ("Corvane", "2024-08-15", "Corvane Group, which has some 2,300 staff, is to shed 180 jobs.", [f("employs_count", "Corvane", 2300.0), f("job_cuts", "Corvane", 180.0)]),
    ("Corvane", "2024-08-15", "At the period end Corvane Group employed 2,310 people (30 June 2023: 2,420).", [f("employs_count", "Corvane", 2310.0), f("employs_count", "Corvane", 2420.0, period="2023-06-30")]),
    ("Corvane", "2024-08-15", "Corvane Group will reduce its workforce by between 7,000 and 8,000.", [f("job_cuts", "Corvane", 7000.0), f("job_cuts", "Corvane", 8000.0)]),
    ("Corvane", "2024-08-15", "Corvane Group is letting 95 of its 410 employees go.", [f("job_cuts", "Corvane", 95.0)]),
    ("Corvane prospectus", "2024-08-15", "Veldmark and Orvane Foods, our two largest customers, took 31% of what Corvane Group sold.", [f("customer", "Corvane", "Veldmark"), f("customer", "Corvane", "Orvane Foods")]),
    ("Corvane", "2024-08-15", "Corvane Group designs and builds warehouse robots for grocers.", [f("product", "Corvane", "warehouse robots")]),
    ("Corvane", "2024-08-15", "Corvane Group called off the offering on Tuesday, citing “unsettled markets and thin demand”.", [f("quote_said", "Corvane", "unsettled markets and thin demand")]),
    ("Corvane Form 8-K", "2024-08-15", "On August 8, 2024, Dana Ortiz notified Corvane Group of her decision to resign as\nChief Financial Officer, effective August 15.", [f("key_person_role", "Corvane", "Dana Ortiz: Chief Financial Officer")]),
    ("Merrow Airlines", "2024-08-15", "On the London stock exchange, shares of Merrow Airlines (MRW) fell.", [f("ticker", "Merrow Airlines", "MRW")]),
]  # fmt: skip


def _words(text: object) -> set[str]:
    return set(re.findall(r"\w+", str(text).lower()))


def _shown(fact: Fact) -> Any:
    value = fact.value
    match value["kind"]:
        case "money":
            return f"{value['currency']} {value['amount']:.15g}"
        case "number":
            return value["number"]
        case "percent":
            return f"{value['number']:g}%"
        case "date":
            return value["date"]
        case "role":
            return f"{value['name']}: {value['role']}"
        case "name":
            return value["name"]
    return value["text"]


def _fits(fact: Fact, expected: Expected) -> bool:
    predicate, subject, value, more = expected
    if fact.predicate != predicate or not _words(subject) & _words(fact.subject):
        return False
    told = _shown(fact)
    if predicate == "key_person_role":
        (name, post), (other, said) = value.split(": "), told.split(": ", 1)
        same = name == other and len(_words(post) & _words(said)) >= 0.5 * max(
            len(_words(post)), len(_words(said))
        )
    elif predicate in ("ranked", "quote_said", "headquartered_in", "listed_on"):
        same = _words(value) <= _words(told) or _words(told) <= _words(value)
    else:
        same = told == value
    for key, wanted in more.items():
        got = getattr(fact, key)
        same = same and (bool(_words(wanted) & _words(got)) if key == "object" else got == wanted)
    return same


@pytest.mark.parametrize(("title", "published", "text", "expected"), CASES, ids=[c[2][:40] for c in CASES])
def test_a_sentence_gives_the_facts_it_states(
    title: str, published: str, text: str, expected: list[Expected]
) -> None:
    found = [
        f
        for f in facts([Document(doc_id="x", title=title, published=published, text=text)])
        if isinstance(f, Fact)
    ]
    for wanted in expected:
        assert any(_fits(fact, wanted) for fact in found), (
            wanted,
            [(f.predicate, f.subject, _shown(f)) for f in found],
        )


# What states no fact of the list, or only looks like one: (text, predicates that must not come out of it).
NOTHING: list[tuple[str, set[str]]] = [
    (
        "Corvane's operating income was $300 million and its adjusted EBITDA $410 million.",
        {"net_profit", "revenue"},
    ),
    (
        "Earnings came to $1.31 per diluted share; the dividend is $0.40 a share.",
        {"net_profit", "offer_price", "revenue"},
    ),
    ("Revenue increased by $45 million, or 6%.", {"revenue"}),
    (
        "Shares of Corvane closed at $48.20 on Tuesday, valuing nothing in particular.",
        {"offer_price", "deal_value"},
    ),
    ("The regulator fined Corvane $5 million.", {"deal_value", "raised_amount", "revenue"}),
    ("Corvane raised its forecast to $2 billion.", {"ipo_amount", "raised_amount"}),
    ("A listing needs a market capitalization of at least HK$40 billion.", {"valuation"}),
    ("President Joe Biden and Attorney General Ann Cole met in Washington.", {"key_person_role", "ceo"}),
    ("About 67% of customers are satisfied, and 12% of sales came from Asia.", {"owns_stake"}),
    ("The fund was established in 2009 to pay for roads.", {"founder"}),
    ("He was shown “Harbour Nights” on Monday.", {"quote_said"}),
    (
        "Jordan Lind will run Corvane from May. An analyst was cautious. “Lind knows that the loss cannot go on,” he said.",
        {"quote_said"},
    ),
    ("The plant cost $30 million to build and has 300 seats.", {"deal_value", "employs_count"}),
    ("Orvane is paying a premium, said to be €15,000 a day, to have the ship early.", {"deal_value"}),
    ("Households would pay some €1.90 a year more, and about €13 a megawatt-hour less.", {"deal_value"}),
    ("Two nacelles worth some €9m remain on deck.", {"valuation"}),
    ("The global tidal market size was valued at USD 1.1 billion in 2025.", {"valuation"}),
    ("The consent starts a €310m procurement round; the previous round ended at €179.", {"raised_amount"}),
    ("Its raft park has secured €148 a megawatt-hour for 15 years.", {"raised_amount"}),
    ("Orvane paid a deposit of €2.7m and rents the quay for €11,000 a year.", {"deal_value"}),
    ("By the close the company had lost about €40m of its value.", {"net_loss"}),
    ("At €2.5m apiece the turbines are cheaper than the first ones.", {"offer_price"}),
    ("An island co-operative sold €2.3m of withdrawable shares.", {"deal_value"}),
    ("Insurers and a nervous customer: the stranding off Tarn Head will be dear.", {"customer"}),
    (
        "Its office was asked about the trip. It replied that there had been a “private sailing weekend”.",
        {"quote_said"},
    ),
    ("Revenue grew, due to a $6.7 million increase in service sales of Corvane Group.", {"revenue"}),
    ("Corvane Group will not fill 5,000 open positions.", {"job_cuts"}),
    ("Corvane Group used proceeds of €200 million from its IPO to repay debt.", {"ipo_amount"}),
    ("An Android-based platform of Corvane Group won.", {"headquartered_in"}),
    ("Corvane Group, a Delaware corporation, signed.", {"headquartered_in"}),
    ("Profit of Corvane Group for the first half of 2024 fell.", {"event_date"}),
    ("The effort needs tools that do not exist today, Corvane Group said.", {"event_date"}),
    ("Orvane Capital, which does not hold shares in Corvane Group, spoke.", {"investor"}),
    ("Buyers pay no fee for a Standard plan of Corvane Group.", {"acquired"}),
    ("The cost of closing a foundry ate into earnings in the first half of the year.", {"event_date"}),
]


@pytest.mark.parametrize(("text", "unwanted"), NOTHING, ids=[c[0][:40] for c in NOTHING])
def test_what_only_looks_like_a_fact_is_left_alone(text: str, unwanted: set[str]) -> None:
    found = [
        f
        for f in facts([Document(doc_id="x", title="Corvane news", published="2024-02-08", text=text)])
        if isinstance(f, Fact)
    ]
    assert not {f.predicate for f in found} & unwanted, [(f.predicate, f.value) for f in found]
