"""When somebody is reminded of a task: rules in working days before and after its deadline."""

from dataclasses import dataclass

BEFORE = "before"
AFTER = "after"


@dataclass(frozen=True)
class Rule:
    """One rule: whom to tell, how many working days before or after the deadline.

    :param key: what tells the rules apart, for instance the id of a record
    :param when: :data:`BEFORE` (0 is the day itself) or :data:`AFTER` (from 1)
    :param audience: who is told; each audience is told by the strongest rule that is reached
    """

    key: object
    when: str
    days: int
    audience: str


def reached(rules, remaining):
    """The strongest rule that is reached, for each audience.

    A rule stays reached once its day has come, so that one whose day was missed still fires; of
    several that were missed only the strongest does, which is the one nearest to (or furthest
    beyond) the deadline.

    :param int remaining: working days to the deadline; 0 on it, negative after it
    :return: dict of audience -> :class:`Rule`
    """
    strongest = {}
    for rule in rules:
        if rule.when == BEFORE:
            is_reached, rank = 0 <= remaining <= rule.days, -rule.days
        else:
            is_reached, rank = remaining < 0 and -remaining >= rule.days, 1000 + rule.days
        if is_reached and (rule.audience not in strongest or rank > strongest[rule.audience][0]):
            strongest[rule.audience] = (rank, rule)
    return {audience: rule for audience, (_rank, rule) in strongest.items()}
