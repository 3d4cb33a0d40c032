"""Use cases: each is one keyword-only function that asks the permit, applies the rule, records and audits in one transaction."""
