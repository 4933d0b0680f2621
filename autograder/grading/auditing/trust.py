"""The whole audit of the grader: planted bugs, right variants and attacks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from autograder.grading.auditing import attacks, corpus_audit
from hw1.output import OutputError

__all__ = ["Trust", "audit_grader"]


@dataclass(frozen=True)
class Trust:
    """The two parts of an audit: the corpora and the attacks."""

    planted: corpus_audit.Audit
    attacked: attacks.Attacks

    @property
    def agree(self) -> bool:
        """Whether every bug was found, no right variant harmed, and no attack achieved anything."""
        return self.planted.agree and self.attacked.agree

    def to_dict(self) -> dict[str, Any]:
        """As plain dicts, for JSON."""
        return {"agree": self.agree, "audit": self.planted.to_dict(), "attacks": self.attacked.to_dict()}

    def table(self) -> str:
        """The kill matrix and the table of attacks."""
        return f"{corpus_audit.audit_table(self.planted)}\n\n{attacks.attack_table(self.attacked)}"


def audit_grader(seed: int, on_progress: Callable[[float], None], isolation: str = "full") -> Trust:
    """Grade the corpora in tests/, from this seed on; OutputError where they are not there."""
    try:
        planted = corpus_audit.run_audit(seed, lambda done: on_progress(done / 2))
        attacked = attacks.run_attacks(seed, lambda done: on_progress((1 + done) / 2), isolation=isolation)
        return Trust(planted, attacked)
    except (corpus_audit.AuditError, attacks.AuditError) as error:
        raise OutputError(str(error)) from None
