package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.RunSummaries;
import io.epochal.callback.summary.OverviewFold;
import io.epochal.callback.summary.RunOverview;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.Topic;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The topic of summaries. Its one reader begins with the first question, and reads nothing between two questions. */
@ApplicationScoped
class KafkaRunSummaries implements RunSummaries {
    private static final Duration LIMIT = Duration.ofSeconds(3);
    /** At half a kilobyte each. */
    private static final int MOST = 100_000;

    private final NewestRuns runs = new NewestRuns(MOST);
    private final TopicScan scan;

    KafkaRunSummaries(KafkaClients clients) {
        this.scan = new TopicScan(clients, Topic.SUMMARIES, this::add);
    }

    @Override
    public Listing list() throws LogUnavailableException {
        catchUp();
        return runs.listing();
    }

    @Override
    public Optional<RunOverview> find(String run) throws LogUnavailableException {
        catchUp();
        return runs.find(run);
    }

    /** Where nobody has trained anything yet, there may be no topic. */
    private void catchUp() throws LogUnavailableException {
        try {
            scan.catchUp(LIMIT);
        } catch (MissingTopicException e) {
            runs.clear();
        }
    }

    private void add(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            runs.remove(record.key());
        } else {
            SummaryPlaces.summary(record).map(KafkaRunSummaries::overview).ifPresent(runs::put);
        }
    }

    /** Without the places of its records, of which the page asks nothing. */
    private static RunOverview overview(RunSummary summary) {
        return new OverviewFold(summary).overview();
    }

    @PreDestroy
    void close() {
        scan.close();
    }
}
