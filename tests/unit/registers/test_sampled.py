"""Which registers hold drawn samples is said once by each of them, and once more for whoever judges without them."""

from zhiheng.judgement.kinds import SAMPLING_REGISTERS
from zhiheng.registers.kit import registry


def test_the_list_of_judgement_is_what_the_registers_say():
    said = {one.code for one in registry.registers() if one.sampled and not one.code.startswith("trial.")}

    assert said == SAMPLING_REGISTERS
