package io.epochal.trainer.run;

import io.epochal.protocol.Ask;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Verdict;
import io.epochal.trainer.run.port.FakeEngine;
import io.epochal.trainer.run.port.Stamp;
import io.epochal.trainer.run.port.Supervisor;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Predicate;

/** Answers each epoch with the commands that a test wrote down for it, and keeps everything that was reported. */
final class ScriptedSupervisor implements Supervisor {
    /** Whether the trainer is interrupted while the run's end is on its way to the log. */
    boolean interruptedAtTheEnd;

    private static final int MOST_LOOKS = 20;
    private final Map<Integer, List<Command>> byEpoch = new TreeMap<>();
    private final Map<Integer, List<Integer>> retainByEpoch = new TreeMap<>();
    private final Map<Long, List<Command>> byStep = new TreeMap<>();
    private List<Command> atReplacement = List.of();
    private Ask asks = Ask.AT_EPOCH_END;
    private int attempt = 1;
    private long killAtStep = -1;
    private int killAtWait = -1;
    private int waits;
    private int asksOnlyAt = -1;
    private int askEvery;
    private long lastAwaited = -1;
    private int silentAtWait = -1;
    private int silentForBatches;
    private int speaksAfter;
    private int looks;
    private final Queue<CommandRequest> late = new ArrayDeque<>();
    private int pollsUntilLate;
    private final List<Due> requests = new ArrayList<>();
    final List<TrainingEvent> events = new CopyOnWriteArrayList<>();
    final List<BatchReport> batches = new ArrayList<>();

    private record Due(long step, CommandRequest request) {}

    private volatile CountDownLatch log = new CountDownLatch(0);

    /** What is said is in the log only when it {@link #takesEvents} again. */
    void takesNoEvents() {
        log = new CountDownLatch(1);
    }

    void takesEvents() {
        log.countDown();
    }

    @Override
    public void awaitPublished() throws InterruptedException {
        log.await();
    }

    ScriptedSupervisor of(int which) {
        attempt = which;
        return this;
    }

    ScriptedSupervisor killedAtStep(long step) {
        killAtStep = step;
        return this;
    }

    /** The verdict on this barrier event, from 0, comes when so many more batches have been trained. */
    ScriptedSupervisor silentAtWait(int wait, int forBatches) {
        silentAtWait = wait;
        silentForBatches = forBatches;
        return this;
    }

    /** @param wait for a verdict, from 0 */
    ScriptedSupervisor killedAtWait(int wait) {
        killAtWait = wait;
        return this;
    }

    ScriptedSupervisor atEpoch(int epoch, Command... commands) {
        byEpoch.put(epoch, List.of(commands));
        return this;
    }

    /** Asked at this step and at each later one, and answered so at this one. */
    ScriptedSupervisor atStep(long step, Command... commands) {
        asks = new Ask(step, false);
        byStep.put(step, List.of(commands));
        return this;
    }

    /** The verdict on this barrier event, from 0, wants to be asked at this step, and no other one at any. */
    ScriptedSupervisor askingOnceAfterWait(int wait, long step, Command... commands) {
        asksOnlyAt = wait;
        asks = new Ask(step, false);
        byStep.put(step, List.of(commands));
        return this;
    }

    /** Other callbacks that a user sends begin with these. */
    ScriptedSupervisor atReplacement(Command... commands) {
        atReplacement = List.of(commands);
        return this;
    }

    /** Each verdict wants to be asked again after so many steps, as a {@code save_freq} does. */
    ScriptedSupervisor askingEvery(int steps) {
        askEvery = steps;
        return this;
    }

    /** Asked when the loss is not finite. */
    ScriptedSupervisor atNonFiniteLoss() {
        asks = new Ask(null, true);
        return this;
    }

    ScriptedSupervisor retaining(int epoch, Integer... epochs) {
        retainByEpoch.put(epoch, List.of(epochs));
        return this;
    }

    /** The request is due behind this step, as for a run that is resumed; step 0 is before the run. */
    ScriptedSupervisor requestAtStep(long step, Command command) {
        String id = "c-" + step + "-" + command.getClass().getSimpleName();
        requests.add(new Due(step, new CommandRequest("run", Instant.EPOCH, id, "test", command)));
        return this;
    }

