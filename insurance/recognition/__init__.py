"""Reading text on pictures of claim documents. What is read is a proposal the customer confirms, never a fact."""
