"""Units as D-SI writes them (`\\kilo\\gram\\metre\\tothe{-3}`) said as people write them (kg·m⁻³)."""

import re
from collections.abc import Mapping

_PREFIXES: Mapping[str, str] = {
    "yotta": "Y", "zetta": "Z", "exa": "E", "peta": "P", "tera": "T", "giga": "G", "mega": "M", "kilo": "k",
    "hecto": "h", "deca": "da", "deci": "d", "centi": "c", "milli": "m", "micro": "µ", "nano": "n", "pico": "p",
    "femto": "f", "atto": "a", "zepto": "z", "yocto": "y",
}  # fmt: skip
_UNITS: Mapping[str, str] = {
    "one": "1", "percent": "%", "ppm": "ppm", "metre": "m", "gram": "g", "kilogram": "kg", "second": "s", "ampere": "A",
    "kelvin": "K", "mole": "mol", "candela": "cd", "radian": "rad", "steradian": "sr", "hertz": "Hz", "newton": "N",
    "pascal": "Pa", "joule": "J", "watt": "W", "coulomb": "C", "volt": "V", "farad": "F", "ohm": "Ω", "siemens": "S",
    "weber": "Wb", "tesla": "T", "henry": "H", "degreecelsius": "°C", "lumen": "lm", "lux": "lx", "becquerel": "Bq",
    "gray": "Gy", "sievert": "Sv", "katal": "kat", "minute": "min", "hour": "h", "day": "d", "degree": "°",
    "arcminute": "′", "arcsecond": "″", "hectare": "ha", "litre": "L", "tonne": "t", "bar": "bar", "mmhg": "mmHg",
    "neper": "Np", "bel": "B", "decibel": "dB", "electronvolt": "eV", "dalton": "Da", "byte": "B", "bit": "bit",
}  # fmt: skip
_RAISED = str.maketrans("0123456789-.", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻·")
_STEP = re.compile(r"\\(?P<word>[a-zA-Z]+)(?:\{(?P<power>-?\d+(?:\.\d+)?)\})?")


def shown(unit: str) -> str:
    """The unit as people write it; a unit with a word that we do not know is given back as it was written."""
    said: list[str] = []
    prefix, over, end = "", False, 0
    for step in _STEP.finditer(unit):
        if unit[end : step.start()].strip():
            return unit
        end = step.end()
        word = step["word"]
        if word == "per":
            over = True
        elif word == "tothe" and said and step["power"]:
            said[-1] += step["power"].translate(_RAISED)
        elif word in _PREFIXES:
            prefix = _PREFIXES[word]
        elif word in _UNITS:
            said.append(("/" if over and said else "") + prefix + _UNITS[word])
            prefix, over = "", False
        else:
            return unit
    if not said or unit[end:].strip() or prefix:
        return unit
    return "·".join(said).replace("·/", "/")
