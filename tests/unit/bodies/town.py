"""A small package of places and bodies that tests bend one line at a time."""

from zhiheng.packages.reading import Package

PLAN = "schema: 1\ncode: {plan}\n"
BODIES = """places:
  - {code: "1", number: 1, kind: city, slug: city, names: [{name: {zh-Hans: 某市, en: City}}]}
  - {code: "11", number: 2, kind: county, slug: east, parent: "1", names: [{name: {zh-Hans: 东县, en: East}}]}
  - {code: "12", number: 3, kind: county, slug: west, parent: "1", names: [{name: {zh-Hans: 西县, en: West}}]}
  - {code: "19", number: 4, kind: zone, slug: zone, parent: "11", from: 2017-01-01, until: 2020-01-01, parents: [{from: 2018-07-01, parent: "12"}], names: [{until: 2018-01-01, from: 2017-01-01, name: {zh-Hans: 旧区, en: Old zone}}, {from: 2018-01-01, name: {zh-Hans: 新区, en: New zone}}]}
bodies:
  - {code: food, place: "1", kind: department, until: 2019-01-01, names: [{name: {zh-Hans: 某市食药监局, en: Food}}], aliases: [食药监局]}
  - {code: market, place: "1", kind: department, names: [{until: 2018-06-01, name: {zh-Hans: 某市工商局, en: Trade}}, {from: 2018-06-01, name: {zh-Hans: 某市市场监管局, en: Market}, short: {zh-Hans: 市场局, en: Market}}], aliases: [市场监管局, "市场（监管）局"]}
  - {code: all, place: "1", kind: group, names: [{name: {zh-Hans: 各部门, en: All}}], members: [{body: food, until: 2019-01-01}, market]}
successions:
  - {on: 2018-06-01, kind: rename, from: market, to: market, duties: all}
  - {on: 2019-01-01, kind: merge, from: food, to: market, duties: all, note: {zh-Hans: 并入, en: merged}}
"""


def town(*changes, plan="town-2020"):
    """The package, with texts replaced: ("old", "new"), each of which must be there."""
    text = BODIES
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return Package("town", {"plan.yaml": PLAN.format(plan=plan).encode(), "bodies.yaml": text.encode()})
