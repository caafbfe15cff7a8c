"""What a member should have: a model of lots, holds and debt to set beside the ledger."""
import itertools
import time

DAY = 86400
GRACE = 7 * DAY


class Lot:
    """Points that expire together. Seconds since 1970."""

    def __init__(self, points, expires, is_grace=False):
        self.points = points
        self.expires = expires
        self.is_grace = is_grace
        self.lapsed = 0  # what its expiry took

    def is_live(self):
        return self.expires > time.time()


class Taking:
    """Points that went out of lots together: [(lot, points)], and how many of them came back."""

    def __init__(self, parts):
        self.parts = parts
        self.back = 0

    @property
    def points(self):
        return sum(points for _, points in self.parts)


class Purse:
    """One member's points."""

    def __init__(self):
        self.lots = []
        self.held = self.debt = 0
        self._moments = itertools.count()

    @property
    def available(self):
        return sum(lot.points for lot in self.live())

    def live(self):
        """Lots with points, in the order of spending."""
        return sorted((lot for lot in self.lots if lot.points and lot.is_live()),
                      key=lambda lot: lot.expires)

    def moment(self, days):
        """A time some days from now that no other lot of this purse expires at."""
        return int(time.time()) + days * DAY + next(self._moments) * 1e-3

    def give(self, points, expires, is_grace=False):
        self.lots.append(Lot(points, expires, is_grace))
        self._repay()
        return self.lots[-1]

    def take(self, points):
        """First expiring, first out."""
        assert points <= self.available
        parts = []
        for lot in self.live():
            part = min(lot.points, points)
            if part:
                parts.append((lot, part))
            lot.points -= part
            points -= part
        return Taking(parts)

    def hold(self, points):
        self.held += points
        return self.take(points)

    def settle(self, taking, captured):
        """A hold ends: what was not captured comes back."""
        self.held -= taking.points
        self.give_back(taking, taking.points - captured)

    def give_back(self, taking, points):
        """The last expiring first. For a lot that has expired another one lives seven days, once."""
        skip, late = taking.back, 0
        taking.back += points
        for lot, part in sorted(taking.parts, key=lambda part: part[0].expires, reverse=True):
            passed = min(skip, part)
            skip -= passed
            part = min(part - passed, points)
            points -= part
            if lot.is_live():
                lot.points += part
            elif not lot.is_grace:
                late += part
        if late:
            self.lots.append(Lot(late, time.time() + GRACE, True))
        self._repay()

    def expire(self, until, moment):
        """All lots that would expire until then do so at a moment, in their order."""
        due = sorted((lot for lot in self.lots if lot.is_live() and lot.expires <= until),
                     key=lambda lot: lot.expires, reverse=True)
        for nth, lot in enumerate(due):
            lot.expires, lot.lapsed, lot.points = moment - nth * 1e-6, lot.points, 0

    def reverse(self, lot, granted):
        """A grant is taken back but for what of its own lot has expired: (expired, taken, owed)."""
        taken = min(self.available, granted - lot.lapsed)
        self.take(taken)
        self.debt += granted - lot.lapsed - taken
        return lot.lapsed, taken, granted - lot.lapsed - taken

    def _repay(self):
        paid = min(self.debt, self.available)
        self.debt -= paid
        self.take(paid)
