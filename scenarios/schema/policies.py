"""`[policies]`: what the organisation decided about records and public exchanges."""

from typing import Annotated

from pydantic import Field

from scenarios.fields import Flag, Name, NonNegative, Number, Positive, Section, Share
from scenarios.laws import FiniteLaw


class Policies(Section):
    """`[policies]`: by default nothing is shared, and all messages are treated alike."""

    shared_record: tuple[Name, ...] = ()
    """Channels whose advisers see a need's other contacts: these leave the lines as duplicates."""
    record_saving: Annotated[Number, Field(ge=0, lt=1)] = 0.0
    """Share of handling time saved once a need is in the shared record."""
    public_handling: FiniteLaw | None = None
    """Adviser time of the answer in public to a need that takes identification, minutes."""
    move_to_private: Flag = False
    """Whether such needs are then solved by private message; else they stay unresolved."""
    private_delay: FiniteLaw | None = None
    """Time until the customer writes in private, minutes."""
    private_loss: Share = 0.0
    """Share of customers who never do."""
    delete_share: Share = 0.0
    """Share of the public complaints noticed that are deleted."""
    repost_factor: NonNegative = 1.0
    """Readers of a complaint posted again after its deletion, per reader before."""
    loud_audience: Positive | None = None
    """Audience from which a customer is loud, people; none: nobody is."""
    loud_answer_probability: Share | None = None
    """Probability that a public message of a loud customer is noticed and ever answered."""
    loud_first: Flag = False
    """Whether loud customers stand ahead of all others in line."""
    unfollow_rate: NonNegative = 0.0
    """Rate at which promotional noise drives members off the page and its channels, a year."""
