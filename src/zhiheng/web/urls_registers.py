"""Addresses of registers, their records and enterprises; `urls` takes them in for every plan."""

from django.urls import URLPattern, URLResolver, path

from zhiheng.web.views import enterprises, recording, registers, taking_in

addresses: list[URLPattern | URLResolver] = [
    path("registers", registers.index, name="registers"),
    path("registers/<str:code>.csv", registers.exported, {"kind": "csv"}, name="register-csv"),
    path("registers/<str:code>.xlsx", registers.exported, {"kind": "xlsx"}, name="register-xlsx"),
    path("registers/<str:code>.json", registers.exported, {"kind": "json"}, name="register-json"),
    path("registers/<str:code>", registers.listing, name="register"),
    path("registers/<str:code>/new", recording.new, name="record-new"),
    path("registers/<str:code>/options/<str:field>", recording.options, name="record-options"),
    path("registers/<str:code>/move", recording.move_many, name="records-move"),
    path("registers/<str:code>/import", taking_in.importing, name="register-import"),
    path("registers/<str:code>/template.xlsx", taking_in.template, name="register-template"),
    path("registers/<str:code>/returned.xlsx", taking_in.returned, name="register-returned"),
    path("registers/<str:code>/receipts/<uuid:act>", taking_in.receipt, name="receipt"),
    path("registers/<str:code>/receipts/<uuid:act>/undo", taking_in.undo, name="receipt-undo"),
    path("registers/<str:code>/<str:record>.json", registers.record_json, name="record-json"),
    path("registers/<str:code>/<str:record>", registers.record, name="record"),
    path("registers/<str:code>/<str:record>/correct", recording.correct, name="record-correct"),
    path("registers/<str:code>/<str:record>/withdraw", recording.withdraw, name="record-withdraw"),
    path("registers/<str:code>/<str:record>/attach", recording.attach, name="record-attach"),
    path("registers/<str:code>/<str:record>/files/<int:file>", registers.file, name="record-file"),
    path("registers/<str:code>/<str:record>/moves/<slug:move>", recording.move_one, name="record-move"),
    path("enterprises", enterprises.listing, name="enterprises"),
    path("enterprises/<str:uscc>", enterprises.enterprise, name="enterprise"),
    path("enterprises/<str:uscc>/unmerge", enterprises.unmerge, name="enterprise-unmerge"),
    path("enterprises/<str:uscc>/merge", enterprises.merge, name="enterprise-merge"),
]
