package io.epochal.kafka;

import io.epochal.protocol.Topic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topics of one installation: a service creates those that it needs and that are missing if it may, and else reports them.
 *
 * @param client settings of any Kafka client, at least {@code bootstrap.servers}
 */
public record Topics(Map<String, ?> client, TopicPlan plan) {
    /**
     * All of these are there when this returns.
     *
     * @throws IOException when Kafka cannot be asked, or one is missing and may not be created; the message says how to fix that
     */
    public void ensure(Collection<Topic> needed) throws IOException {
        try (Admin admin = Administration.open(client)) {
            List<String> refused = create(admin, missing(admin, needed));
            if (!refused.isEmpty()) {
                throw new IOException(
                        "Kafka has not these topics, or hides them from this service, which may not create them: "
                                + String.join(", ", refused)
                                + ". Create them and allow this service to describe them, as docs/operations.md says.");
            }
        }
    }

    /**
     * The ids that the brokers have given to these topics: one that is deleted and created again has another.
     *
     * @throws IOException when Kafka cannot be asked, or a topic is missing or hidden from this service
     */
    public static Map<String, String> ids(Map<String, ?> client, Collection<String> names) throws IOException {
        Map<String, String> ids = new TreeMap<>();
        try (Admin admin = Administration.open(client)) {
            Administration.answer(admin.describeTopics(names).allTopicNames())
                    .forEach((name, topic) -> ids.put(name, topic.topicId().toString()));
            return ids;
        } catch (ApiException e) {
            throw new IOException("Kafka does not describe the topics " + names + ": " + e.getMessage(), e);
        }
    }

    private List<Topic> missing(Admin admin, Collection<Topic> needed) throws IOException {
        List<String> names =
                needed.stream().map(topic -> topic.name(plan.prefix())).toList();
        Map<String, ? extends KafkaFuture<?>> described =
                admin.describeTopics(names).topicNameValues();
        List<Topic> missing = new ArrayList<>();
        for (Topic topic : needed) {
            try {
                KafkaFuture<?> one = described.get(topic.name(plan.prefix()));
                var unused = Administration.answer(Objects.requireNonNull(one, "Kafka answers what it is asked"));
            } catch (UnknownTopicOrPartitionException | AuthorizationException e) {
                missing.add(topic);
            }
        }
        return missing;
    }

    /** How many each will have; 0 where the broker's default is asked for, and this service may not know it. */
    private int replicas(Admin admin, List<Topic> missing) throws IOException {
        if (plan.replication() >= 0 || missing.isEmpty()) {
            return Math.max(0, plan.replication());
        }
        NewTopic one = plan.create(missing.get(0), 0);
        try {
            return Administration.answer(admin.createTopics(List.of(one), new CreateTopicsOptions().validateOnly(true))
                    .replicationFactor(one.name()));
        } catch (ApiException e) {
            // This service may not know it, or not create anything: then the creation itself fails.
            return 0;
        }
    }

    /** Creates what it may, and returns the names of the rest. */
    private List<String> create(Admin admin, List<Topic> missing) throws IOException {
        int replicas = replicas(admin, missing);
        Map<String, KafkaFuture<Void>> created = admin.createTopics(missing.stream()
                        .map(topic -> plan.create(topic, replicas))
                        .toList())
                .values();
        List<String> refused = new ArrayList<>();
        for (Map.Entry<String, KafkaFuture<Void>> one : created.entrySet()) {
            try {
                var unused = Administration.answer(one.getValue());
            } catch (AuthorizationException e) {
                refused.add(one.getKey());
            } catch (TopicExistsException e) {
                // Another service was faster. Or it is hidden, which Kafka tells the readers.
            } catch (InvalidReplicationFactorException e) {
                throw new IOException(one.getKey() + " cannot be created: " + e.getMessage(), e);
            }
        }
        return refused;
    }
}
