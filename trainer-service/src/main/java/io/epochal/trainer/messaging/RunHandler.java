package io.epochal.trainer.messaging;

import io.epochal.protocol.UnreadableException;
import io.epochal.trainer.run.port.Runs;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a trainer does with one record of the queue, from taking it until it is done, put back or set aside. */
final class RunHandler {
    /** After the first failure to begin; twice as long after each further one, up to the last. Other runs wait meanwhile. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

    private static final int LONGEST_PAUSE = 8;
    private static final Duration GLANCE = Duration.ofMillis(50);

    private final Runs runs;
    private final StorePreparation store;
    private final int deliveryLimit;
    private final QueueDeadLetters deadLetters;
    private final ProcessEnd process;
    private final ExecutorService training;
    private final CountDownLatch closing;

    RunHandler(
            Runs runs,
            StorePreparation store,
            int deliveryLimit,
            QueueDeadLetters deadLetters,
            ProcessEnd process,
            ExecutorService training,
            CountDownLatch closing) {
        this.runs = runs;
        this.store = store;
        this.deliveryLimit = deliveryLimit;
        this.deadLetters = deadLetters;
        this.process = process;
        this.training = training;
        this.closing = closing;
    }

    void take(RecordQueue queue, ConsumerRecord<String, byte[]> record) throws InterruptedException {
        QueuedRun run;
        try {
            run = QueuedRun.of(record);
        } catch (UnreadableException e) {
            deadLetters.send(record, String.valueOf(e.getMessage()), e.getCause());
            queue.done();
            return;
        }
        Turn turn = new Turn(queue, new RecordLock(queue, closing), record, run);
        int returns = Math.max(run.returns(), queue.returns());
        RunWait.Result result = turn.hold.until(training.submit(turn), () -> turn.lost = true);
        switch (result.state()) {
            case DONE -> queue.done();
            case GIVEN_UP -> giveUp(turn, "the run has ended at its last delivery");
            case SUPERSEDED -> queue.release();
            case FATAL -> process.now(new IllegalStateException(result.why()));
            case NOT_BEGUN -> notBegun(turn, returns, result.why());
            default -> queue.putBack(0);
        }
    }

    /** Perhaps the store is unavailable, which is not the run's fault; otherwise it is retried, but not without end. */
    private void notBegun(Turn turn, int returns, String why) throws InterruptedException {
        if (!turn.hold.isClosing() && !storeAnswersAtOnce(turn.hold)) {
            turn.queue.putBack(returns);
        } else if (turn.hold.isClosing() || returns < QueuedRun.MOST_RETURNS) {
            turn.hold.rest(FIRST_PAUSE.multipliedBy(Math.min(1L << returns, LONGEST_PAUSE)));
            turn.queue.putBack(turn.hold.isClosing() ? returns : returns + 1);
        } else {
            fail(turn, "it could not begin, " + (returns + 1) + " times: " + why);
        }
    }

    private void fail(Turn turn, String why) throws InterruptedException {
        Future<Runs.Outcome> failing = training.submit(() -> runs.fail(turn.run.request(), why));
        RunWait.Result result = turn.hold.until(failing, () -> turn.lost = true);
        if (result.state() == RunWait.State.FATAL) {
            process.now(new IllegalStateException(result.why()));
        }
        giveUp(turn, why);
    }

    private void giveUp(Turn turn, String why) throws InterruptedException {
        deadLetters.send(turn.record, why, null);
        turn.queue.done();
    }

    /** False when it had to be waited for: as long as it is unavailable, no run can be trained here. */
    private boolean storeAnswersAtOnce(RecordLock hold) throws InterruptedException {
        boolean atOnce = true;
        Future<Boolean> asked = training.submit(store::answers);
        while (!hold.isClosing() && !answered(asked)) {
            if (asked.isDone()) {
                atOnce = false;
                hold.rest(FIRST_PAUSE);
                asked = training.submit(store::answers);
            } else {
                hold.rest(GLANCE);
            }
        }
        return atOnce;
    }

    private static boolean answered(Future<Boolean> asked) throws InterruptedException {
        try {
            return asked.isDone() && asked.get();
        } catch (ExecutionException e) {
            return false;
        }
    }

    /** One run in the hands of this trainer. */
    private final class Turn implements Callable<Runs.Outcome> {
        private final RecordQueue queue;
        private final RecordLock hold;
        private final ConsumerRecord<String, byte[]> record;
        private final QueuedRun run;
        private volatile boolean lost;

        Turn(RecordQueue queue, RecordLock hold, ConsumerRecord<String, byte[]> record, QueuedRun run) {
            this.queue = queue;
            this.hold = hold;
            this.record = record;
            this.run = run;
        }

        @Override
        public Runs.Outcome call() throws IOException {
            boolean last = queue.last(record) || madeNoProgress();
            return runs.train(new Runs.Delivery(run.request(), run.ticket(), last), () -> hold.isClosing() || lost);
        }

        /** The claims are the count that every kind of group has, and that survives a run's being put back as a new record. */
        private boolean madeNoProgress() throws IOException {
            return runs.madeNoProgress(run.request(), Math.max(deliveryLimit - 1, Runs.WITHOUT_PROGRESS));
        }
    }
}
