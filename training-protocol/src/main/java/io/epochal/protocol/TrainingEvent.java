package io.epochal.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a run, as its trainer publishes it on {@link Topic#EVENTS}, numbered without gaps within an attempt.
 *
 * <p>Epochs and batches count from 0. A step is the number of batches trained since the run began, so after the first batch it is
 * 1, as Keras' {@code optimizer.iterations}.
 */
public sealed interface TrainingEvent extends RunEvent {
    /** The event's number within its attempt, from 0. */
    long sequence();

    @Override
    default String id() {
        return run() + "/" + attempt() + "/" + sequence();
    }

    /**
     * Whether this event makes void what was published at an earlier position, as {@code docs/events.md} says under "What is
     * guaranteed". Only {@link Start} and {@link Resumption} do: {@link RunEnded}, or the {@link CommandApplied} of a cancel, as
     * the first event of a later attempt leaves all of the run's events true.
     */
    default boolean voids(EventPosition earlier) {
        return false;
    }

    /** As {@link #voids(EventPosition)}, of an event of the same run. */
    default boolean voids(TrainingEvent earlier) {
        return voids(EventPosition.of(earlier));
    }

    /** An event that the trainer waits at until the verdict on it has come. It brings the callbacks as they stand. */
    sealed interface Barrier extends TrainingEvent
            permits Start, BatchReached, EpochEnded, AttachedRunResumed, TrainingEnded {
        /** Opaque to the trainer: JSON objects that only the callback service reads. */
        List<Map<String, Object>> callbacks();

        /** What deciding on it needs besides, so that a trainer without a run spec can ask too. */
        TrainingParams params();

        /** The number of batches trained so far. */
        long step();

        <R> R accept(Handler<R> handler);

        /** One method for each barrier and no defaults, so that a new barrier does not compile until it is handled everywhere. */
        interface Handler<R> {
            R runStarted(RunStarted event);

            R batchReached(BatchReached event);

            R epochEnded(EpochEnded event);

            R attachedRunStarted(AttachedRunStarted event);

            R attachedRunResumed(AttachedRunResumed event);

            R trainingEnded(TrainingEnded event);
        }
    }

    /** An attempt begins at the run's beginning. */
    sealed interface Start extends Barrier permits RunStarted, AttachedRunStarted {
        /** Everything: the run begins anew. */
        @Override
        default boolean voids(EventPosition earlier) {
            return earlier.isBefore(EventPosition.of(this));
        }

        @Override
        default long step() {
            return 0;
        }
    }

    /**
     * An attempt resumes the run from a checkpoint. Of the attempt that stored it the events below {@code fromSequence} stay true; the
     * later ones are void, and so are those of attempts in between.
     */
    sealed interface Resumption extends TrainingEvent permits RunResumed, AttachedRunResumed {
        /** Where it resumes, from 0; -1 before the first epoch. */
        int epoch();

        /** Batches of that epoch that were trained already. */
        int batch();

        /** Batches trained since the run began. */
        long step();

        int fromAttempt();

        long fromSequence();

        TrainingParams params();

        /**
         * From here on all that was published before this event is void. Never the first event of an attempt: where the checkpoint
         * was taken at its start, the resumed attempt does not publish that again.
         */
        default EventPosition firstVoid() {
            return new EventPosition(fromAttempt(), Math.max(1, fromSequence()));
        }

        @Override
        default boolean voids(EventPosition earlier) {
            return !earlier.isBefore(firstVoid()) && earlier.isBefore(EventPosition.of(this));
        }
    }

    /**
     * An attempt begins at the run's beginning.
     *
     * @param inputShape of one row of the first input, for readers of earlier versions
     * @param inputShapes of one row of each input, channels last, as Keras has it: height, width, channels. Null, as earlier versions
     *     leave it, for {@code inputShape} alone
     * @param stepsPerEpoch batches in a full epoch
     * @param threads the engine's threads; other counts give other bits
     * @param from whose weights it begins with; null for fresh ones
     * @param hardware what trains it; null in events of earlier versions
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RunStarted(
            String run,
            int attempt,
            long sequence,
            Instant time,
            RunSpec spec,
            List<Integer> inputShape,
            @Nullable List<List<Integer>> inputShapes,
            int stepsPerEpoch,
            int threads,
            String device,
            List<Map<String, Object>> callbacks,
            RunRequested.@Nullable WarmStart from,
            @Nullable Hardware hardware)
            implements Start {
        /** Of a model with one input, with fresh weights. */
        public RunStarted(
                String run,
                int attempt,
                long sequence,
                Instant time,
                RunSpec spec,
                List<Integer> inputShape,
                int stepsPerEpoch,
                int threads,
                String device,
                List<Map<String, Object>> callbacks) {
            this(
                    run,
                    attempt,
                    sequence,
                    time,
                    spec,
                    inputShape,
                    List.of(inputShape),
                    stepsPerEpoch,
                    threads,
                    device,
                    callbacks,
                    null,
                    null);
        }

        @Override
        public List<List<Integer>> inputShapes() {
            return inputShapes == null ? List.of(inputShape) : inputShapes;
        }

        @Override
        public TrainingParams params() {
            return TrainingParams.of(spec);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.runStarted(this);
        }
    }

    /**
     * Another attempt resumes the run from a checkpoint.
     *
     * @param epoch where it resumes, as {@code batch} (batches of that epoch already trained) and {@code step}
     * @param checkpoint its key
     * @param threads the engine's threads; other counts than before give other bits
     * @param hardware what trains it now; null in events of earlier versions
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RunResumed(
            String run,
            int attempt,
            long sequence,
            Instant time,
            RunSpec spec,
            int epoch,
            int batch,
            long step,
            int fromAttempt,
            long fromSequence,
            String checkpoint,
            int stepsPerEpoch,
            int threads,
            String device,
            @Nullable Hardware hardware)
            implements Resumption {
        /** Of a trainer that does not say on what it trains. */
        public RunResumed(
                String run,
                int attempt,
                long sequence,
                Instant time,
                RunSpec spec,
                int epoch,
                int batch,
                long step,
                int fromAttempt,
                long fromSequence,
                String checkpoint,
                int stepsPerEpoch,
                int threads,
                String device) {
            this(
                    run,
                    attempt,
                    sequence,
                    time,
                    spec,
                    epoch,
                    batch,
                    step,
                    fromAttempt,
                    fromSequence,
                    checkpoint,
                    stepsPerEpoch,
                    threads,
                    device,
                    null);
        }

        @Override
        public TrainingParams params() {
            return TrainingParams.of(spec);
        }
    }

    /**
     * A program that is not our trainer begins a run.
     *
     * @param trainer which program, and what it can do
     * @param params what its callbacks must know
     * @param requestedBy who attached it; null in events of earlier versions, and where nobody was asked
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AttachedRunStarted(
            String run,
            int attempt,
            long sequence,
            Instant time,
            AttachedTrainer trainer,
            TrainingParams params,
            List<Map<String, Object>> callbacks,
            @Nullable String requestedBy)
            implements Start {
        /** One of which it is not known who attached it. */
        public AttachedRunStarted(
                String run,
                int attempt,
                long sequence,
                Instant time,
                AttachedTrainer trainer,
                TrainingParams params,
                List<Map<String, Object>> callbacks) {
            this(run, attempt, sequence, time, trainer, params, callbacks, null);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.attachedRunStarted(this);
        }
    }

    /**
     * A program that is not our trainer resumes a run from a checkpoint of its own. A barrier, since only the callback service knows
     * what the callbacks want from a program that has lost its memory.
     *
     * @param checkpoint its URI, such as {@code file:/models/3.keras}; null where the trainer does not tell
     * @param callbacks as the checkpoint had them
     * @param requestedBy who attached it; null in events of earlier versions, and where nobody was asked
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AttachedRunResumed(
            String run,
            int attempt,
            long sequence,
            Instant time,
            AttachedTrainer trainer,
            TrainingParams params,
            int epoch,
            int batch,
            long step,
            int fromAttempt,
            long fromSequence,
            @Nullable String checkpoint,
            List<Map<String, Object>> callbacks,
            @Nullable String requestedBy)
            implements Barrier, Resumption {
        /** One of which it is not known who attached it. */
        public AttachedRunResumed(
                String run,
                int attempt,
                long sequence,
                Instant time,
                AttachedTrainer trainer,
                TrainingParams params,
                int epoch,
                int batch,
                long step,
                int fromAttempt,
                long fromSequence,
                @Nullable String checkpoint,
                List<Map<String, Object>> callbacks) {
            this(
                    run,
                    attempt,
                    sequence,
                    time,
                    trainer,
                    params,
                    epoch,
                    batch,
                    step,
                    fromAttempt,
                    fromSequence,
                    checkpoint,
                    callbacks,
                    null);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.attachedRunResumed(this);
        }
    }

    /** A trainer that had nothing else to say: it is alive, and has come so far. */
    record Heartbeat(String run, int attempt, long sequence, Instant time, int epoch, int batch, long step)
            implements TrainingEvent {}

    /**
     * Training is over, whatever ended it: all epochs, a stop, an exception, a user. Only where {@link TrainingParams#asksAtEnd}.
     *
     * @param epoch the one that was trained last, or -1
     * @param batch the one that was trained last, or -1
     * @param status how the run will end
     * @param metrics of the last epoch
     */
    record TrainingEnded(
            String run,
            int attempt,
            long sequence,
            Instant time,
            TrainingParams params,
            int epoch,
            int batch,
            long step,
            RunStatus status,
            String reason,
            Metrics metrics,
            double learningRate,
            List<Map<String, Object>> callbacks)
            implements Barrier {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.trainingEnded(this);
        }
    }

    /** The trainer is shutting down: the state is in a checkpoint and the run back in the queue. */
    record RunSuspended(String run, int attempt, long sequence, Instant time, int epoch, int batch, long step)
            implements TrainingEvent {}

    /**
     * Between two batches, a question: the last verdict wanted to be asked here, see {@link Ask}, or a user wants other callbacks.
     *
     * @param batch the one that was trained last, or -1 before the epoch's first
     * @param metrics running means over the epoch so far, which Keras hands to {@code on_train_batch_end}
     * @param replacement what a user wants; null where the last verdict wanted to be asked
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record BatchReached(
            String run,
            int attempt,
            long sequence,
            Instant time,
            TrainingParams params,
            int epoch,
            int batch,
            long step,
            Metrics metrics,
            double learningRate,
            List<Map<String, Object>> callbacks,
            @Nullable Replacement replacement)
            implements Barrier {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.batchReached(this);
        }
    }

    /**
     * A list that is to take the place of the callbacks.
     *
     * @param commandId of the request
     * @param callbacks as in a run spec
     */
    record Replacement(String commandId, List<Map<String, Object>> callbacks) {}

    /**
     * A batch whose metrics a recorder is to keep for as long as the epochs'; there is no answer.
     *
     * @param metrics running means over the epoch so far
     * @param seconds how long the batch took
     */
    record BatchRecorded(
            String run,
            int attempt,
            long sequence,
            Instant time,
            int epoch,
            int batch,
            long step,
            Metrics metrics,
            double seconds)
            implements TrainingEvent {}

    /**
     * An epoch was trained and validated.
     *
     * @param metrics training means, and {@code val_} ones where validation took place
     * @param learningRate the rate used in this epoch's last batch
     * @param seconds how long it took, validation included
     * @param last whether training ends here whatever the verdict says
     */
    record EpochEnded(
            String run,
            int attempt,
            long sequence,
            Instant time,
            TrainingParams params,
            int epoch,
            long step,
            Metrics metrics,
            double learningRate,
            double seconds,
            boolean last,
            List<Map<String, Object>> callbacks)
            implements Barrier {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.epochEnded(this);
        }
    }

    /**
     * The trainer has applied a verdict.
     *
     * @param answers the sequence of the barrier event that the verdict is about
     * @param epoch the epoch that ended there, or -1 before the first
     * @param learningRate the rate from here on
     */
    record VerdictApplied(
            String run,
            int attempt,
            long sequence,
            Instant time,
            long answers,
            int epoch,
            long step,
            List<Command> commands,
            List<Verdict.Reason> reasons,
            List<Verdict.Recording> recordings,
            double learningRate)
            implements TrainingEvent {}

    /**
     * The trainer can train nothing more before it knows a verdict, and still waits for it. Published once for a verdict.
     *
     * @param answers the sequence of the barrier event
     * @param batch the one that was trained last, from 0
     */
    record VerdictOverdue(
            String run, int attempt, long sequence, Instant time, long answers, int epoch, int batch, long step)
            implements TrainingEvent {}

    /**
     * The answer to a user's request: applied at this batch, or why not.
     *
     * @param batch the one that was trained last, or -1 before the epoch's first
     * @param requestedBy who asked; null in events of earlier versions
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CommandApplied(
            String run,
            int attempt,
            long sequence,
            Instant time,
            String commandId,
            Command command,
            int epoch,
            int batch,
            CommandOutcome outcome,
            @Nullable String requestedBy)
            implements TrainingEvent {
        /** The answer to a request of which it is not known who sent it. */
        public CommandApplied(
                String run,
                int attempt,
                long sequence,
                Instant time,
                String commandId,
                Command command,
                int epoch,
                int batch,
                CommandOutcome outcome) {
            this(run, attempt, sequence, time, commandId, command, epoch, batch, outcome, null);
        }
    }

    /** The state was copied between two batches, for a checkpoint that is being uploaded; an attempt that resumes from it begins here. */
    record CheckpointTaken(String run, int attempt, long sequence, Instant time, int epoch, int batch, long step)
            implements TrainingEvent {}

    /**
     * A checkpoint is durable: its manifest is stored.
     *
     * @param key where its parts are stored in the bucket
     * @param names the names it can be loaded by
     */
    record CheckpointSaved(
            String run,
            int attempt,
            long sequence,
            Instant time,
            int epoch,
            long step,
            String key,
            List<String> names,
            long bytes)
            implements TrainingEvent {}

    /** Histograms of every weight as it stood at the end of an epoch. */
    record WeightsSummarized(
            String run, int attempt, long sequence, Instant time, int epoch, long step, List<Histogram> histograms)
            implements TrainingEvent {}

    /**
     * Pictures of one weight as it stood at the end of an epoch, as Keras' {@code write_images} draws it.
     *
     * @param weight its path, such as {@code sequential/conv2d/kernel}
     * @param width in pixels, as {@code height}
     * @param images PNG files in base64, at most three
     */
    record WeightsDrawn(
            String run,
            int attempt,
            long sequence,
            Instant time,
            int epoch,
            long step,
            String weight,
            int width,
            int height,
            List<String> images)
            implements TrainingEvent {}

    /**
     * The run is over.
     *
     * @param reason in words, for the user
     * @param restoredEpoch the epoch whose weights the final model has, where they are not the last one's
     * @param metrics of the last epoch
     * @param test loss and metrics on the test set; empty when it was not evaluated
     * @param checkpoint the key of the final model's checkpoint
     */
    record RunEnded(
            String run,
            int attempt,
            long sequence,
            Instant time,
            RunStatus status,
            String reason,
            int epochsRun,
            @Nullable Integer restoredEpoch,
            Metrics metrics,
            Metrics test,
            double learningRate,
            @Nullable String checkpoint)
            implements TrainingEvent {}
}
