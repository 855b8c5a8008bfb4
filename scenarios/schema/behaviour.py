"""`[behaviour]`: what customers have in common.

Defaults mean "this mechanism is off": a scenario says what it uses.
"""

from typing import Annotated, Literal

from pydantic import Field

from scenarios.fields import Count, NonNegative, Number, PositiveMinutes, Section, Share, Utility
from scenarios.laws import FiniteLaw, Fixed


class Behaviour(Section):
    """`[behaviour]`: what customers have in common; symbols are those of docs/model.md."""

    beta_satisfaction: Utility = 0.0
    """β_s, utility per unit of expected satisfaction."""
    beta_wait: NonNegative = 0.0
    """β_w, utility lost per unit of the logarithm of the expected wait."""
    beta_habit: Utility = 0.0
    """β_h, utility of the last channel of the previous need."""
    beta_return: Utility = 0.0
    """β_r, utility of the channel of the previous attempt."""
    failed_penalty: Utility = 0.0
    """φ, utility lost by a channel that failed earlier in the journey."""
    circumstance_sd: NonNegative = 0.0
    """σ_ν, standard deviation of the circumstances of a need, utility."""
    judgement_intercept: Utility = 0.0
    """a_0, logit of satisfaction."""
    judgement_resolved: Utility = 0.0
    """a_r, logit of satisfaction if the contact resolves the need."""
    judgement_delay: Utility = 0.0
    """a_d, logit of satisfaction per unit of log disconfirmation of the wait."""
    judgement_never: Utility = 0.0
    """a_never, logit of satisfaction without an answer."""
    judgement_abandoned: Utility = 0.0
    """a_ab, logit of satisfaction after leaving the line or being sent away."""
    judgement_expectation: Annotated[Number, Field(ge=0, lt=1)] = 0.0
    """a_e, logit of satisfaction per logit of expected satisfaction."""
    loss_aversion: Annotated[Number, Field(ge=1, le=20)] = 1.0
    """λ_loss, how much more a longer wait than expected hurts than a shorter one pleases."""
    learning_rate: Share = 0.0
    """η, weight of the newest contact in what a customer expects of a channel."""
    goodwill_rate: Share = 0.0
    """η_G, weight of the newest contact in goodwill."""
    retry: Share = 0.0
    """ρ, probability of another attempt after an unresolved contact."""
    retry_abandoned: Share = 0.0
    """ρ after an abandoned, sent-away or dropped attempt."""
    retry_delay: FiniteLaw = Fixed(law="fixed", value=1440.0)
    """Time until the next attempt."""
    retry_delay_abandoned: FiniteLaw = Fixed(law="fixed", value=60.0)
    """Time until the next attempt after an abandoned, sent-away or dropped one."""
    retry_chase: Share = 0.0
    """ρ_chase, probability of another attempt when a message has had no answer for too long."""
    max_attempts: Annotated[Count, Field(ge=1, le=1000)] = 1
    """Largest number of attempts of one need."""
    leave_below: Share | None = None
    """Goodwill under which a customer leaves and has no further needs; none: nobody leaves."""
    tell_satisfied: Share = 0.39
    """Share of satisfied contacts that others hear of; 39 % (American Express, 2012)."""
    tell_dissatisfied: Share = 0.60
    """Share of dissatisfied contacts that others hear of; 60 % (American Express, 2012)."""
    listeners_satisfied: Count = 8
    """How many hear of a satisfied contact; 8 (American Express, 2012)."""
    listeners_dissatisfied: Count = 15
    """How many hear of a dissatisfied contact; 15 (American Express, 2012)."""
    degree: Annotated[Count, Field(le=10_000)] = 30
    """People a customer may tell or hear from."""
    local_links: Annotated[Count, Field(le=10_000)] = 20
    """Of these, next to the customer in age; an even number. The others are of any age."""
    word_of_mouth: Share = 0.0
    """ω, weight of what one has heard in what a customer expects of a channel; 0: off."""
    word_of_mouth_goodwill: Share = 0.0
    """ω_G, weight of what one has heard in goodwill; 0: off."""
    image_rate: NonNegative = 0.0
    """ω_pub, how far a public contact seen by everybody moves its channel's image; 0: off."""
    image_life: PositiveMinutes | None = None
    """τ_Q, time in which an image fades to 37 %, minutes."""
    image_goodwill: NonNegative = 0.0
    """ω_GQ, goodwill that followers report per unit of image."""
    view_share: Share = 0.0
    """Share of an audience that sees a public contact."""
    wait_form: Literal["log", "linear"] = "log"
    """How waits enter choice, expectation and judgement: by their logarithm, or in proportion."""
    satisfaction: Literal["judged", "served"] = "judged"
    """What satisfaction is: judged against expectations, or 1 if answered and else 0."""
    belief: Literal["own", "public"] = "own"
    """Whose experience customers go by: their own, or one running mean over everybody's."""
