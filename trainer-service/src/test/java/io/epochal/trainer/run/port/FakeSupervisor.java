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

/** Keeps what is reported, and hands out the verdicts and commands that a test has put there. */
public final class FakeSupervisor implements Supervisor {
    public final List<TrainingEvent> events = new CopyOnWriteArrayList<>();
    public final List<BatchReport> batches = new ArrayList<>();
    public final Deque<CommandRequest> requests = new ArrayDeque<>();
    public final Deque<CommandRequest> cancellations = new ArrayDeque<>();
    private final Map<Long, Verdict> verdicts = new HashMap<>();
    private Runnable whileWaiting = () -> {};
    private boolean interrupted;

    /** A verdict on the event of this sequence. */
    public static Verdict verdict(long sequence, Command... commands) {
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
                Ask.AT_EPOCH_END);
    }

    public static CommandRequest request(String id, Command command) {
        return new CommandRequest("run", Instant.EPOCH, id, "test", command);
    }

    public FakeSupervisor answers(Verdict verdict) {
        verdicts.put(verdict.answers(), verdict);
        return this;
    }

    /** Runs each time that a wait for a verdict ends without one. */
    public void whileWaiting(Runnable action) {
        whileWaiting = action;
    }

    /** From now on a wait for a verdict is interrupted. */
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

    @Override
    public synchronized long report(Function<Stamp, TrainingEvent> event) {
        events.add(event.apply(new Stamp("run", 1, events.size(), Instant.EPOCH)));
        return events.size() - 1;
    }

    @Override
    public void awaitPublished() {}

    @Override
    public void report(BatchReport batch) {
        batches.add(batch);
    }

    @Override
    public Optional<Verdict> await(long sequence, Duration limit) throws InterruptedIOException {
        if (interrupted) {
            throw new InterruptedIOException("test");
        }
        Optional<Verdict> verdict = Optional.ofNullable(verdicts.get(sequence));
        if (verdict.isEmpty()) {
            whileWaiting.run();
        }
        return verdict;
    }

    @Override
    public Optional<CommandRequest> nextRequest(int epoch, int batch) {
        return Optional.ofNullable(requests.poll());
    }

    @Override
    public Optional<CommandRequest> nextCancellation() {
        return Optional.ofNullable(cancellations.poll());
    }

    @Override
    public void close() {}
}
