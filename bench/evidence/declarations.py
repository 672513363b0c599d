from bench.evidence import models
from zhiheng.registers.kit.declaration import Register


def register(model, code, entry, **more):
    return Register(
        code=f"bench.{code}", model=model, label=code, label_plural=code, area="bench", named_by="source", key=(),
        entry=("place", *entry), listed=entry, first_state="final", states={"final": "已定"}, counts_in=("final",),
        records=("office",), **more,
    )  # fmt: skip


REGISTERS = (
    register(models.Drawn, "drawn", ("drawn_on", "sector", "risk", "passed", "large", "stage", "lag", "weight"),
             counts_on="drawn_on", scales={"weight": 2}),
    register(models.Complaint, "complaint",
             ("made_on", "category", "accepted_days", "closed_days", "satisfied", "redress"),
             counts_on="made_on", scales={"redress": 2}),
    register(models.Certificate, "certificate", ("started_on", "kind"), counts_on="started_on",
             spans=models.CertificateSpan),
    register(models.Verified, "verified", ("verified_on", "mandatory", "passed"), counts_on="verified_on",
             spans=models.VerifiedSpan),
    register(models.Installed, "installed", ("mandatory",), spans=models.InstalledSpan),
)  # fmt: skip
