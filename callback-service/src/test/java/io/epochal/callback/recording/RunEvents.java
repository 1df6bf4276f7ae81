package io.epochal.callback.recording;

import io.epochal.callback.Specs;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.Direction;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.Semantics;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What a run of two epochs says, under one callbacks list. */
public final class RunEvents {
    public static final List<Map<String, Object>> ALL_LOGGERS = List.of(
            Map.of("type", "TensorBoard"),
            Map.of("type", "CSVLogger", "filename", "log.csv"),
            Map.of("type", "RemoteMonitor", "root", "http://127.0.0.1:1"));

    /** Rounds are evaluations every 500 steps, and how many there will be is not known. */
    private static final AttachedTrainer TRAINER = new AttachedTrainer(
            "8f0e1c",
            "transformers 4.57 on torch",
            AttachedTrainer.Unit.EVALUATION,
            List.of("StopTraining", "SetLearningRate"),
            60);

    private static final TrainingParams PARAMS = new TrainingParams(
            null,
            List.of("lift"),
            true,
            0.001,
            false,
            false,
            Semantics.KERAS_3_15,
            Map.of("lift", Direction.MAX),
            null,
            true);

    private RunEvents() {}

    public static List<TrainingEvent> of(String run, List<Map<String, Object>> callbacks) {
        List<TrainingEvent> events = new ArrayList<>();
        events.add(started(run, 1, callbacks));
        for (int epoch = 0; epoch < 2; epoch++) {
            events.add(ended(run, 1 + 2 * epoch, epoch, callbacks));
            events.add(applied(run, 2 + 2 * epoch, epoch, callbacks.size()));
        }
        events.add(over(run, 5));
        return events;
    }

    public static TrainingEvent started(String run, int attempt, List<Map<String, Object>> callbacks) {
        return new TrainingEvent.RunStarted(
                run, attempt, 0, at(0), Specs.with(List.of(), callbacks), List.of(28, 28, 1), 1, 1, "cpu", callbacks);
    }

    /** A program that is not our trainer begins. */
    public static TrainingEvent attached(String run, int attempt, List<Map<String, Object>> callbacks) {
        return new TrainingEvent.AttachedRunStarted(run, attempt, 0, at(0), TRAINER, PARAMS, callbacks);
    }

    /** It resumes behind its first round, so that all of the attempt before is void from this event on. */
    public static TrainingEvent reattached(
            String run, int attempt, int fromAttempt, long fromSequence, List<Map<String, Object>> callbacks) {
        return new TrainingEvent.AttachedRunResumed(
                run,
                attempt,
                0,
                at(20),
                TRAINER,
                PARAMS,
                1,
                0,
                1,
                fromAttempt,
                fromSequence,
                "file:/models/1",
                callbacks);
    }

    /** A round, and what is recorded of it for each callback. */
    public static List<TrainingEvent> round(
            String run,
            int attempt,
            long sequence,
            int round,
            Map<String, Double> logs,
            List<Map<String, Object>> callbacks) {
        Metrics metrics = Metrics.of(logs);
        List<Verdict.Recording> recordings = IntStream.range(0, callbacks.size())
                .mapToObj(position -> new Verdict.Recording(position, metrics))
                .toList();
        return List.of(
                new TrainingEvent.EpochEnded(
                        run,
                        attempt,
                        sequence,
                        at(sequence),
                        PARAMS,
                        round,
                        500L * (round + 1),
                        metrics,
                        0.1,
                        1,
                        false,
                        callbacks),
                new TrainingEvent.VerdictApplied(
                        run,
                        attempt,
                        sequence + 1,
                        at(sequence + 1),
                        sequence,
                        round,
                        500L * (round + 1),
                        List.of(),
                        List.of(),
                        recordings,
                        0.1));
    }

    public static TrainingEvent trainingEnded(
            String run, int attempt, long sequence, List<Map<String, Object>> callbacks) {
        return new TrainingEvent.TrainingEnded(
                run,
                attempt,
                sequence,
                at(sequence),
                PARAMS,
                1,
                499,
                1000,
                RunStatus.COMPLETED,
                "all rounds",
                Metrics.NONE,
                0.1,
                callbacks);
    }

    public static TrainingEvent ended(String run, long sequence, int epoch, List<Map<String, Object>> callbacks) {
        return new TrainingEvent.EpochEnded(
                run,
                1,
                sequence,
                at(sequence),
                TrainingParams.of(Specs.with(List.of(), callbacks)),
                epoch,
                epoch + 1,
                logs(epoch),
                0.1,
                1,
                false,
                callbacks);
    }

    public static TrainingEvent applied(String run, long sequence, int epoch, int callbacks) {
        List<Verdict.Recording> recordings = IntStream.range(0, callbacks)
                .mapToObj(position -> new Verdict.Recording(position, logs(epoch)))
                .toList();
        return new TrainingEvent.VerdictApplied(
                run, 1, sequence, at(sequence), sequence - 1, epoch, epoch + 1, List.of(), List.of(), recordings, 0.1);
    }

    public static TrainingEvent over(String run, long sequence) {
        return new TrainingEvent.RunEnded(
                run,
                1,
                sequence,
                at(sequence),
                RunStatus.COMPLETED,
                "",
                2,
                null,
                Metrics.NONE,
                Metrics.NONE,
                0.1,
                null);
    }

    private static Metrics logs(int epoch) {
        return Metrics.of(Map.of("loss", 1.0 / (epoch + 1), "val_loss", 0.25));
    }

    private static Instant at(long second) {
        return Instant.ofEpochSecond(1_800_000_000L + second);
    }
}
