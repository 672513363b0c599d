"""Version 1 of the API: one description, OpenAPI 3.1, at `openapi.json`."""

import json
from typing import Any

from django.http import HttpRequest
from django.urls import path
from ninja import NinjaAPI
from ninja.renderers import BaseRenderer

from zhiheng.api import problems
from zhiheng.api.dhis2.operations import router as dhis2
from zhiheng.api.figures import router as figures
from zhiheng.api.plans import router as plans
from zhiheng.api.recording import router as registers
from zhiheng.api.search import router as search
from zhiheng.api.signing import WAYS


class Json(BaseRenderer):
    """UTF-8 as it is, no escapes."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


class Described(NinjaAPI):
    """Its description says of every operation that what goes wrong is told as a problem."""

    def get_openapi_schema(self, **options: Any) -> Any:
        schema = super().get_openapi_schema(**options)
        told = {"description": "Problem", "content": {problems.KIND: {"schema": problems.Problem.model_json_schema()}}}
        for operations in schema["paths"].values():
            for operation in operations.values():
                operation["responses"].setdefault("default", told)
        return schema


api = Described(
    title="Zhiheng 质衡",
    version="1",
    description="一项事实只问一次：登记、数据、目标、结论。 · Registers, figures, targets and verdicts; see docs/api.md.",
    auth=WAYS,
    docs_url=None,  # the usual page of documentation would load its script from elsewhere
    renderer=Json(),
)
problems.install(api)
api.add_router("", plans)
api.add_router("", figures)
api.add_router("", registers)
api.add_router("", search)
api.add_router("/dhis2/api", dhis2)

_operations = api.urls
for pattern in _operations[0]:
    vars(pattern.callback)["login_required"] = False  # programs are told by a problem, not led to a form
urlpatterns = [path("", _operations)]
