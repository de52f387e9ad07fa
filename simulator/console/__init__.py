"""The web console: the records for HR, trainers and trainees. The only room that knows HTML and the web framework."""
