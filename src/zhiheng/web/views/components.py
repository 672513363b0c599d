"""Every shared piece with its states, for whoever changes a template. Only with ZHIHENG_DEBUG=1; all values are invented."""

from fractions import Fraction

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhiheng.web import words
from zhiheng.web.presenters import drawing, pieces


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    values = [Fraction(one) for one in (84, 85, 87, 88, 87)]
    interval = Fraction(852, 10), Fraction(89)
    labels = drawing.Labels("84.0% · 2015", "87.2%", "89.5%", "≥ 90%", "84.0 → 90")
    page = {
        "verdicts": list(words.VERDICTS),
        "states": list(words.TASK_STATES),
        "figure": pieces.Shown("87.2%", "#figure"),
        "spark": drawing.spark(values, Fraction(90), "84 – 88"),
        "strip": drawing.strip(
            drawing.strip_scale([*interval, Fraction(90)]), Fraction(872, 10), interval, Fraction(895, 10), "87.2"
        ),
        "bullet": drawing.bullet(Fraction(84), Fraction(872, 10), Fraction(90), Fraction(895, 10), interval, labels),
        "quote": pieces.quoted("工业产品监督抽查合格率，到2020年底达到九成以上。", "2.1.1", "#clause", [(17, 23)]),
        "holder": pieces.Holder("盟甲局", "#then", True, False, "2018-11", "盟乙局", "#now"),
        "errors": [("f", "第 5 行，抽样日期：“2023-13-01”不是日期。请写成 2023-04-01。")],
        "steps": ["甲", "乙", "丙"],
        "timeline": [
            {"iso": "2019-07-05", "day": "07-05", "words": "甲", "now": False},
            {"iso": "2019-07-12", "day": "07-12", "words": "乙", "now": True},
        ],
    }
    return render(request, "web/pages/components.html", {"page": page, "title": "z-*"})
