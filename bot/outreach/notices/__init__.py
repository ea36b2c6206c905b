"""Notices 进度通知: what changed at a claim or a complaint, told at once and once."""
