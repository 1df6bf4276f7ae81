package io.epochal.trainer.run.port;

import io.epochal.protocol.Ask;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Verdict;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.LongFunction;

/** Keeps what is reported, and hands out the verdicts and commands that a test has put there. */
public final class FakeSupervisor implements Supervisor {
    public final List<TrainingEvent> events = new CopyOnWriteArrayList<>();
    public final List<BatchReport> batches = new ArrayList<>();
    public final Deque<CommandRequest> requests = new ArrayDeque<>();
    public final Deque<CommandRequest> cancellations = new ArrayDeque<>();
    /** Where the run was each time that it asked for the user's next command: epoch and batch. */
    public final List<String> polledAt = new ArrayList<>();

    private final Map<Long, Verdict> verdicts = new HashMap<>();
    private final Map<Integer, Runnable> afterBatches = new HashMap<>();
    private LongFunction<Optional<Verdict>> otherVerdicts = sequence -> Optional.empty();
    private Runnable whileWaiting = () -> {};
    private Runnable untilPublished = () -> {};
    private boolean interrupted;

    /** A verdict on the event of this sequence. */
    public static Verdict verdict(long sequence, Command... commands) {
        return verdict(sequence, Ask.AT_EPOCH_END, commands);
    }

    /** One that says when the next is due. */
    public static Verdict verdict(long sequence, Ask ask, Command... commands) {
        return new Verdict(
                "run",
                1,
                sequence,
                Instant.EPOCH,
                List.of(commands),
                List.of(Map.of("type", "Decided")),
                List.of(),
                List.of(),
                List.of(),
                ask);
    }

    public static CommandRequest request(String id, Command command) {
        return new CommandRequest("run", Instant.EPOCH, id, "test", command);
    }

    public FakeSupervisor answers(Verdict verdict) {
        verdicts.put(verdict.answers(), verdict);
        return this;
    }

    /** Every other event has this verdict as soon as it is asked about. */
    public FakeSupervisor answersOthers(LongFunction<Optional<Verdict>> decide) {
        otherVerdicts = decide;
        return this;
    }

    /** As {@link #answersOthers}: nothing is to change. */
    public FakeSupervisor answersAll() {
        return answersOthers(sequence -> Optional.of(verdict(sequence)));
    }

    /** Runs once so many batches have been reported. */
    public void afterBatches(int count, Runnable action) {
        afterBatches.put(count, action);
    }

    /** Runs where the caller waits until its events are in the log. */
    public void untilPublished(Runnable action) {
        untilPublished = action;
    }

    /** Runs each time that a wait for a verdict ends without one. */
    public void whileWaiting(Runnable action) {
        whileWaiting = action;
    }

    /** From now on every wait is interrupted. */
    public void interrupt() {
        interrupted = true;
    }

    public <E extends TrainingEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The simple names of all events, in order. */
    public List<String> names() {
        return events.stream().map(event -> event.getClass().getSimpleName()).toList();
    }

    /** As {@link #names}, without what is reported beside the training, whose place among the others differs. */
    public List<String> namesInOrder() {
        return names().stream().filter(name -> !name.equals("CheckpointSaved")).toList();
    }

    @Override
    public synchronized long report(Function<Stamp, TrainingEvent> event) {
        events.add(event.apply(new Stamp("run", 1, events.size(), Instant.EPOCH)));
        return events.size() - 1;
    }

    @Override
    public void awaitPublished() throws InterruptedException {
        untilPublished.run();
        if (interrupted) {
            throw new InterruptedException("test");
        }
    }

    @Override
    public void report(BatchReport batch) {
        batches.add(batch);
        afterBatches.getOrDefault(batches.size(), () -> {}).run();
    }

    @Override
    public Optional<Verdict> await(long sequence, Duration limit) throws InterruptedIOException {
        // A test that waits for too long is interrupted.
        if (interrupted || Thread.interrupted()) {
            throw new InterruptedIOException("test");
        }
        Optional<Verdict> verdict = Optional.ofNullable(verdicts.get(sequence)).or(() -> otherVerdicts.apply(sequence));
        if (verdict.isEmpty()) {
            whileWaiting.run();
        }
        return verdict;
    }

    @Override
    public Optional<CommandRequest> nextRequest(int epoch, int batch) {
        polledAt.add(epoch + "/" + batch);
        return Optional.ofNullable(requests.poll());
    }

    @Override
    public Optional<CommandRequest> nextCancellation() {
        return Optional.ofNullable(cancellations.poll());
    }

    @Override
    public void close() {}
}
