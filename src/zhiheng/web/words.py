"""The words for codes: verdicts, rules, flags, stages, kinds. One place, so that the same thing is always called the same."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

VERDICTS: dict[str, Promise] = {
    "met": pgettext_lazy("verdict", "Met"),
    "on_course": pgettext_lazy("verdict", "On course"),
    "behind": pgettext_lazy("verdict", "Behind"),
    "not_met": pgettext_lazy("verdict", "Not met"),
    "cannot_tell": pgettext_lazy("verdict", "Cannot tell"),
    "no_data": pgettext_lazy("verdict", "No data"),
    "not_due": pgettext_lazy("verdict", "Not due"),
}
"""In the order in which pages count them."""

MODIFIERS = {
    "met": "met", "on_course": "on", "behind": "behind", "not_met": "bad", "cannot_tell": "unsure", "no_data": "none",
    "not_due": "notdue", "near": "near", "overdue": "bad", "normal": "on", "done": "met", "waiting": "notdue", "unknown": "none",
}  # fmt: skip
"""Code → shape and colour."""

TASK_STATES: dict[str, Promise] = {
    "normal": pgettext_lazy("task", "On time"),
    "near": pgettext_lazy("task", "Due soon"),
    "behind": pgettext_lazy("task", "Behind"),
    "overdue": pgettext_lazy("task", "Overdue"),
    "done": pgettext_lazy("task", "Closed"),
    "waiting": pgettext_lazy("task", "Not begun"),
    "unknown": pgettext_lazy("task", "No evidence yet"),
}

RULES: dict[str, Promise] = {
    "by_end": pgettext_lazy("temporal rule", "by the end"),
    "hold": pgettext_lazy("temporal rule", "hold in every period"),
    "cumulative": pgettext_lazy("temporal rule", "cumulative"),
    "increase": pgettext_lazy("temporal rule", "increase"),
    "stock": pgettext_lazy("temporal rule", "stock"),
    "trend": pgettext_lazy("temporal rule", "trend"),
    "milestone": pgettext_lazy("temporal rule", "milestone"),
}

READINGS: dict[str, Promise] = {
    "as_counted": pgettext_lazy("reading", "as counted"),
    "inferred": pgettext_lazy("reading", "inferred"),
}

FLAGS: dict[str, Promise] = {
    "provisional": pgettext_lazy("flag", "Not final yet"),
    "uncertain": pgettext_lazy("flag", "Interval crosses the threshold"),
    "small_sample": pgettext_lazy("flag", "Small sample"),
    "institution_abolished": pgettext_lazy("flag", "Institution abolished"),
    "target_implausible": pgettext_lazy("flag", "Target to be clarified"),
    "incomplete_census": pgettext_lazy("flag", "Census incomplete"),
}

STAGES: dict[str, Promise] = {
    "provisional": pgettext_lazy("data stage", "Provisional"),
    "preliminary": pgettext_lazy("data stage", "Preliminary"),
    "final": pgettext_lazy("data stage", "Final"),
    "revised": pgettext_lazy("data stage", "Revised"),
}

SOURCES: dict[str, Promise] = {
    "computed": pgettext_lazy("source", "Computed"),
    "reported": pgettext_lazy("source", "Reported"),
    "published": pgettext_lazy("source", "Published"),
    "milestone": pgettext_lazy("source", "Milestone with evidence"),
}

SUCCESSIONS: dict[str, Promise] = {
    "merge": pgettext_lazy("succession", "Merge"),
    "split": pgettext_lazy("succession", "Split"),
    "transfer": pgettext_lazy("succession", "Transfer of duties"),
    "rename": pgettext_lazy("succession", "Rename"),
}

LAWS: dict[str, Promise] = {
    "order-18": pgettext_lazy("law", "Interim measures for product quality supervision sampling (SAMR order 18)"),
    "order-133": pgettext_lazy("law", "Measures for product quality supervision sampling (AQSIQ order 133)"),
    "order-15": pgettext_lazy("law", "Measures for food safety sampling (SAMR order 15)"),
    "order-11": pgettext_lazy("law", "Measures for food safety sampling (CFDA order 11)"),
    "farm-produce-law-2006": pgettext_lazy("law", "Law on the Quality and Safety of Agricultural Products (2006)"),
    "design": pgettext_lazy("law", "term set by this platform"),
    "product-quality-law": pgettext_lazy("law", "Product Quality Law"),
    "food-safety-law": pgettext_lazy("law", "Food Safety Law"),
    "farm-produce-law": pgettext_lazy("law", "Law on the Quality and Safety of Agricultural Products"),
    "drug-sampling-2019": pgettext_lazy("law", "Measures for drug quality sampling"),
    "cosmetic-sampling-2023": pgettext_lazy("law", "Measures for cosmetics sampling"),
    "device-sampling-2020": pgettext_lazy("law", "Measures for medical device quality sampling"),
    "certification-regulations": pgettext_lazy("law", "Regulations on Certification and Accreditation"),
    "administrative-licence-law": pgettext_lazy("law", "Administrative Licensing Law"),
    "metrology-law": pgettext_lazy("law", "Metrology Law"),
}
"""Law by the code that clocks and steps of registers name it with."""

EVIDENCE: dict[str, Promise] = {
    "document": pgettext_lazy("evidence", "Document"),
    "register": pgettext_lazy("evidence", "Register"),
    "indicator": pgettext_lazy("evidence", "Indicator"),
    "event": pgettext_lazy("evidence", "Event"),
}

MARKS: dict[str, Promise] = {
    "verified": pgettext_lazy("mark", "Verified"),
    "general_knowledge": pgettext_lazy("mark", "General knowledge, to be confirmed"),
    "design_choice": pgettext_lazy("mark", "Our choice"),
}

REGISTERS: dict[str, Promise] = {
    "assessment.rectification": pgettext_lazy("register", "Rectifications"),
    "assessment.result": pgettext_lazy("register", "Assessment results"),
    "assessment.target_filing": pgettext_lazy("register", "Filed targets"),
    "brands.award_application": pgettext_lazy("register", "Award applications"),
    "brands.award_round": pgettext_lazy("register", "Award rounds"),
    "brands.brand_value": pgettext_lazy("register", "Brand values"),
    "brands.chief_quality_officer": pgettext_lazy("register", "Chief quality officers"),
    "brands.demonstration_zone": pgettext_lazy("register", "Demonstration zones"),
    "brands.excellence_evaluation": pgettext_lazy("register", "Excellence evaluations"),
    "brands.honour": pgettext_lazy("register", "Honours"),
    "certification.certificate": pgettext_lazy("register", "Certificates"),
    "certification.certificate_product": pgettext_lazy("register", "Certified products"),
    "certification.check": pgettext_lazy("register", "Certification checks"),
    "complaints.case": pgettext_lazy("register", "Complaint cases"),
    "complaints.complaint": pgettext_lazy("register", "Complaints"),
    "complaints.criminal_referral": pgettext_lazy("register", "Criminal referrals"),
    "complaints.penalty_case": pgettext_lazy("register", "Penalty cases"),
    "credit.class": pgettext_lazy("register", "Credit classes"),
    "credit.measure": pgettext_lazy("register", "Credit measures"),
    "credit.objection": pgettext_lazy("register", "Credit objections"),
    "credit.record": pgettext_lazy("register", "Credit records"),
    "credit.repair": pgettext_lazy("register", "Credit repairs"),
    "engineering.lifetime_duty": pgettext_lazy("register", "Lifetime duties"),
    "engineering.new_building": pgettext_lazy("register", "New buildings"),
    "engineering.project": pgettext_lazy("register", "Projects"),
    "engineering.project_acceptance": pgettext_lazy("register", "Project acceptances"),
    "engineering.site_inspection": pgettext_lazy("register", "Site inspections"),
    "engineering.warranty": pgettext_lazy("register", "Warranties"),
    "environment.air_day": pgettext_lazy("register", "Air quality days"),
    "environment.boiler": pgettext_lazy("register", "Boilers"),
    "environment.clean_production_audit": pgettext_lazy("register", "Cleaner production audits"),
    "environment.closed_capacity": pgettext_lazy("register", "Closed capacity"),
    "environment.dust_check": pgettext_lazy("register", "Dust checks"),
    "environment.erosion_project": pgettext_lazy("register", "Erosion projects"),
    "environment.garbage_month": pgettext_lazy("register", "Household waste by month"),
    "environment.green_year": pgettext_lazy("register", "Green cover by year"),
    "environment.land_subcompartment": pgettext_lazy("register", "Forest land parcels"),
    "environment.mining_area": pgettext_lazy("register", "Mining areas"),
    "environment.outfall": pgettext_lazy("register", "Outfalls"),
    "environment.outfall_day": pgettext_lazy("register", "Outfall days"),
    "environment.outlet_hour": pgettext_lazy("register", "Outlet hours"),
    "environment.polluted_plot": pgettext_lazy("register", "Polluted plots"),
    "environment.solid_waste_year": pgettext_lazy("register", "Solid waste by year"),
    "environment.source": pgettext_lazy("register", "Pollution sources"),
    "environment.water_sample": pgettext_lazy("register", "Water samples"),
    "environment.water_section_year": pgettext_lazy("register", "Water sections by year"),
    "environment.water_source": pgettext_lazy("register", "Water sources"),
    "incentives.budget_line": pgettext_lazy("register", "Budget lines"),
    "incentives.payment": pgettext_lazy("register", "Payments"),
    "incentives.support": pgettext_lazy("register", "Support"),
    "incidents.incident": pgettext_lazy("register", "Incidents"),
    "incidents.signal": pgettext_lazy("register", "Risk signals"),
    "innovation.alliance": pgettext_lazy("register", "Alliances"),
    "innovation.conversion": pgettext_lazy("register", "Conversions"),
    "innovation.high_tech_enterprise": pgettext_lazy("register", "High-tech enterprises"),
    "innovation.ip_model_enterprise": pgettext_lazy("register", "Intellectual property model enterprises"),
    "innovation.patent": pgettext_lazy("register", "Patents"),
    "innovation.platform": pgettext_lazy("register", "Innovation platforms"),
    "innovation.research_project": pgettext_lazy("register", "Research projects"),
    "innovation.tech_brand_product": pgettext_lazy("register", "Technology brand products"),
    "innovation.upgrade_project": pgettext_lazy("register", "Upgrade projects"),
    "laboratories.platform": pgettext_lazy("register", "Testing platforms"),
    "laboratories.proficiency_testing": pgettext_lazy("register", "Proficiency tests"),
    "laboratories.qualified_person": pgettext_lazy("register", "Qualified persons"),
    "laboratories.shared_resource": pgettext_lazy("register", "Shared resources"),
    "laboratories.special_equipment": pgettext_lazy("register", "Special equipment"),
    "laboratories.testing_body": pgettext_lazy("register", "Testing bodies"),
    "metrology.energy_review": pgettext_lazy("register", "Energy metering reviews"),
    "metrology.honest_unit": pgettext_lazy("register", "Honest metering units"),
    "metrology.instrument": pgettext_lazy("register", "Instruments"),
    "metrology.instrument_due": pgettext_lazy("register", "Instruments due"),
    "metrology.demand": pgettext_lazy("register", "Measurement demands"),
    "metrology.standard": pgettext_lazy("register", "Measurement standards"),
    "metrology.verification": pgettext_lazy("register", "Verifications"),
    "parties.promise": pgettext_lazy("register", "Promises"),
    "parties.quality_duty": pgettext_lazy("register", "Quality duties"),
    "product.catalogue": pgettext_lazy("register", "Product catalogue"),
    "product.competitiveness_index": pgettext_lazy("register", "Competitiveness index"),
    "product.follow_up": pgettext_lazy("register", "Follow-ups"),
    "product.import_export_inspection": pgettext_lazy("register", "Import and export inspections"),
    "product.sampling": pgettext_lazy("register", "Supervision sampling"),
    "product.sampling_plan": pgettext_lazy("register", "Sampling plans"),
    "product.site_inspection": pgettext_lazy("register", "Site inspections of producers"),
    "product.tbt_notification": pgettext_lazy("register", "Trade barrier notifications"),
    "service.benchmark": pgettext_lazy("register", "Service benchmarks"),
    "service.regional_accounts": pgettext_lazy("register", "Regional accounts"),
    "service.survey_answer": pgettext_lazy("register", "Survey answers"),
    "service.survey_wave": pgettext_lazy("register", "Survey waves"),
    "standards.adoption": pgettext_lazy("register", "Adopted standards"),
    "standards.demo_farm": pgettext_lazy("register", "Demonstration farms"),
    "standards.enquiry": pgettext_lazy("register", "Enquiries about standards"),
    "standards.good_practice": pgettext_lazy("register", "Good practices"),
    "standards.participation": pgettext_lazy("register", "Participation in standards"),
    "standards.self_declaration": pgettext_lazy("register", "Self-declared standards"),
    "standards.standard_document": pgettext_lazy("register", "Standard documents"),
    "standards.standard_system": pgettext_lazy("register", "Standard systems"),
    "standards.standardization_project": pgettext_lazy("register", "Standardization projects"),
    "standards.use_inspection": pgettext_lazy("register", "Inspections of standards in use"),
    "supervision.decision": pgettext_lazy("register", "Decisions"),
    "supervision.duty": pgettext_lazy("register", "Duties"),
    "supervision.publication": pgettext_lazy("register", "Publications"),
    "supervision.task": pgettext_lazy("register", "Tasks"),
}
"""Registers that packages await."""

COMPARATORS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "="}


def word(table: dict[str, Promise], code: str) -> str:
    """The word for a code; a code without a word stands for itself, so that nothing is ever blank."""
    return str(table.get(code, code))


def register(code: str) -> str:
    """A register by its name, "" for none; one without a name in the table shows its code."""
    if not code:
        return ""
    return _("register “%(name)s”") % {"name": REGISTERS.get(code, code)}
