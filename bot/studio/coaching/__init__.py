"""People in training: simulated customers, quizzes, the ledger."""
