"""What the studio refuses.

BaowenError
└─ StudioError
   ├─ VersionConflict      somebody else changed it since it was read
   ├─ ItemNotFound
   ├─ ItemExists
   ├─ ItemInUse            something else needs it
   ├─ UnreadableFile       a file of the repository is no YAML or not what its folder holds
   ├─ BadExamples
   ├─ BadEntry
   ├─ BadTable
   ├─ UnknownBlank
   ├─ AlreadyLabelled      a colleague was first
   ├─ HeldOut              would train on what understanding is measured on
   ├─ TrainingJobNotFound
   ├─ TrainingJobOver      it has ended, there is nothing to cancel
   ├─ TrainingRuns         without the cross-validation that is asked for now
   ├─ BadCase              a simulated customer nobody could practise with
   ├─ PracticeOver         it has ended
   └─ QuizOver             it was handed in
"""

from kernel.errors import BaowenError


class StudioError(BaowenError):
    code = "studio_error"


class VersionConflict(StudioError):
    """`data`: current, the item as it stands now in the shape it is read in."""

    code = "version_conflict"


class ItemNotFound(StudioError):
    """`data`: kind, id."""

    code = "item_not_found"


class ItemExists(StudioError):
    """`data`: kind, id."""

    code = "item_exists"


class ItemInUse(StudioError):
    """`data`: used_in, places as `Mention`s."""

    code = "item_in_use"


class UnreadableFile(StudioError):
    """`data`: file."""

    code = "unreadable_file"


class BadExamples(StudioError):
    """`data`: faults, each {place, text, problem}; problems are listed at `knowledge.markup.Fault`."""

    code = "bad_examples"


class BadEntry(StudioError):
    """`data`: problem, a code of `insurance.domain.faq.lint` or of reading the file."""

    code = "bad_entry"


class BadTable(StudioError):
    """`data`: faults, each {place, text, problem}: empty, blanks, remark, twice."""

    code = "bad_table"


class UnknownBlank(StudioError):
    """A response with a blank nobody fills. `data`: unknown, known."""

    code = "unknown_blank"


class HeldOut(StudioError):
    """`data`: texts."""

    code = "held_out"


class TrainingJobNotFound(StudioError):
    code = "training_job_not_found"


class TrainingJobOver(StudioError):
    """`data`: state."""

    code = "training_job_over"


class TrainingRuns(StudioError):
    """`data`: job, the id of the running one."""

    code = "training_runs"


class AlreadyLabelled(StudioError):
    """`data`: by, what the colleague is called, label; both None while it is being written."""

    code = "already_labelled"


class BadCase(StudioError):
    """`data`: problems, codes of `bot.studio.coaching.cases.faults`."""

    code = "bad_case"


class PracticeOver(StudioError):
    code = "practice_over"


class QuizOver(StudioError):
    code = "quiz_over"
