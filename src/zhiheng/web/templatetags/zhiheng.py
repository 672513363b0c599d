"""Small pieces that every page is made of: icons, lamps, addresses, figures, empty places."""

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from zhiheng.web import addresses, assets, type_size, words

register = template.Library()


@register.simple_tag
def asset(name: str) -> str:
    return assets.address(name)


@register.simple_tag(takes_context=True)
def to(context: Context, name: str, *args: Any, query: str = "") -> str:
    """The address of a page, in the reader's plan and language, with the reading day kept."""
    return addresses.to(context.get("request"), name, *map(str, args), query=query)


@register.inclusion_tag("web/parts/kept.html", takes_context=True)
def kept(context: Context) -> dict[str, Any]:
    """Day, period, place and knowledge that the reader chose, as hidden fields: a form that asks by address would lose them."""
    frame = context.get("frame")
    return {"fields": frame.kept if frame else ()}


@register.inclusion_tag("web/parts/type_size.html", takes_context=True)
def typesizes(context: Context) -> dict[str, Any]:
    """Buttons that choose the size of type; they work without script."""
    frame, request = context.get("frame"), context.get("request")
    sizes = [(code, str(name), code == context.get("type_size")) for code, name in type_size.SIZES.items()]
    return {
        "address": frame.type_address if frame else "",
        "here": frame.here if frame else "",
        "sizes": sizes,
        "request": request,
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def icon(name: str, classes: str = "i") -> SafeString:
    """A drawing beside words; never alone, so it is hidden from readers."""
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#i-{}"/></svg>', classes, assets.address("sprite.svg"), name
    )


def _shape(code: str, size: str = "", *, titled: bool = False) -> SafeString:
    modifier = words.MODIFIERS.get(code, "none")
    name = words.word(words.TASK_STATES | words.VERDICTS, code)
    extra = f" z-lamp--{size}" if size else ""
    at = assets.address("sprite.svg")
    if titled:
        return format_html(
            '<svg class="z-lamp z-lamp--{}{}" role="img" aria-label="{}"><title>{}</title><use href="{}#l-{}"/></svg>',
            modifier, extra, name, name, at, modifier,
        )  # fmt: skip
    return format_html(
        '<svg class="z-lamp z-lamp--{}{}" aria-hidden="true"><use href="{}#l-{}"/></svg>', modifier, extra, at, modifier
    )


@register.simple_tag
def lamp(code: str, size: str = "") -> SafeString:
    """The shape alone, named for readers; where no word stands beside it."""
    return _shape(code, size, titled=True)


@register.simple_tag
def shape(code: str, size: str = "") -> SafeString:
    """The shape beside its word."""
    return _shape(code, size)


@register.simple_tag
def lampword(code: str) -> SafeString:
    """Shape and word."""
    name = words.word(words.TASK_STATES | words.VERDICTS, code)
    return format_html(
        '<span class="z-lampw z-lampw--{}">{}{}</span>', words.MODIFIERS.get(code, "none"), _shape(code), name
    )


@register.simple_tag
def lamptag(code: str) -> SafeString:
    """Shape and word on a tint."""
    name = words.word(words.TASK_STATES | words.VERDICTS, code)
    return format_html(
        '<span class="z-tag z-tag--{}">{}{}</span>', words.MODIFIERS.get(code, "none"), _shape(code), name
    )


@register.inclusion_tag("web/parts/legend.html")
def legend() -> dict[str, Any]:
    return {"verdicts": list(words.VERDICTS)}


@register.inclusion_tag("web/parts/figure.html")
def figure(shown: Any, big: bool = False) -> dict[str, Any]:
    """A value that opens its passport."""
    return {"figure": shown, "big": big}


@register.inclusion_tag("web/parts/duty.html")
def duty(holder: Any) -> dict[str, Any]:
    """A body as the text names it, and who answers now, with the day."""
    return {"holder": holder}


@register.inclusion_tag("web/parts/spark.html")
def spark(drawn: Any) -> dict[str, Any]:
    return {"spark": drawn}


@register.inclusion_tag("web/parts/strip.html")
def strip(drawn: Any, classes: str = "strip") -> dict[str, Any]:
    return {"strip": drawn, "classes": classes}


@register.inclusion_tag("web/parts/bullet.html")
def bullet(drawn: Any) -> dict[str, Any]:
    return {"bullet": drawn}


@register.inclusion_tag("web/parts/chart.html")
def chart(told: Any, ident: str) -> dict[str, Any]:
    """A chart drawn from data in the page, and the table that says the same."""
    return {"chart": told, "ident": ident}


@register.inclusion_tag("web/parts/clause.html")
def clause(quote: Any) -> dict[str, Any]:
    return {"quote": quote}


EMPTY = frozenset({"not_yet_due", "nothing_matches", "not_set_up", "no_right"})


@register.inclusion_tag("web/parts/empty.html")
def nothing(kind: str, title: str, sentence: str = "", address: str = "", action: str = "") -> dict[str, Any]:
    """Why a place is empty, and the next step. The kind has to be named: one of four."""
    if kind not in EMPTY:
        raise template.TemplateSyntaxError(f"nothing: {kind!r} is none of {sorted(EMPTY)}")
    return {"kind": kind, "title": title, "sentence": sentence, "address": address, "action": action}


@register.inclusion_tag("web/parts/errorsummary.html")
def errorsummary(errors: Any) -> dict[str, Any]:
    """(field id, sentence) pairs; the same sentences stand at the fields."""
    return {"errors": errors}


@register.inclusion_tag("web/parts/provenance.html")
def provenance(items: Any) -> dict[str, Any]:
    """Small facts under a panel; nothing at all where there is none."""
    return {"items": [item for item in items if item]}


@register.inclusion_tag("web/parts/timeline.html")
def timeline(steps: Any) -> dict[str, Any]:
    return {"steps": steps}


@register.inclusion_tag("web/parts/steps.html")
def steps(names: Any, now: int) -> dict[str, Any]:
    return {"steps": [{"name": name, "done": at < now, "now": at == now} for at, name in enumerate(names, 1)]}


@register.simple_tag
def shortcode(code: str) -> SafeString:
    return format_html('<span class="z-shortcode">{}</span>', code)


@register.simple_tag
def diff(before: str, after: str) -> SafeString:
    """Old, then new."""
    return format_html('<span class="z-diff"><del>{}</del><ins>{}</ins></span>', before, after)


@register.simple_tag
def verdictword(code: str) -> str:
    return words.word(words.TASK_STATES | words.VERDICTS, code)


@register.simple_tag
def modifier(code: str) -> str:
    """The part of a class name that gives shape and colour."""
    return words.MODIFIERS.get(code, "none")
