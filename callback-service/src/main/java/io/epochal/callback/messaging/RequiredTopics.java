package io.epochal.callback.messaging;

import io.epochal.kafka.Preparation;
import io.epochal.kafka.SecurityProviders;
import io.epochal.kafka.TopicPlan;
import io.epochal.kafka.Topics;
import io.epochal.protocol.Topic;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The topics that this service's roles read and write; creates the missing ones. */
@ApplicationScoped
public class RequiredTopics {
    private static final Logger LOG = Logger.getLogger(RequiredTopics.class);

    private static final Duration HEAD_START = Duration.ofSeconds(5);

    private final Preparation preparation;

    RequiredTopics(
            @Identifier("default-kafka-broker") Map<String, Object> client,
            @ConfigProperty(name = "epochal.topic-prefix") String topicPrefix,
            @ConfigProperty(name = "epochal.deciding") boolean deciding,
            @ConfigProperty(name = "epochal.recording") boolean recording,
            @ConfigProperty(name = "epochal.serving") boolean serving,
            @ConfigProperty(name = "epochal.verdicts-on-control") boolean verdictsOnControl,
            @ConfigProperty(name = "epochal.topics.partitions") int partitions,
            @ConfigProperty(name = "epochal.topics.replication") short replication) {
        SecurityProviders.settle();
        TopicPlan plan = new TopicPlan(topicPrefix, partitions, partitions, replication);
        Set<Topic> topics = EnumSet.of(Topic.EVENTS);
        if (deciding) {
            topics.addAll(List.of(Topic.VERDICTS, Topic.DEAD_LETTERS));
        }
        if (recording || serving) {
            topics.add(Topic.SUMMARIES);
        }
        if (serving || (deciding && verdictsOnControl)) {
            topics.add(Topic.CONTROL);
        }
        if (serving) {
            topics.addAll(List.of(Topic.BATCHES, Topic.VERDICTS, Topic.TOKENS));
        }
        preparation = new Preparation(List.of(() -> new Topics(client, plan).ensure(topics)), LOG::warn);
    }

    /** Before the channels, which would log every missing topic; an unavailable broker delays the start by a few seconds only. */
    void begin(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event)
            throws InterruptedException {
        preparation.begin();
        var unused = preparation.await(HEAD_START);
    }

    /** What is missing; empty once everything is there. */
    public Optional<String> missing() {
        return preparation.missing();
    }

    @PreDestroy
    void close() {
        preparation.close();
    }
}
