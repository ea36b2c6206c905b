"""Tasks 任务 on the lists of agents and supervisors."""
