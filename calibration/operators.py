"""What each question asks, as it stands in a targets file: the table ``operator``.

The recall window and the base belong to the figure; an operator says what is counted among those in
the base. `calibration.questions` computes it. Equation numbers are those of docs/surveys.md.
"""

from typing import Annotated, Literal

from pydantic import Field

from scenarios.fields import Name, Section

Group = Literal["store", "phone", "internet"]

GROUPS: dict[str, tuple[str, ...]] = {
    "store": ("store",),
    "phone": ("phone",),
    "internet": ("email", "social", "other"),
}
"""Channels behind the three answers of "which channel answers your needs best"."""


class Used(Section):
    """Share with at least one contact on a channel in the figure's window, Eq. (19)."""

    ask: Literal["used"]
    channel: Name
    """Channel of the scenario."""


class Contacted(Section):
    """Share with at least one contact on any channel in the figure's window."""

    ask: Literal["contacted"]


class MeanContacts(Section):
    """Mean number of contacts, all channels, in a window of its own."""

    ask: Literal["mean_contacts"]
    months: Annotated[int, Field(strict=True, ge=1)]
    """Months counted, up to the date of the survey."""


class ContactsPerNeed(Section):
    """Contacts in the figure's window per need whose first attempt lies in it."""

    ask: Literal["contacts_per_need"]


class FirstChoice(Section):
    """A channel's share of each customer's own first attempts in the window, averaged, Eq. (25)."""

    ask: Literal["first_choice"]
    channel: Name
    """Channel of the scenario."""


class AnswersBest(Section):
    """Share whose highest expected satisfaction is with a channel of the group, Eq. (26)."""

    ask: Literal["answers_best"]
    group: Group
    """Answer of the questionnaire; ``internet`` is the best of email, social and other."""


class AnswersBestRank(Section):
    """Rank of a group by the share of `AnswersBest`, 1 for the largest."""

    ask: Literal["answers_best_rank"]
    group: Group
    """Answer of the questionnaire."""


class WouldChoose(Section):
    """Mean probability that a need of a kind, arising now, would go to a channel first, Eq. (27).

    An intention, asked of everybody whether or not they ever had such a need. The model knows one
    choice at a time: a question to which people may name several channels finds more than this.
    """

    ask: Literal["would_choose"]
    channel: Name
    """Channel of the scenario."""
    kind: Name
    """Kind of need of the scenario."""


class NoReply(Section):
    """Share whose last complaint on the channel had no reply when they stopped waiting."""

    ask: Literal["no_reply"]
    channel: Name
    """Channel of the scenario."""


class NotSatisfied(Section):
    """Share not satisfied by their last complaint on the channel, among those who had a reply."""

    ask: Literal["not_satisfied"]
    channel: Name
    """Channel of the scenario."""


class FirstContact(Section):
    """What the last first attempt on a channel came to, among the channel's users."""

    ask: Literal["first_contact"]
    channel: Name
    """Channel of the scenario."""
    found: Literal["resolved", "not_resolved"]
    """Which of the two is counted."""


class Satisfied(Section):
    """Share satisfied by their last contact on a channel, among the channel's users."""

    ask: Literal["satisfied"]
    channel: Name
    """Channel of the scenario."""


class Difference(Section):
    """One figure less another, each asked on its own base, date and mode."""

    ask: Literal["difference"]
    of: str
    """Id of the figure that counts."""
    less: str
    """Id of the figure taken off."""


Operator = Annotated[
    Used
    | Contacted
    | MeanContacts
    | ContactsPerNeed
    | FirstChoice
    | AnswersBest
    | AnswersBestRank
    | WouldChoose
    | NoReply
    | NotSatisfied
    | FirstContact
    | Satisfied
    | Difference,
    Field(discriminator="ask"),
]
