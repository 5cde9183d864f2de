"""Contacts judged by people with a form: forms, evaluations, lost points, calibration, exemptions."""
