"""What is done about a weakness, and whether it helped: categories, courses, coaching, effects."""
