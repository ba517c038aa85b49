"""Who works in the demo: a person for each role, several cultures, languages and time zones. All are invented.

Not here: making them (``staff``).
"""

from __future__ import annotations

from dataclasses import dataclass

from evenhand.ops.people.models import Language
from evenhand.ops.people.roles import Role

PARTNERS = {"alder": "Alder Support", "birch": "Birch Contact Centres"}
"""The partners of the simulated operation, by their code in the facts."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """A person. ``judges_as`` is (a team of the operation, which of its reviewers), for those who decide there."""

    username: str
    name: str
    roles: tuple[Role, ...]
    zone: str
    partner: str = ""
    team: str = ""
    languages: tuple[str, ...] = ()
    in_chinese: bool = False
    judges_as: tuple[str, int] | None = None

    @property
    def language(self) -> str:
        """The language of their console."""
        return (Language.CHINESE if self.in_chinese else Language.ENGLISH).value


ADMINISTRATOR = Member(username="ingrid", name="Ingrid Solberg", roles=(Role.ADMINISTRATOR,), zone="Europe/Oslo")
LEAD = "amara"
CAST = (
    Member(
        username=LEAD,
        name="Amara Okonkwo",
        roles=(Role.QUALITY_LEAD,),
        zone="Europe/Dublin",
        team="dublin-1",
        languages=("en",),
    ),
    Member(
        username="siobhan",
        name="Siobhán Kelly",
        roles=(Role.ASSESSOR, Role.REVIEWER),
        zone="Europe/Dublin",
        team="dublin-1",
        languages=("en",),
        judges_as=("dublin-1", 2),
    ),
    Member(
        username="diego",
        name="Diego Fuentes",
        roles=(Role.ASSESSOR, Role.REVIEWER),
        zone="Europe/Dublin",
        team="dublin-2",
        languages=("es", "pt", "en"),
        judges_as=("dublin-2", 1),
    ),
    Member(
        username="meilin",
        name="陈美琳",
        roles=(Role.ASSESSOR, Role.REVIEWER),
        zone="Asia/Singapore",
        team="singapore-1",
        languages=("zh", "ms", "en"),
        in_chinese=True,
        judges_as=("singapore-1", 1),
    ),
    Member(
        username="somchai",
        name="Somchai Rattanakul",
        roles=(Role.ASSESSOR,),
        zone="Asia/Bangkok",
        team="singapore-1",
        languages=("th", "en"),
    ),
    Member(
        username="beatriz",
        name="Beatriz Almeida",
        roles=(Role.ASSESSOR,),
        zone="Europe/Lisbon",
        partner="birch",
        team="lisbon-2",
        languages=("pt", "es", "en"),
    ),
    Member(username="tomasz", name="Tomasz Zieliński", roles=(Role.SENIOR_SPECIALIST,), zone="Europe/Warsaw"),
    Member(username="siyuan", name="李思远", roles=(Role.POLICY_MANAGER,), zone="Asia/Shanghai", in_chinese=True),
    Member(username="priya", name="Priya Raghavan", roles=(Role.OPERATIONS_MANAGER,), zone="Asia/Kolkata"),
    Member(
        username="aisyah",
        name="Nurul Aisyah binti Rahman",
        roles=(Role.PARTNER_LEAD,),
        zone="Asia/Kuala_Lumpur",
        partner="alder",
    ),
    Member(username="joao", name="João Ferreira", roles=(Role.PARTNER_LEAD,), zone="Europe/Lisbon", partner="birch"),
    Member(username="yuki", name="田中 由紀", roles=(Role.DATA_SCIENTIST,), zone="Asia/Tokyo"),
    Member(username="leila", name="Leila Haddad", roles=(Role.TRAINER,), zone="Asia/Beirut"),
    Member(username="kwame", name="Kwame Mensah", roles=(Role.INVESTIGATOR,), zone="Africa/Accra"),
    Member(
        username="liam",
        name="Liam Byrne",
        roles=(Role.REVIEWER,),
        zone="Europe/Dublin",
        team="dublin-1",
        languages=("en",),
        judges_as=("dublin-1", 1),
    ),
    Member(
        username="farid",
        name="Farid Iskandar",
        roles=(Role.REVIEWER,),
        zone="Asia/Kuala_Lumpur",
        partner="alder",
        team="kuala-lumpur-1",
        languages=("ms", "en"),
        judges_as=("kuala-lumpur-1", 1),
    ),
    Member(
        username="carlos",
        name="Carlos Restrepo",
        roles=(Role.REVIEWER,),
        zone="America/Bogota",
        partner="birch",
        team="bogota-1",
        languages=("es",),
        judges_as=("bogota-1", 1),
    ),
    Member(username="lan", name="Nguyễn Thị Lan", roles=(Role.ANNOTATOR,), zone="Asia/Ho_Chi_Minh"),
    Member(username="hannah", name="Hannah Weiß", roles=(Role.RECIPIENT,), zone="Europe/Berlin"),
    Member(username="olivia", name="Olivia Brandt", roles=(Role.AUDITOR,), zone="America/New_York"),
)
ASSESSORS = ("siobhan", "diego", "meilin", "somchai", "beatriz")
"""Those whom samples are shared among; each language of the operation is read by one of them."""
