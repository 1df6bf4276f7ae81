package io.epochal.cli.conformance.program;

import io.epochal.cli.conformance.duty.Duty;
import java.util.EnumSet;
import java.util.Set;

/** What a trainer can do wrong, and the duty that it breaks by it. */
enum PlantedFault {
    NONE(Duty.ATTACH, ""),
    SAYS_AN_UNKNOWN_FIELD(Duty.ATTACH, "a call as docs/trainers.md has it"),
    ATTACHES_AGAIN(Duty.ATTACH, "one POST /runs"),
    TRAINS_ALTHOUGH_IT_WAS_REFUSED(Duty.ATTACH, "no call after a POST /runs that was refused"),
    LEAVES_A_GAP(Duty.BARRIER, "a call as docs/trainers.md has it"),
    SAYS_NO_VERDICT_APPLIED(Duty.BARRIER, "one VerdictApplied with answers 0"),
    FORGETS_THE_VERDICTS_COMMANDS(Duty.BARRIER, "VerdictApplied.commands"),
    ECHOES_ITS_FIRST_CALLBACKS(Duty.BARRIER, "callbacks as the verdict on 0 gave them"),
    ROUNDS_NUMBERS_IN_CALLBACKS(Duty.BARRIER, "callbacks as the verdict on 0 gave them"),
    TRAINS_ON_BEFORE_THE_VERDICT(Duty.BARRIER, "after the verdict that stops: TrainingEnded.step"),
    SKIPS_A_ROUND(Duty.BARRIER, "EpochEnded.epoch 1"),
    ASKS_AT_NO_BATCH(Duty.BARRIER, "one BatchReached"),
    ASKS_AT_EVERY_BATCH(Duty.BARRIER, "one BatchReached"),
    STOPS_TWO_STEPS_LATE(Duty.STOP, "TrainingEnded.step at most 6"),
    STOPS_A_ROUND_LATE(Duty.STOP, "no round after the second"),
    STOPS_AS_COMPLETED(Duty.STOP, "TrainingEnded.status stopped_early"),
    ANSWERS_NO_COMMAND(Duty.STOP, "one CommandApplied"),
    ANSWERS_TWICE(Duty.STOP, "one CommandApplied"),
    SETS_THE_RATE_A_STEP_LATE(Duty.RATE, "a batch with step 1 and learning_rate"),
    KEEPS_THE_RATE_AS_A_DOUBLE(Duty.RATE, "the 32-bit float of"),
    IGNORES_A_USERS_RATE(Duty.RATE, "a batch with step 6 and learning_rate"),
    SAVES_UNDER_ANOTHER_NAME(Duty.SAVE, "CheckpointSaved with conformance-round.keras"),
    SAVES_A_ROUND_LATE(Duty.SAVE, "CheckpointSaved.step 4"),
    SAYS_NO_URI(Duty.SAVE, "CheckpointSaved.key, a URI"),
    FORGETS_WHAT_A_USER_SAVES(Duty.SAVE, "CheckpointSaved with conformance-user.keras"),
    RESTORES_NOTHING(Duty.RESTORE, "RunEnded.restored_epoch"),
    TRAINS_WHILE_PAUSED(Duty.PAUSE, "calls with wait while it is paused"),
    NEVER_RESUMES_FROM_A_PAUSE(Duty.PAUSE, "a round after ResumeTraining"),
    REPLACES_WITHOUT_ASKING(Duty.REPLACE, "BatchReached with replacement.command_id"),
    KEEPS_WHAT_WAS_REPLACED(Duty.REPLACE, "callbacks as the verdict on 6 gave them"),
    OBEYS_WHAT_IT_CANNOT(Duty.REFUSAL, "CommandApplied.outcome \"rejected: \""),
    REFUSES_AND_OBEYS(Duty.REFUSAL, "another learning_rate than"),
    FORGETS_WHO_ASKED(Duty.REFUSAL, "CommandApplied.requested_by"),
    REFUSES_WITHOUT_A_REASON(Duty.REFUSAL, "CommandApplied.outcome \"rejected: \""),
    NUMBERS_A_REPEAT_ANEW(Duty.RETRY, "the very same call again after call 3"),
    ATTACHES_ANEW_AFTER_A_CUT(Duty.RETRY, "one attach_id, also in the repeat"),
    GIVES_UP_AFTER_A_CUT(Duty.RETRY, "the very same call again after call 1"),
    GOES_ON_WITHOUT_THE_LOST_ROUND(Duty.RETRY, "the very same call again after call 3"),
    TALKS_ON_WHEN_SUPERSEDED(Duty.FENCE, "no call after the answer 409"),
    HANGS_WHEN_SUPERSEDED(Duty.FENCE, "a program that exits within"),
    BEGINS_ANEW(Duty.RESUME, "POST /runs with resume"),
    FORGETS_THE_CALLBACKS_STATE(Duty.RESUME, "callbacks as the last verdict before the checkpoint"),
    RESUMES_WITH_A_WRONG_SEQUENCE(Duty.RESUME, "callbacks as the last verdict before the checkpoint"),
    RESUMES_WITH_A_WRONG_STEP(Duty.RESUME, "a sequence that fits the step"),
    RESUMES_UNDER_ITS_OLD_ATTACH_ID(Duty.RESUME, "an attach_id of its own"),
    SAYS_NO_TRAINING_ENDED(Duty.END, "one TrainingEnded"),
    SAYS_NO_RUN_ENDED(Duty.END, "one RunEnded"),
    TALKS_AFTER_THE_END(Duty.END, "no call after RunEnded"),
    FAILS_IN_SILENCE(Duty.END, "one RunEnded"),
    CANCELS_AS_STOPPED(Duty.END, "TrainingEnded.status cancelled"),
    NAMES_NO_LAST_ROUND(Duty.END, "EpochEnded.last of round 4 true"),
    DIES_OF_CTRL_C(Duty.END, "one RunEnded"),
    /** Of the topics. */
    SAYS_ANOTHER_CE_ID(Duty.ATTACH, "a call as docs/trainers.md has it"),
    USES_ANOTHER_KEY(Duty.ATTACH, "a call as docs/trainers.md has it"),
    TAKES_A_USED_ATTEMPT(Duty.RESUME, "a call as docs/trainers.md has it"),
    LOSES_WHAT_A_CUT_LINE_HELD(Duty.RETRY, "a call as docs/trainers.md has it"),
    /** Of the queue. */
    IGNORES_NEWER_CLAIMS(Duty.FENCE, "no CheckpointSaved after step"),
    ASKS_AT_THE_END(Duty.END, "no TrainingEnded");

    /** What only a trainer on the topics can do wrong. */
    static final Set<PlantedFault> OF_TOPICS = EnumSet.range(SAYS_ANOTHER_CE_ID, ASKS_AT_THE_END);

    final Duty breaks;
    /** What is expected instead, or a part of that. */
    final String instead;

    PlantedFault(Duty breaks, String instead) {
        this.breaks = breaks;
        this.instead = instead;
    }
}
