package io.epochal.callback.policy;

import io.epochal.protocol.Ask;
import io.epochal.protocol.Command;
import io.epochal.protocol.Direction;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.Semantics;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.field.SpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a callbacks list would have done to a run whose measurements are known. Calls the callbacks as for a live run, without one.
 */
public final class Replay {
    private final Case asked;
    private final List<Double> learningRates = new ArrayList<>();
    private final List<EpochDecision> epochs = new ArrayList<>();
    private List<Callback> callbacks = List.of();
    private List<Command> commands = new ArrayList<>();
    private List<Verdict.Reason> reasons = new ArrayList<>();
    private ReplayedRun run;
    private long step;
    private Ask ask = Ask.AT_EPOCH_END;

    private Replay(Case asked) {
        this.asked = asked;
        this.run = ReplayedRun.atStart(asked.learningRate());
    }

    /**
     * A history and the callbacks to put it to.
     *
     * @param metrics compiled ones, by name
     * @param directions of metrics and logs whose names do not tell it
     * @param callbacks as in a run spec
     */
    public record Case(
            String id,
            double learningRate,
            List<String> metrics,
            Map<String, Direction> directions,
            List<Map<String, Object>> callbacks,
            Semantics semantics,
            List<Measured> history) {
        /** Where the names of the metrics tell their directions. */
        public Case(
                String id,
                double learningRate,
                List<String> metrics,
                List<Map<String, Object>> callbacks,
                Semantics semantics,
                List<Measured> history) {
            this(id, learningRate, metrics, Map.of(), callbacks, semantics, history);
        }

        /** The same history, put to other callbacks. */
        public Case with(List<Map<String, Object>> others) {
            return new Case(id, learningRate, metrics, directions, others, semantics, history);
        }
    }

    /** An epoch's logs, and those of its batches where they are known. */
    public record Measured(int epoch, Metrics logs, List<Metrics> batches) {}

    /** A checkpoint that would have been saved. */
    public record Saved(int epoch, String name) {}

    /** @param callbacks as they stood after this epoch */
    public record EpochDecision(
            int epoch, List<Command> commands, List<Verdict.Reason> reasons, CallbackList callbacks) {}

    /**
     * The result of a replay.
     *
     * @param stopped whether a callback ended the training
     * @param weightsFromEpoch whose weights the model has in the end; null when no epoch was trained
     * @param learningRates as logged, epoch by epoch; null where no callback logs them
     * @param error what Keras would raise, or what is wrong with the callbacks
     */
    public record Outcome(
            String id,
            int epochsRun,
            boolean stopped,
            @Nullable Integer weightsFromEpoch,
            double finalLearningRate,
            @Nullable List<Double> learningRates,
            List<Saved> saved,
            @Nullable String error,
            List<EpochDecision> epochs) {}

    /** Replays a case; what is wrong with its callbacks is the outcome's error. */
    public static Outcome of(Case asked, CallbackProviders others) {
        return new Replay(asked).replay(others);
    }

    /** {@link SpecException} names what is wrong with a case's callbacks. */
    public static void check(Case asked, CallbackProviders others) {
        var unused = CallbackList.read(asked.callbacks(), CompileContext.of(asked), others);
    }

    private Outcome replay(CallbackProviders others) {
        try {
            callbacks = CallbackList.read(asked.callbacks(), CompileContext.of(asked), others)
                    .callbacks();
        } catch (SpecException e) {
            run = run.failed(e.getMessage());
            return outcome();
        }
        take(Hooks.trainBegin(callbacks, run.learningRate()));
        for (int i = 0; i < asked.history().size() && run.trains(); i++) {
            epoch(asked.history().get(i), i + 1 == asked.history().size());
        }
        return outcome();
    }

    private void epoch(Measured measured, boolean last) {
        run = run.inEpoch(measured.epoch());
        for (int i = 0; i < measured.batches().size() && run.trains(); i++) {
            batch(measured, i);
        }
        if (run.error() != null) {
            return;
        }
        run = run.withWeightsFrom(measured.epoch());
        Callback.Epoch epoch = new Callback.Epoch(measured.epoch(), measured.logs(), run.learningRate());
        Decision decision = Hooks.epochEnd(callbacks, epoch, last || run.stopped());
        take(decision);
        decision.logs().get("learning_rate").ifPresent(learningRates::add);
        epochs.add(new EpochDecision(measured.epoch(), commands, reasons, new CallbackList(callbacks)));
        commands = new ArrayList<>();
        reasons = new ArrayList<>();
    }

    private void batch(Measured measured, int index) {
        step++;
        Metrics logs = measured.batches().get(index);
        if (ask.wants(step, logs.get("loss").orElse(0))) {
            Callback.Batch batch = new Callback.Batch(measured.epoch(), index, step, logs, run.learningRate());
            take(Hooks.batchEnd(callbacks, batch));
        }
    }

    private void take(Decision decision) {
        callbacks = decision.next();
        commands.addAll(decision.commands());
        reasons.addAll(decision.reasons());
        ask = decision.ask(step);
        for (Command command : decision.commands()) {
            run = command.accept(run);
        }
    }

    private Outcome outcome() {
        return new Outcome(
                asked.id(),
                epochs.size(),
                run.stopped(),
                run.weightsFrom(),
                run.learningRate(),
                learningRates.isEmpty() ? null : learningRates,
                run.saved(),
                run.error(),
                epochs);
    }
}
