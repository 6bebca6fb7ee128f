"""预售: a deposit that is worth more than was paid. What was paid as a deposit is never discounted again."""

from __future__ import annotations

from dataclasses import dataclass

from shop.promotions.effects.aim import Aim, aim_of
from shop.promotions.effects.move import Amounts, Deposit, Missed, Move, each
from shop.promotions.ground import Ground
from shop.types.promotion import Presale


@dataclass(frozen=True, slots=True)
class Advance:
    """A presale of some places."""

    aim: Aim
    deposit: int
    worth: int
    effect: Presale

    def take(self, amounts: Amounts) -> Move | Missed:
        """Take what the deposit is worth above what it costs; a line that costs less than the deposit has none."""
        parts = [
            part._replace(value=min(part.value, amounts.left[part.place])) for part in self.aim.parts(amounts.basis)
        ]
        held = [part for part in parts if part.value >= self.deposit * part.units]
        if not held:
            return Missed("deposit_too_high", self.deposit, 0)
        wanted = [
            (part, min((self.worth - self.deposit) * part.units, part.value - self.deposit * part.units))
            for part in held
        ]
        deposits = {part.place: self.deposit * part.units for part in held}
        shares = each(wanted, amounts)
        words = {"deposit": format(self.effect.deposit, "f"), "worth": format(self.effect.worth, "f")}
        deposit = Deposit(deposits, self.effect.balance_from, self.effect.balance_until)
        return Move(shares, sum(part.value for part in held), "presale", words, deposit=deposit)


def advance_of(effect: Presale, ground: Ground) -> Advance:
    """Compile a presale: the deposit is rounded up, its worth down."""
    deposit = ground.up(effect.deposit)
    return Advance(aim_of(effect.target, ground), deposit, max(deposit, ground.down(effect.worth)), effect)
