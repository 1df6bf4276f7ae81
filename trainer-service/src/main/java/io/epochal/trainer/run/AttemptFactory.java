package io.epochal.trainer.run;

import io.epochal.checkpoint.Checkpoints;
import io.epochal.protocol.RunSpec;
import io.epochal.trainer.run.barrier.Barriers;
import io.epochal.trainer.run.barrier.CallbackReplacement;
import io.epochal.trainer.run.barrier.CommandApplier;
import io.epochal.trainer.run.barrier.CommandInbox;
import io.epochal.trainer.run.barrier.DecisionReports;
import io.epochal.trainer.run.barrier.OpenTrials;
import io.epochal.trainer.run.barrier.Reports;
import io.epochal.trainer.run.barrier.Trials;
import io.epochal.trainer.run.barrier.UserCommands;
import io.epochal.trainer.run.barrier.VerdictApplier;
import io.epochal.trainer.run.barrier.VerdictTimeouts;
import io.epochal.trainer.run.barrier.Verdicts;
import io.epochal.trainer.run.checkpoint.AttemptStore;
import io.epochal.trainer.run.checkpoint.BackgroundThread;
import io.epochal.trainer.run.checkpoint.Backlog;
import io.epochal.trainer.run.checkpoint.Fence;
import io.epochal.trainer.run.checkpoint.FinalModel;
import io.epochal.trainer.run.checkpoint.LastResort;
import io.epochal.trainer.run.checkpoint.SaveFailures;
import io.epochal.trainer.run.checkpoint.Savepoints;
import io.epochal.trainer.run.checkpoint.UploadQueue;
import io.epochal.trainer.run.checkpoint.WeightSummaries;
import io.epochal.trainer.run.claim.Claims;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.port.Supervisor;
import io.epochal.trainer.run.state.RunState;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Puts the parts of an attempt together; the only place that does. */
public record AttemptFactory(
        Engine.Factory engines, VerdictTimeouts timeouts, LastResort lastResort, MetricsInterval interval) {
    Attempt create(AttemptStart start, Supervisor supervisor, Claims claims) {
        String run = start.request().run();
        Checkpoints checkpoints = claims.checkpoints(run);
        Fence fence = new Fence(claims.attempts(run), start.attempt());
        AttemptStore store = new AttemptStore(checkpoints, fence, supervisor);
        SaveFailures failures = new SaveFailures();
        FinalModel model = new FinalModel(start.request().spec(), start.attempt(), store);
        CommandInbox inbox = new CommandInbox(supervisor);
        DecisionReports decisions = new DecisionReports(supervisor);
        return new Attempt(
                start,
                engines,
                store,
                model,
                failures,
                new RunEnds(supervisor, inbox, decisions),
                (engine, reached, shuttingDown) -> {
                    Savepoints savepoints = savepoints(start, engine, store, failures);
                    BooleanSupplier leaving = () -> shuttingDown.getAsBoolean() || fence.superseded();
                    CommandApplier applier = new CommandApplier(engine, savepoints, failures);
                    VerdictApplier verdicts = new VerdictApplier(applier, decisions, failures);
                    Shared shared = new Shared(start, engine, supervisor, savepoints, decisions, inbox, leaving);
                    return new Attempt.Parts(loop(shared, fence, applier, verdicts, reached), savepoints);
                });
    }

    /** What several parts of the loop have in common. */
    private record Shared(
            AttemptStart start,
            Engine engine,
            Supervisor supervisor,
            Savepoints savepoints,
            DecisionReports decisions,
            CommandInbox inbox,
            BooleanSupplier leaving) {
        RunSpec spec() {
            return start.request().spec();
        }
    }

    private Savepoints savepoints(AttemptStart start, Engine engine, AttemptStore store, SaveFailures failures) {
        UploadQueue uploads = new UploadQueue(new BackgroundThread("checkpoint-writer"), failures);
        Backlog backlog = new Backlog(store, uploads, lastResort, failures);
        WeightSummaries summaries = new WeightSummaries(store.supervisor(), new BackgroundThread("weight-summaries"));
        return new Savepoints(
                start.request().spec(), start.attempt(), engine, store, uploads, backlog, summaries, failures);
    }

    private TrainingLoop loop(
            Shared shared,
            Fence fence,
            CommandApplier applier,
            VerdictApplier verdictApplier,
            Consumer<RunState> reached) {
        RunSpec spec = shared.spec();
        Engine engine = shared.engine;
        Savepoints savepoints = shared.savepoints;
        Reports reports = new Reports(spec, engine, shared.supervisor);
        OpenTrials open = new OpenTrials();
        Trials trials = new Trials(
                spec,
                shared.supervisor,
                shared.inbox,
                verdictApplier,
                shared.decisions,
                open,
                timeouts,
                shared.leaving);
        Verdicts verdicts =
                new Verdicts(shared.supervisor, verdictApplier, trials, timeouts, shared.start.afterVoidTrial());
        Barriers barriers = new Barriers(savepoints, reports, verdicts);
        CallbackReplacement replacement = new CallbackReplacement(
                savepoints, reports, shared.decisions, shared.supervisor, shared.inbox, verdictApplier, shared.leaving);
        UserCommands commands =
                new UserCommands(spec, savepoints, shared.inbox, applier, replacement, shared.decisions);
        ScheduledRate rate = new ScheduledRate(spec, engine);
        BatchTraining training = new BatchTraining(engine, interval, rate, shared.supervisor, reports, open);
        BatchStep batches = new BatchStep(engine, training, savepoints, reports, commands, trials, barriers);
        EpochEnd epochs = new EpochEnd(engine, rate, trials, barriers, reached);
        return new TrainingLoop(
                shared.start.request(),
                engine,
                fence,
                savepoints,
                reports,
                commands,
                trials,
                barriers,
                batches,
                epochs,
                reached,
                shared.leaving);
    }
}
