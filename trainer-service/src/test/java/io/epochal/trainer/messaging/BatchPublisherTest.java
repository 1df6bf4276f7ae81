package io.epochal.trainer.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.Metrics;
import io.epochal.trainer.run.port.Supervisor.BatchReport;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class BatchPublisherTest {
    private static final int MORE_THAN_FITS = 70_000;
    private final List<BatchEnded> published = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger dropped = new AtomicInteger();
    private LongPredicate refused = step -> false;

    @Test
    void publishesInOrderAndAllBeforeItCloses() {
        try (BatchPublisher publisher = publisher(new CountDownLatch(0))) {
            LongStream.rangeClosed(1, 1000).forEach(step -> publisher.publish(report(step)));
        }

        assertThat(published).extracting(BatchEnded::step).isSorted().hasSize(1000);
        assertThat(published).extracting(BatchEnded::dropped).containsOnly(0L);
        assertThat(dropped).hasValue(0);
    }

    @Test
    void countsWhatDoesNotFitAndSaysSoInTheNextEvent() {
        CountDownLatch brokerIsBack = new CountDownLatch(1);
        try (BatchPublisher publisher = publisher(brokerIsBack)) {
            LongStream.rangeClosed(1, MORE_THAN_FITS).forEach(step -> publisher.publish(report(step)));
            brokerIsBack.countDown();
            publishUntilTaken(publisher);
        }

        int lost = dropped.get();
        assertThat(lost).isPositive();
        assertThat(published.stream().mapToLong(BatchEnded::dropped).sum()).isEqualTo(lost);
        long last = published.get(published.size() - 1).step();
        assertThat(published).hasSize(Math.toIntExact(last - lost));
    }

    @Test
    void countsWhatTheBrokerDidNotTakeAndSaysSoInALaterEvent() {
        refused = step -> step == 5;
        try (BatchPublisher publisher = publisher(new CountDownLatch(0))) {
            LongStream.rangeClosed(1, 5).forEach(step -> publisher.publish(report(step)));
            Awaitility.await().until(() -> dropped.get() == 1);
            publisher.publish(report(6));
        }

        assertThat(published).extracting(BatchEnded::step).containsExactly(1L, 2L, 3L, 4L, 6L);
        assertThat(published.get(4).dropped()).isEqualTo(1);
    }

    @Test
    void countsItsLossAgainWhereTheEventThatWasToReportOneIsLost() {
        refused = step -> step == 5 || step == 6;
        try (BatchPublisher publisher = publisher(new CountDownLatch(0))) {
            publisher.publish(report(5));
            Awaitility.await().until(() -> dropped.get() == 1);
            publisher.publish(report(6));
            Awaitility.await().until(() -> dropped.get() == 2);
            publisher.publish(report(7));
        }

        assertThat(published).singleElement().extracting(BatchEnded::dropped).isEqualTo(2L);
    }

    /** The sender counts its losses while the training reports those before. */
    @Test
    void countsEachLossOnceWhileTheTrainingPublishes() {
        refused = step -> step < MORE_THAN_FITS && step % 3 != 0;
        try (BatchPublisher publisher = publisher(new CountDownLatch(0))) {
            LongStream.range(1, MORE_THAN_FITS).forEach(step -> publisher.publish(report(step)));
            Awaitility.await().until(() -> dropped.get() + published.size() == MORE_THAN_FITS - 1);
            publisher.publish(report(MORE_THAN_FITS));
        }

        assertThat(published.stream().mapToLong(BatchEnded::dropped).sum()).isEqualTo(dropped.get());
    }

    /** There is room again as soon as the sender has taken one. */
    private void publishUntilTaken(BatchPublisher publisher) {
        int before;
        long step = MORE_THAN_FITS;
        do {
            before = dropped.get();
            publisher.publish(report(++step));
        } while (dropped.get() > before);
    }

    private BatchPublisher publisher(CountDownLatch broker) {
        return new BatchPublisher(
                "run",
                1,
                Clock.systemUTC(),
                (event, onLoss) -> {
                    try {
                        broker.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    if (refused.test(event.step())) {
                        onLoss.run();
                    } else {
                        published.add(event);
                    }
                },
                dropped::incrementAndGet);
    }

    private static BatchReport report(long step) {
        return new BatchReport(0, (int) step - 1, step, 0.5, Metrics.NONE, 0.001);
    }
}
