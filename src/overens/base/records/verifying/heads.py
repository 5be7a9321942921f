"""Each chain with the heads that partners were given of it."""

from collections.abc import Iterable, Iterator
from itertools import chain as chained
from itertools import groupby

from overens.base.records.models import Carried, Dispatch, Entry
from overens.base.records.verifying.reading import in_parts
from overens.base.trail.models import Chain
from overens.base.trail.rules import Head, cut_off, written_anew


def faults() -> Iterator[str]:
    """For each chain that is kept here, the first head that a partner was given of it and that does
    not lie on it: a tail that was cut or written anew has no other witness.

    Of an authority whose register is kept by another instance, the chain is kept there too."""
    carried = Carried.objects.order_by().values_list("sender", "head_number", "head_seal")
    answered = Dispatch.objects.filter(their_head_number__gt=0).order_by()
    told = answered.values_list("to", "their_head_number", "their_head_seal")
    for authority, heads in groupby(sorted(chained(carried, told)), key=lambda head: head[0]):
        if not Entry.objects.filter(register=authority).exists():
            continue
        chain = Chain.objects.filter(holder="authority", holder_id=str(authority)).first()
        given = (Head(number, seal) for _authority, number, seal in heads)
        if chain and (fault := _head_fault(chain, given)):
            yield f"{chain}: {fault}"


def _head_fault(chain: Chain, heads: Iterable[Head]) -> str:
    for some in in_parts(heads):
        numbers = [head.number for head in some]
        here = dict(chain.lines.filter(number__in=numbers).values_list("number", "seal"))
        for head in some:
            if head.number not in here:
                return cut_off(chain.length, head.number)
            if here[head.number] != head.seal:
                return written_anew(head.number)
    return ""
