"""The Quality page: forms, evaluations, lost points, calibration, exemptions."""
