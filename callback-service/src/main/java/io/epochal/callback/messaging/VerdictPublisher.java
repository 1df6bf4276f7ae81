package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogFollower;
import io.epochal.callback.delivery.Handling.Answer;
import io.epochal.kafka.Records;
import io.epochal.protocol.BarrierAddress;
import io.epochal.protocol.Topic;
import io.epochal.protocol.Verdict;
import io.epochal.tracing.TraceParent;
import io.epochal.tracing.Traces;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Publishes verdicts. One that Kafka never takes is replaced by one that fails its run. Who waits for a verdict in this process is told
 * as soon as Kafka has it, and before the log is read so far.
 */
@ApplicationScoped
class VerdictPublisher {
    private static final String SOURCE = "/callback-service";

    private final Clock clock = Clock.systemUTC();
    private final RetryingSender sender;
    private final LogFollower follower;
    private final Traces traces;
    private final List<String> topics;

    VerdictPublisher(
            ServiceProducers producers,
            LogFollower follower,
            Traces traces,
            @ConfigProperty(name = "epochal.topic-prefix") String topicPrefix,
            @ConfigProperty(name = "epochal.verdicts-on-control") boolean onControlToo) {
        this.sender = new RetryingSender(producers::forChannels);
        this.follower = follower;
        this.traces = traces;
        // A trainer of an older version reads the second only.
        List<Topic> written = onControlToo ? List.of(Topic.VERDICTS, Topic.CONTROL) : List.of(Topic.VERDICTS);
        this.topics = written.stream().map(topic -> topic.name(topicPrefix)).toList();
    }

    /**
     * The answer that begins to publish this verdict; {@link #settle} waits for that. Encoded here, since what a callback has put into
     * it may not be JSON.
     *
     * @param parent what it follows from
     */
    Answer of(Verdict verdict, TraceParent parent) {
        List<ProducerRecord<String, byte[]>> records = records(verdict);
        return () -> {
            for (ProducerRecord<String, byte[]> record : records) {
                sender.begin(
                        record,
                        () -> Records.of(record.topic(), tooLarge(verdict), SOURCE),
                        traces.send(record, parent),
                        () -> follower.verdict(verdict));
            }
        };
    }

    /** The answer that fails the run. */
    Answer failed(BarrierAddress address, String reason, TraceParent parent) {
        return of(address.failed(reason, clock.instant()), parent);
    }

    /** Fails the run of a verdict that Kafka never takes. */
    Verdict tooLarge(Verdict verdict) {
        return new BarrierAddress(verdict.run(), verdict.attempt(), verdict.answers())
                .failed("its verdict is too large for Kafka", clock.instant());
    }

    /** A verdict as it is sent: to each topic that trainers read. */
    List<ProducerRecord<String, byte[]>> records(Verdict verdict) {
        return topics.stream().map(topic -> Records.of(topic, verdict, SOURCE)).toList();
    }

    /** Returns once all verdicts are durable. */
    void settle() throws InterruptedException {
        sender.settle();
    }

    @PreDestroy
    void close() {
        sender.close();
    }
}
