"""Surveys 满意度调查: asked after a claim is closed, a complaint answered, or in a campaign."""
