"""What figures of people prove: fair values, levels with their certainty, who is off target, whether a
course helped. Pure arithmetic on arrays; it knows neither a database nor a screen."""