    /** The requests arrive after so many polls without one. */
    void requestAfterPolls(int polls, Command... commands) {
        pollsUntilLate = polls;
        for (Command command : commands) {
            late.add(new CommandRequest("run", Instant.EPOCH, "late-" + late.size(), "test", command));
        }
    }

    <E extends TrainingEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public synchronized long report(Function<Stamp, TrainingEvent> event) {
        events.add(event.apply(new Stamp("run", attempt, events.size(), Instant.EPOCH)));
        return events.size() - 1;
    }

    @Override
    public void report(BatchReport batch) {
        batches.add(batch);
        if (batch.step() == killAtStep) {
            throw new FakeEngine.Killed();
        }
    }

    @Override
    public synchronized Optional<Verdict> await(long sequence, Duration limit) {
        boolean first = sequence != lastAwaited;
        lastAwaited = sequence;
        if (first && waits++ == killAtWait) {
            throw new FakeEngine.Killed();
        }
        if (first && waits - 1 == silentAtWait) {
            speaksAfter = batches.size() + silentForBatches;
        }
        // A trial that may train no further batch only looks.
        if (batches.size() < speaksAfter && ++looks < MOST_LOOKS) {
            return Optional.empty();
        }
        return Optional.of(verdict(sequence));
    }

    private Verdict verdict(long sequence) {
        if (events.get((int) sequence) instanceof TrainingEvent.BatchReached reached) {
            if (reached.replacement() != null) {
                return replaced(sequence, reached, reached.replacement());
            }
            return answer(sequence, reached.epoch(), byStep.getOrDefault(reached.step(), List.of()));
        }
        int epoch = events.get((int) sequence) instanceof TrainingEvent.EpochEnded ended ? ended.epoch() : -1;
        return answer(sequence, epoch, byEpoch.getOrDefault(epoch, List.of()));
    }

    /** Refuses a list that is empty; begins any other with the command that {@link #atReplacement} says. */
    private Verdict replaced(long sequence, TrainingEvent.BatchReached reached, TrainingEvent.Replacement replacement) {
        Verdict granted = new Verdict(
                "run",
                attempt,
                sequence,
                Instant.EPOCH,
                replacement.callbacks().isEmpty() ? List.of() : atReplacement,
                replacement.callbacks(),
                List.of(),
                List.of(),
                List.of(),
                asks);
        return replacement.callbacks().isEmpty() ? granted.refusing("no callbacks at step " + reached.step()) : granted;
    }

    private Verdict answer(long sequence, int epoch, List<Command> commands) {
        return new Verdict(
                "run",
                attempt,
                sequence,
                Instant.EPOCH,
                commands,
                List.of(Map.of("type", "Seen", "epoch", epoch)),
                List.of(),
                List.of(),
                retainByEpoch.getOrDefault(epoch, List.of()),
                nextAsk(sequence));
    }

    private Ask nextAsk(long sequence) {
        if (askEvery > 0) {
            TrainingEvent event = events.get((int) sequence);
            return Ask.everyFrom(((TrainingEvent.Barrier) event).step(), askEvery);
        }
        return asksOnlyAt < 0 || waits == asksOnlyAt + 1 ? asks : Ask.AT_EPOCH_END;
    }

    @Override
    public Optional<CommandRequest> nextRequest(int epoch, int batch) {
        long step = (long) epoch * FakeEngine.STEPS + batch + 1;
        Optional<CommandRequest> next = take(due -> due.step() <= step);
        boolean onlyLate = next.isEmpty() && !late.isEmpty() && requests.isEmpty();
        return onlyLate && pollsUntilLate-- <= 0 ? Optional.of(late.remove()) : next;
    }

    @Override
    public Optional<CommandRequest> nextCancellation() {
        return take(due -> due.step() <= batches.size() && due.request().command() instanceof Command.CancelRun);
    }

    private Optional<CommandRequest> take(Predicate<Due> wanted) {
        Optional<Due> first = requests.stream().filter(wanted).findFirst();
        first.ifPresent(requests::remove);
        return first.map(Due::request);
    }

    @Override
    public void close() throws InterruptedIOException {
        if (interruptedAtTheEnd) {
            throw new InterruptedIOException("test");
        }
    }
}
