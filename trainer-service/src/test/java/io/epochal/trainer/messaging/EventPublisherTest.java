package io.epochal.trainer.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunSuspended;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class EventPublisherTest {
    private static final int MANY = 10_000;
    private final List<TrainingEvent> published = Collections.synchronizedList(new ArrayList<>());

    @Test
    void publishingDoesNotWaitForAnUnavailableBrokerAndNothingIsLost() {
        CountDownLatch brokerIsBack = new CountDownLatch(1);
        try (EventPublisher publisher = new EventPublisher(event -> {
            try {
                brokerIsBack.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            published.add(event);
        })) {
            for (int sequence = 0; sequence < MANY; sequence++) {
                publisher.publish(new RunSuspended("run", 1, sequence, Instant.EPOCH, 0, 0, 0));
            }
            assertThat(published).isEmpty();
            brokerIsBack.countDown();
        }

        assertThat(published).extracting(TrainingEvent::sequence).isSorted().hasSize(MANY);
    }
}
