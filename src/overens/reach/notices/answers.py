"""What the first words of a reply answer to an invitation, or to a question. Pure.

In doubt they answer nothing: then they stand as a remark, and somebody reads them.
"""

import re
from collections.abc import Collection

from overens.cycle.groups.states import Coming


def _words(said: str) -> frozenset[str]:
    return frozenset(said.split())


YES = _words("ja jo japp jep jepp yes yep ok okej okay absolut självklart selvfølgelig gärna gerne")
NO = _words("nej nope no tyvärr desværre förhindrad forhindret")
MAYBE = _words("kanske måske maybe perhaps eventuellt eventuelt")
WHO = _words("jag vi jeg i we också også båda begge alla alle we'll i'll both")
COMES = _words("kommer deltar deltager come coming attend attending med komma komme delta deltage")
NOT = _words("inte ikke ej not can't cannot won't don't unable")
FILLERS = _words(
    "tack tak please thanks det gør gör do är er am are will be there then gärna gerne "
    "kan can tyvärr desværre på den dagen dag and och og so så"
)
SORRY = _words("tyvärr desværre")
IF = _words("om hvis if till til to unless medmindre såvida förutsatt forudsat")
"""What makes a yes or a no hang on something, or be said to something else."""
NONE_OF = _words("inga inget ingen ingenting intet")
NO_TROUBLE = ("no problem", "inga problem", "inget problem", "no worries", "ingen problem")

GREETS = re.compile(r"(?:hej|hi|hello|kære|kära|godmorgon|godmorgen)\b.{0,40}")


def answer_in(text: str) -> Coming | None:
    """Whether somebody comes, as far as their first sentence says it without any doubt."""
    first, mark = _first_sentence(text)
    if mark == "?" or not first or first.startswith(NO_TROUBLE):
        return None
    said = (re.findall(r"[\w']+", part) for part in re.split(r"[,;:–—]| men | but ", first))
    clauses = [clause for clause in said if clause]
    words = [word for clause in clauses for word in clause]
    if not words:
        return None
    says_not = any(word in NOT for word in words)
    begins, others = words[0], set(words[1:])
    later = set(re.findall(r"[\w']+", text.lower()[len(first) :]))
    if begins in YES and not says_not and not (MAYBE | IF | NO) & others and not later & NO - SORRY:
        return Coming.YES
    if begins in NO and not later & YES:
        is_clear = says_not or len(clauses[0]) == 1
        return Coming.NO if _is_no(begins, others, is_clear, says_not=says_not) else None
    if begins in MAYBE and not says_not and len(words) <= 4:
        return Coming.MAYBE
    return _by_verb(clauses[0], says_not=says_not)


def _is_no(begins: str, others: set[str], is_clear: bool, *, says_not: bool) -> bool:
    """“Nej, men jag kommer” and “Tyvärr har jag …” say something else."""
    if (YES | IF | NONE_OF) & others or (COMES & others and not says_not):
        return False
    return begins not in SORRY or is_clear or bool(NO & others)


def _by_verb(words: list[str], *, says_not: bool) -> Coming | None:
    """“Vi kommer båda”, “jeg kommer ikke”: people, the verb, and little else."""
    known = WHO | COMES | NOT | FILLERS | MAYBE
    if words[0] in WHO and "kan" in words and says_not and not set(words) - known:
        return Coming.NO
    if not COMES & set(words) or set(words) - known or words == ["med"]:
        return None
    if not (words[0] in WHO or words[0] in COMES or words[0] in MAYBE | NO):
        return None
    if says_not:
        return Coming.NO if NOT & set(words) else None
    return Coming.MAYBE if MAYBE & set(words) else Coming.YES


def came_of_it(text: str, words: Collection[str]) -> str:
    """What came of a question, as far as somebody's own words say so: those after one of `words` and a
    colon, with which the first line begins; a greeting before it is passed over. Else empty."""
    lines = text.strip().split("\n")
    while lines and (not lines[0].strip() or GREETS.fullmatch(lines[0].strip().lower())):
        lines.pop(0)
    found = re.fullmatch(r"[*_ ]*([^\W_]+)[*_ ]*:[*_ ]*(.*)", lines[0]) if lines else None
    if not found or found[1].lower() not in words:
        return ""
    return "\n".join([found[2], *lines[1:]]).strip()


def _first_sentence(text: str) -> tuple[str, str]:
    """In small letters, and the mark at its end; a greeting before it is passed over."""
    for line in text.lower().replace("’", "'").split("\n"):
        plain = line.strip()
        if plain and not GREETS.fullmatch(plain):
            found = re.match(r"([^.!?]*)([.!?]?)", plain)
            return (found[1].strip(), found[2]) if found else ("", "")
    return "", ""


def is_answer_alone(text: str) -> bool:
    """Whether nothing else stands there that somebody would want to read."""
    return len(text.split()) <= 3 and "?" not in text and "\n" not in text.strip()
