"""The tree of RFC 9162 against published vectors."""

import base64
import json
import os
from pathlib import Path

import pytest

from zhiheng.journal import tree

LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""Certificate Transparency's reference tree (github.com/transparency-dev/merkle, testdata)."""


def test_roots_of_the_reference_tree():
    hashes = [tree.leaf_hash(leaf) for leaf in LEAVES]
    nodes = tree.all_nodes(hashes)

    for size, root in enumerate(ROOTS):
        assert tree.root_of(hashes[:size]).hex() == root
        assert tree.root(size, nodes).hex() == root


def test_proofs_of_the_reference_tree():
    """Some paths of RFC 6962, section 2.1.3, which drew the same trees."""
    hashes = [tree.leaf_hash(leaf) for leaf in LEAVES[:7]]
    nodes = tree.all_nodes(hashes)
    k = tree.root_of(hashes[:4])
    m = tree.node_hash(hashes[4], hashes[5])

    assert tree.proof(tree.inclusion_spans(3, 7), nodes)[0] == hashes[2]
    assert tree.proof(tree.inclusion_spans(4, 7), nodes) == [hashes[5], hashes[6], k]
    assert tree.proof(tree.inclusion_spans(6, 7), nodes) == [m, k]
    assert tree.proof(tree.consistency_spans(4, 7), nodes) == [tree.root_of(hashes[4:7])]


@pytest.mark.samples
def test_published_proofs_hold_or_fail_as_published():
    """All 53 inclusion and 43 consistency proofs of the vectors, the false ones too."""
    folder = os.environ.get("ZHIHENG_SAMPLES")
    if not folder:
        pytest.skip("ZHIHENG_SAMPLES names no folder")
    vectors = json.loads(Path(folder, "vectors/merkle.json").read_text(encoding="utf-8"))

    for case in vectors["inclusion"]:
        held = tree.proves_inclusion(
            case["leafIdx"], case["treeSize"], data(case["leafHash"]), path(case["proof"]), data(case["root"])
        )
        assert held is not case["wantErr"], case["desc"]
    for case in vectors["consistency"]:
        held = tree.proves_consistency(
            case["size1"], case["size2"], path(case["proof"]), data(case["root1"]), data(case["root2"])
        )
        assert held is not case["wantErr"], (case["name"], case["desc"])


def data(text):
    return base64.b64decode(text or "")


def path(texts):
    return [data(text) for text in texts or []]
