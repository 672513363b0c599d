"""What is always so in the journal's tree: every proof holds, for its own leaf and root only, and survives growth."""

from hypothesis import given, settings
from hypothesis import strategies as st

from zhiheng.journal import tree

SIZES = st.integers(1, 300)


def leaves(size):
    return [tree.leaf_hash(str(number).encode()) for number in range(size)]


NODES = tree.all_nodes(leaves(300))


def slow_root(hashes):
    """RFC 9162, 2.1.1, word for word."""
    if not hashes:
        return tree.EMPTY
    if len(hashes) == 1:
        return hashes[0]
    cut = 1
    while cut * 2 < len(hashes):
        cut *= 2
    return tree.node_hash(slow_root(hashes[:cut]), slow_root(hashes[cut:]))


@given(SIZES)
@settings(max_examples=40)
def test_the_root_is_the_recursive_one(size):
    assert tree.root(size, NODES) == slow_root(leaves(size)) == tree.root_of(leaves(size))


@given(SIZES, st.data())
def test_every_leaf_is_proved_and_no_other(size, data):
    index = data.draw(st.integers(0, size - 1))
    root = tree.root(size, NODES)
    path = tree.proof(tree.inclusion_spans(index, size), NODES)
    leaf = tree.leaf_hash(str(index).encode())

    assert tree.proves_inclusion(index, size, leaf, path, root)
    assert not tree.proves_inclusion(index, size, tree.leaf_hash(b"other"), path, root)
    assert not tree.proves_inclusion(index, size, leaf, [*path, leaf], root)
    assert len(path) <= size.bit_length()


@given(SIZES, st.data())
def test_every_older_tree_is_the_beginning_of_the_newer(new, data):
    old = data.draw(st.integers(1, new))
    path = tree.proof(tree.consistency_spans(old, new), NODES)
    old_root, new_root = tree.root(old, NODES), tree.root(new, NODES)

    assert tree.proves_consistency(old, new, path, old_root, new_root)
    assert not tree.proves_consistency(old, new, path, tree.EMPTY, new_root)
    assert not tree.proves_consistency(old, new, path, old_root, tree.EMPTY)


@given(st.integers(0, 300))
def test_appending_makes_exactly_the_nodes_that_become_full(size):
    peaks = [NODES[place] for place in tree.cover(0, size)]
    if size < 300:
        grown, new = tree.grown(size, peaks, leaves(300)[size])
        assert grown == [NODES[place] for place in tree.cover(0, size + 1)]
        assert all(NODES[place] == hash_ for place, hash_ in new)
        assert {place for place, _ in new} == {p for p in NODES if (p[1] + 1) << p[0] == size + 1}
