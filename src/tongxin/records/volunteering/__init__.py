"""Volunteering 志愿服务: calls, tasks that are claimed and done, help asked for, and how much of it there was; never who did how much."""
