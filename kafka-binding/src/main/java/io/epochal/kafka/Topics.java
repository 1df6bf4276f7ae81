package io.epochal.kafka;

import io.epochal.protocol.Topic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topics of one installation: whoever needs them creates what is missing if it may, and else says what is missing.
 *
 * @param client settings of any Kafka client, at least {@code bootstrap.servers}
 */
public record Topics(Map<String, ?> client, TopicPlan plan) {
    /**
     * All of these are there when this returns.
     *
     * @throws IOException when Kafka cannot be asked, or one is missing and may not be created; says how to mend that
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

    /** Creates what it may, and returns the names of the rest. */
    private List<String> create(Admin admin, List<Topic> missing) throws IOException {
        Map<String, KafkaFuture<Void>> created =
                admin.createTopics(missing.stream().map(plan::create).toList()).values();
        List<String> refused = new ArrayList<>();
        for (Map.Entry<String, KafkaFuture<Void>> one : created.entrySet()) {
            try {
                var unused = Administration.answer(one.getValue());
            } catch (AuthorizationException e) {
                refused.add(one.getKey());
            } catch (TopicExistsException e) {
                // Another service was faster. Or it is hidden, which whoever reads it is told by Kafka.
            } catch (InvalidReplicationFactorException e) {
                throw new IOException(one.getKey() + " cannot be created: " + e.getMessage(), e);
            }
        }
        return refused;
    }
}
