package io.epochal.callback.messaging;

import io.epochal.kafka.Records;
import io.epochal.kafka.TopicPlan;
import io.epochal.protocol.Message;
import io.epochal.protocol.Topic;
import io.epochal.stack.EmbeddedKafka;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;

/** Topics of a test in a broker, the clients that know them, and a producer. */
record TestTopics(EmbeddedKafka kafka, String prefix, KafkaClients clients, Producer<String, byte[]> producer)
        implements AutoCloseable {
    /** Whose names no other test of the broker has. */
    static TestTopics own(EmbeddedKafka kafka) throws Exception {
        return of(kafka, "test-" + UUID.randomUUID() + ".");
    }

    static TestTopics of(EmbeddedKafka kafka, String prefix) throws Exception {
        kafka.create(TopicPlan.singleNode(prefix));
        KafkaClients clients = new KafkaClients(Map.of("bootstrap.servers", kafka.bootstrap()), prefix);
        return new TestTopics(kafka, prefix, clients, clients.producer());
    }

    /** Returns when Kafka has it. */
    void publish(Topic topic, Message message) throws Exception {
        publish(producer, topic, message);
    }

    /** As {@link #publish} does, for a topic that there was not when the first producer met it. */
    void publishAnew(Topic topic, Message message) throws Exception {
        try (Producer<String, byte[]> fresh = clients.producer()) {
            publish(fresh, topic, message);
        }
    }

    private void publish(Producer<String, byte[]> by, Topic topic, Message message) throws Exception {
        var unused = by.send(Records.of(clients.name(topic), message, "/test")).get(10, TimeUnit.SECONDS);
    }

    void delete(Topic topic) throws Exception {
        try (Admin admin = clients.admin()) {
            admin.deleteTopics(List.of(clients.name(topic))).all().get();
        }
    }

    /** Creates those that were deleted. */
    void createAgain() throws Exception {
        kafka.create(TopicPlan.singleNode(prefix));
    }

    @Override
    public void close() {
        producer.close();
    }
}
