package io.epochal.trainer.messaging;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A request is durable and a question is asked, while the reader looks how far the requests go: its next look has that request. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the request is known before the verdict is handed on")
@Outcome(expect = Expect.FORBIDDEN, desc = "the verdict overtakes the request")
@State
public class RequestsEndRace {
    private static final TopicPartition REQUESTS = new TopicPartition("control", 0);

    private final GrowingLog log = new GrowingLog();
    private final RequestsEnd end = new RequestsEnd(log, REQUESTS);

    @Actor
    public void training() {
        log.end = 1;
        end.outdated();
    }

    @Actor
    public void reader() {
        end.look();
    }

    @Arbiter
    public void afterwards(I_Result result) {
        end.look();
        result.r1 = Math.toIntExact(end.offset());
    }

    private static final class GrowingLog extends MockConsumer<String, byte[]> {
        private volatile long end;

        GrowingLog() {
            super("earliest");
        }

        @Override
        public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
            return List.copyOf(partitions).equals(List.of(REQUESTS)) ? Map.of(REQUESTS, end) : Map.of();
        }
    }
}
