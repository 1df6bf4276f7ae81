package io.epochal.callback.messaging;

import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/** Records as the channels take them. */
final class Outgoing {
    private Outgoing() {}

    static Message<byte[]> of(ProducerRecord<String, byte[]> record) {
        return Message.of(
                record.value(),
                Metadata.of(OutgoingKafkaRecordMetadata.<String>builder()
                        .withTopic(record.topic())
                        .withKey(record.key())
                        .withHeaders(record.headers())
                        .build()));
    }
}
