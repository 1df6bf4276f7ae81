package io.epochal.callback.messaging;

import io.epochal.callback.delivery.Handling.Answer;
import io.epochal.kafka.Records;
import io.epochal.protocol.BarrierAddress;
import io.epochal.protocol.Topic;
import io.epochal.protocol.Verdict;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;

/** Says verdicts. One that Kafka never takes becomes one by which its run fails. */
@ApplicationScoped
class VerdictPublisher {
    private static final String SOURCE = "/callback-service";

    private final Clock clock = Clock.systemUTC();
    private final Sender sender;
    private final String topic;

    VerdictPublisher(
            @Channel("verdicts") MutinyEmitter<byte[]> channel,
            @ConfigProperty(name = "epochal.topic-prefix") String topicPrefix) {
        this.sender = new Sender(channel);
        this.topic = Topic.CONTROL.name(topicPrefix);
    }

    /** To be given: this verdict. Written down here, since what a callback has put into it may not be JSON. */
    Answer of(Verdict verdict) {
        BarrierAddress address = new BarrierAddress(verdict.run(), verdict.attempt(), verdict.answers());
        List<ProducerRecord<String, byte[]>> forms =
                List.of(record(verdict), record(address.failed("its verdict is too large for Kafka", clock.instant())));
        return () -> send(forms);
    }

    /** To be given: that the run fails. */
    Answer failed(BarrierAddress address, String reason) {
        List<ProducerRecord<String, byte[]>> forms = List.of(record(address.failed(reason, clock.instant())));
        return () -> send(forms);
    }

    private void send(List<ProducerRecord<String, byte[]>> forms) throws InterruptedException {
        var unused = sender.send(forms, Integer.MAX_VALUE);
    }

    private ProducerRecord<String, byte[]> record(Verdict verdict) {
        return Records.of(topic, verdict, SOURCE);
    }

    @PreDestroy
    void close() {
        sender.close();
    }
}
