"""A shared centre set up, brought up to date, looked over, and a single machine's centre moved into it."""
