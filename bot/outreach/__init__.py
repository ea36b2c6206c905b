"""What the house says first: reminders, notices about claims and complaints, surveys. One way out for all of them."""
