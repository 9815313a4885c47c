"""The data contract: the columns of every table of a run, and the kind of each."""

TEXT, COUNT, SMALL, DAY, FLAG, BYTES = "text", "count", "small", "day", "flag", "bytes"  # a count is an int64, a small one an int32
MONEY, RATIO, TEXTS = "money", "ratio", "texts"
FACTS = ("name", TEXT), ("value", TEXT), ("source", TEXT)
BLAMED = ("what", TEXT), ("claims", COUNT)


def columns(**of_type):
    return {name: kind for kind, names in of_type.items() for name in names.split()}


CONTRACT = {
    "anomalies": columns(
        text="anomaly_id run_id rule_id item verdict claim_kind claim_id invoice_id subject_kind subject_id patient_id prescriber_id"
        " plate driver_id service message_fr message_en suppressed_reason source_file",
        texts="legal_basis related_claim_ids exceptions_examined", day="service_date suppressed_until", count="source_line", small="related_count",
        money="amount_billed amount_reimbursed amount_at_stake", flag="within_recovery_period within_penalty_period suppressed",
    ) | {"facts": FACTS},
    "conduct": columns(
        text="conduct_id run_id rule_id item verdict subject_kind subject_id comparison_group message_fr message_en suppressed_reason",
        texts="legal_basis anomaly_ids", day="period_from period_to suppressed_until stands_since", count="occurrences comparison_size",
        ratio="threshold value comparison_mean comparison_ratio", money="amount_at_stake", flag="suppressed",
    ) | {"facts": FACTS},
    "coverage": columns(text="rule_id item", count="compliant anomaly review not_applicable insufficient_data lifted") | {"blamed": BLAMED},
    "rejects": columns(text="file column reason", count="line byte_offset length", bytes="raw"),
    "withdrawn": columns(text="withdrawn_id run_id anomaly_id claim_id rule_id reason because_of told_by"),
    "ledger": columns(text="claim_kind claim_id biller_id patient_id pseudonym_key", day="service_date", bytes="packed act reported"),
}
