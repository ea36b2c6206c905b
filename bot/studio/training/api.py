"""The routes of training: jobs, models, gates."""

from collections.abc import Sequence

from aiohttp import web

from bot.http.endpoint import endpoint
from bot.staff.guards import STAFF, audited, names_of
from bot.studio.errors import TrainingJobNotFound, TrainingJobOver, TrainingRuns
from bot.studio.studio import READERS
from bot.studio.training import wire
from bot.studio.training.runner import TOPIC
from bot.studio.training.training import TRAINING, Standing, Training

_JOBS = "/api/studio/training-jobs"
_LONGEST_HISTORY = 500


@endpoint(
    "POST",
    _JOBS,
    summary="训练现在的数据；同一份数据已在排队或训练时，返回那一个",
    auth="staff",
    audit="studio.training_asked",
    request=wire.AskTraining,
    response=wire.Job,
    status=201,
    errors=(TrainingRuns,),
)
async def ask(request: web.Request, body: wire.AskTraining) -> wire.Job:
    training = request.app[TRAINING]
    commit = await training.repository.head()
    job = await training.jobs.ask(
        request[STAFF].username, commit, cross_validate=body.cross_validate, note=body.note.strip()
    )
    audited(request, job=job.id)
    await training.signals.publish(TOPIC)
    return wire.job(job, await names_of(request))


@endpoint("GET", _JOBS, summary="训练任务，新的在前", auth="staff", response=wire.Jobs)
async def jobs(request: web.Request) -> wire.Jobs:
    names = await names_of(request)
    return wire.Jobs([wire.job(each, names) for each in await request.app[TRAINING].jobs.all()])


@endpoint(
    "GET",
    f"{_JOBS}/{{job_id}}",
    summary="一个训练任务：阶段、进度、日志",
    auth="staff",
    response=wire.Job,
    errors=(TrainingJobNotFound,),
)
async def job(request: web.Request) -> wire.Job:
    found = await request.app[TRAINING].jobs.get(request.match_info["job_id"])
    return wire.job(found, await names_of(request))


@endpoint(
    "POST",
    f"{_JOBS}/{{job_id}}/cancel",
    summary="取消排队或训练中的任务；不留下任何东西",
    auth="staff",
    audit="studio.training_cancelled",
    response=wire.Job,
    errors=(TrainingJobNotFound, TrainingJobOver),
)
async def cancel(request: web.Request) -> wire.Job:
    training = request.app[TRAINING]
    cancelled = await training.jobs.cancel(request.match_info["job_id"])
    await training.signals.publish(TOPIC)
    return wire.job(cancelled, await names_of(request))


@endpoint(
    "GET",
    "/api/studio/models",
    summary="训练好的模型：状态、指标、门禁；以及现在由谁回答客户",
    auth="staff",
    roles=READERS,
    response=wire.Models,
)
async def models(request: web.Request) -> wire.Models:
    training, names = request.app[TRAINING], await names_of(request)
    standings = await training.releasing.standings()
    release = await training.releasing.release()
    figures = await training.gates.figures()
    changes = await _changes(training, standings, release.live)
    return wire.Models(
        [
            wire.model(
                each,
                await training.gates.verdict(each.id),
                figures.get(each.id),
                changes.get(each.commit or ""),
                names,
            )
            for each in standings
        ],
        wire.release(release),
    )


async def _changes(training: Training, standings: Sequence[Standing], live: str | None) -> dict[str, int]:
    """By commit of a model: how many changes it has since the live model's; nothing is known of commits aside from them.

    A live model that came with the program stands for the repository's beginning.
    """
    if not any(each.commit for each in standings):
        return {}
    since = next((each.commit for each in standings if each.id == live), None)
    newer = await training.repository.changes(limit=_LONGEST_HISTORY, since=since)
    if since is None:
        newer = newer[:-1]
    found = {change.id: len(newer) - place for place, change in enumerate(newer)}
    return {since: 0, **found} if since else found


@endpoint(
    "GET",
    "/api/studio/models/{model_id}/gate",
    summary="门禁：和线上模型在同一批没见过的说法、标准对话上的比较",
    auth="staff",
    roles=READERS,
    response=wire.GateShown,
)
async def gate(request: web.Request) -> wire.GateShown:
    model = request.match_info["model_id"]
    return wire.gate(model, await request.app[TRAINING].gates.of(model))


HANDLERS = (ask, jobs, job, cancel, models, gate)
