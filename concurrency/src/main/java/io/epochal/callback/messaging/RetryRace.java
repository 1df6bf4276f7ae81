package io.epochal.callback.messaging;

import io.epochal.tracing.TracedSpan;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Kafka does not take a verdict, as the producer's thread is told while its decider settles: it is sent once more before that returns. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "sent again")
@Outcome(expect = Expect.FORBIDDEN, desc = "its offset is committed without a verdict, or it is sent twice")
@State
public class RetryRace {
    private static final ProducerRecord<String, byte[]> VERDICT =
            new ProducerRecord<>("verdicts", "run", new byte[0]);

    private final AnsweredLater producer = new AnsweredLater();
    private final RetryingSender sender = new RetryingSender(() -> producer);

    public RetryRace() {
        sender.begin(VERDICT, () -> VERDICT, TracedSpan.NONE, () -> {});
    }

    @Actor
    public void network() {
        producer.refuse();
    }

    @Actor
    public void decider(I_Result result) {
        try {
            sender.settle();
            result.r1 = producer.again.get();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** As Kafka's: a flush returns behind the callbacks of what was sent before. */
    private static final class AnsweredLater extends MockProducer<String, byte[]> {
        private final AtomicInteger again = new AtomicInteger();
        private volatile Callback waiting = (place, fault) -> {};
        private volatile boolean answered;

        AnsweredLater() {
            super(false, new RoundRobinPartitioner(), new StringSerializer(), new ByteArraySerializer());
        }

        void refuse() {
            waiting.onCompletion(null, new TimeoutException("away"));
            answered = true;
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<String, byte[]> record, Callback callback) {
            waiting = callback;
            return new CompletableFuture<>();
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<String, byte[]> record) {
            again.incrementAndGet();
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void flush() {
            while (!answered) {
                Thread.onSpinWait();
            }
        }
    }
}
