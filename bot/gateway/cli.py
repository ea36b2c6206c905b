"""The `baowen` command. Imports what a command needs inside of it, so that `baowen --help` comes at once."""

import os

# Before any library is imported: no telemetry, and TensorFlow (which Rasa imports) says only what went wrong.
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

import typer

from bot.gateway.commands import (
    audit,
    data,
    gate,
    keys,
    language,
    privacy,
    release,
    remind,
    serving,
    staff,
    wechat,
)

app = typer.Typer(
    help="保问：保险公司的对话式客服。",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(serving.serve)
app.command(hidden=True)(serving.worker)
app.command("training-job", hidden=True)(serving.training_job)
for command in (language.train, language.evaluate, gate.gate, language.parse, language.chat):
    app.command()(command)
app.command("import")(data.import_)
app.command()(remind.remind)
app.add_typer(staff.staff, name="staff")
app.add_typer(data.database, name="db")
app.add_typer(data.demo, name="demo")
app.add_typer(wechat.wechat, name="wechat")
app.add_typer(audit.audit, name="audit")
app.add_typer(privacy.privacy, name="privacy")
app.add_typer(keys.keys, name="keys")
app.add_typer(release.release, name="release")

if __name__ == "__main__":
    app()
