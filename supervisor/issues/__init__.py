"""What customers suffer from and the centre cannot mend alone: issues, clocks, sheets, departments."""
