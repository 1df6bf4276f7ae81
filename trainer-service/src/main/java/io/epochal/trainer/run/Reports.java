package io.epochal.trainer.run;

import io.epochal.protocol.CommandOutcome;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.BatchRecorded;
import io.epochal.protocol.TrainingEvent.CheckpointTaken;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.RunSuspended;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.TrainingEvent.VerdictOverdue;
import io.epochal.protocol.Verdict;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a run stands, in the words of the protocol. Each method returns the sequence that its event was given. */
record Reports(RunSpec spec, Engine engine, Supervisor supervisor) {
    /** @param from whose weights the run begins with; null for fresh ones */
    long started(RunRequested.@Nullable WarmStart from) {
        return supervisor.report(stamp -> new RunStarted(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                spec,
                engine.inputShape(),
                engine.stepsPerEpoch(),
                engine.threads(),
                engine.device(),
                spec.callbacks(),
                from));
    }

    long resumed(Resumption from) {
        TrainingState state = from.state();
        return supervisor.report(stamp -> new RunResumed(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                spec,
                state.progress().epoch(),
                state.progress().batch(),
                state.progress().step(),
                state.attempt(),
                state.sequence(),
                from.checkpoint().key(),
                engine.stepsPerEpoch(),
                engine.threads(),
                engine.device()));
    }

    long suspended(Standing standing) {
        return supervisor.report(stamp -> new RunSuspended(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                standing.epoch(),
                standing.progress().batch(),
                standing.step()));
    }

    long taken(Standing standing) {
        return supervisor.report(stamp -> new CheckpointTaken(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                standing.epoch(),
                standing.progress().batch(),
                standing.step()));
    }

    /** @param batch the one that was trained last, from 0 */
    void recorded(Standing standing, int batch, double seconds) {
        supervisor.report(stamp -> new BatchRecorded(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                standing.epoch(),
                batch,
                standing.step(),
                standing.metrics(),
                seconds));
    }

    long reached(Standing standing) {
        return reached(standing, null);
    }

    /** @param replacement what a person wants instead of the callbacks; null where a verdict wanted to be asked */
    long reached(Standing standing, TrainingEvent.@Nullable Replacement replacement) {
        return supervisor.report(stamp -> new BatchReached(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                spec,
                standing.epoch(),
                standing.progress().batch() - 1,
                standing.step(),
                standing.metrics(),
                standing.learningRate(),
                standing.callbacks(),
                replacement));
    }

    long ended(Standing standing, double seconds) {
        boolean last = standing.ended() || standing.epoch() + 1 == spec.epochs();
        return supervisor.report(stamp -> new EpochEnded(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                spec,
                standing.epoch(),
                standing.step(),
                standing.metrics(),
                standing.learningRate(),
                seconds,
                last,
                standing.callbacks()));
    }

    /** @param unsaved what could not be obeyed, and why */
    void applied(Verdict verdict, Standing after, List<Verdict.Reason> unsaved) {
        List<Verdict.Reason> reasons =
                Stream.concat(verdict.reasons().stream(), unsaved.stream()).toList();
        supervisor.report(stamp -> new VerdictApplied(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                verdict.answers(),
                after.epoch(),
                after.step(),
                verdict.commands(),
                reasons,
                verdict.recordings(),
                after.learningRate()));
    }

    /** @param sequence of the event that has no verdict */
    void overdue(long sequence, Standing standing) {
        supervisor.report(stamp -> new VerdictOverdue(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                sequence,
                standing.epoch(),
                standing.progress().batch() - 1,
                standing.step()));
    }

    long answered(CommandRequest request, Standing standing, CommandOutcome outcome) {
        return answer(supervisor, request, standing, outcome);
    }

    /** The same, where no engine is open. */
    static long answer(Supervisor supervisor, CommandRequest request, Standing standing, CommandOutcome outcome) {
        return supervisor.report(stamp -> new CommandApplied(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                request.commandId(),
                request.command(),
                standing.epoch(),
                standing.progress().batch() - 1,
                outcome));
    }
}
