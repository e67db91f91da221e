"""Posts of people in units: who answers for a unit, and which posts exclude each other.

A post has a *capacity*, by which it is counted (head, deputy, staff), and a *mode*, the way it is
held. A deputy in charge counts as a deputy and answers for the unit while it has no head; an
acting head counts as the head. Who holds a post concurrently or on secondment is counted under
another post: a director who also heads a division counts once.
"""

from datetime import date
from typing import NamedTuple

HEAD, DEPUTY, STAFF = "head", "deputy", "staff"
REGULAR, ACTING, IN_CHARGE = "regular", "acting", "in_charge"
CONCURRENT, SECONDED = "concurrent", "seconded"
# Held besides the post under which the person is counted.
BESIDES = (CONCURRENT, SECONDED)

TWO_HEADS, TWO_IN_CHARGE, COUNTED_TWICE = "two_heads", "two_in_charge", "counted_twice"


class Post(NamedTuple):
    """One post as plain values; ``ref`` is by what the caller knows it again."""

    ref: object
    person: object
    unit: object
    capacity: str
    mode: str
    date_from: date
    date_to: date | None = None

    @property
    def last_day(self):
        """Last day of the post; the end of time for an open one."""
        return self.date_to or date.max


class Clash(NamedTuple):
    """Two posts that exclude each other, from ``day`` on; ``first`` starts no later."""

    rule: str
    first: Post
    second: Post
    day: date


def fits(capacity, mode):
    """Whether a post of this capacity can be held in this mode.

    Only a head is acting (quyền); only who is no head is in charge (phụ trách) instead of one.
    """
    return {ACTING: capacity == HEAD, IN_CHARGE: capacity != HEAD}.get(mode, True)


def heading(posts):
    """The post that answers for a unit, out of its posts on one day; None if there is none."""
    heads = [post for post in posts if post.capacity == HEAD]
    in_charge = [post for post in posts if post.mode == IN_CHARGE]
    return next(iter(heads or in_charge), None)


def clashes(posts):
    """All pairs of neighbouring posts that exclude each other, as :class:`Clash`.

    On any day a unit has one head at most, one person in charge at most, and a person is counted
    under one post at most. Posts may be of any number of units and people.
    """
    posts = [post for post in posts if post.last_day >= post.date_from]
    for rule, concerned, key in _RULES:
        groups = {}
        for post in posts:
            if concerned(post):
                groups.setdefault(key(post), []).append(post)
        for group in groups.values():
            group.sort(key=lambda post: post.date_from)
            longest = group[0]
            for post in group[1:]:
                if post.date_from <= longest.last_day:
                    yield Clash(rule, longest, post, post.date_from)
                longest = max(longest, post, key=lambda each: each.last_day)


_RULES = (
    (TWO_HEADS, lambda post: post.capacity == HEAD, lambda post: post.unit),
    (TWO_IN_CHARGE, lambda post: post.mode == IN_CHARGE, lambda post: post.unit),
    (COUNTED_TWICE, lambda post: post.mode not in BESIDES, lambda post: post.person),
)
