package io.epochal.trainer.messaging;

import io.epochal.kafka.Preparation;
import io.epochal.kafka.Requirement;
import io.epochal.kafka.ShareGroup;
import io.epochal.kafka.TopicPlan;
import io.epochal.kafka.Topics;
import io.epochal.protocol.Topic;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** What a trainer needs of Kafka: every topic that it reads or writes, and a share group that sees what was asked for before it came. */
@ApplicationScoped
public class KafkaPreparation {
    private static final Logger LOG = Logger.getLogger(KafkaPreparation.class);

    /** Summaries are between recorders and readers of the log. */
    private static final Set<Topic> TOPICS = EnumSet.complementOf(EnumSet.of(Topic.SUMMARIES, Topic.TOKENS));

    private final Preparation preparation;

    KafkaPreparation(
            KafkaSettings settings,
            @ConfigProperty(name = "epochal.topics.partitions", defaultValue = "1") int partitions,
            @ConfigProperty(name = "epochal.topics.queue-partitions") Optional<Integer> queuePartitions,
            @ConfigProperty(name = "epochal.topics.replication", defaultValue = "-1") short replication) {
        boolean shared = settings.queue().equals(KafkaSettings.SHARE_GROUP);
        // Of several, those of a trainer that is busy or dead would keep their runs from one that is free.
        int queue = queuePartitions.orElse(shared ? 1 : partitions);
        TopicPlan plan = new TopicPlan(settings.topicPrefix(), partitions, queue, replication);
        List<Requirement> needs = new ArrayList<>();
        needs.add(() -> new Topics(settings.client(), plan).ensure(TOPICS));
        if (shared) {
            needs.add(new ShareGroup(settings.client(), ShareGroup.TRAINERS));
        }
        preparation = new Preparation(needs, LOG::warn);
    }

    void begin(@Observes StartupEvent event) {
        preparation.begin();
    }

    /** What is missing; empty once everything is there. */
    public Optional<String> missing() {
        return preparation.missing();
    }

    /** Waits until everything is there; false when this was closed before. */
    boolean await() throws InterruptedException {
        return preparation.await();
    }

    @PreDestroy
    void close() {
        preparation.close();
    }
}
