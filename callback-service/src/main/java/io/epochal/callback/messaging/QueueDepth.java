package io.epochal.callback.messaging;

import io.epochal.kafka.SecurityProviders;
import io.epochal.kafka.ShareGroup;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The gauge {@code epochal.queue.waiting}: runs that wait for a trainer or are held by one, for autoscaling of trainers. Published
 * by the deciders, because there may be no trainer. NaN while it is unknown, as when the queue is no share group.
 */
@ApplicationScoped
class QueueDepth {
    private static final Logger LOG = Logger.getLogger(QueueDepth.class);
    private static final long INTERVAL_SECONDS = 10;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "queue-depth");
        thread.setDaemon(true);
        return thread;
    });
    private final ShareGroup trainers;
    private final boolean deciding;
    private volatile double waiting = Double.NaN;

    QueueDepth(
            @Identifier("default-kafka-broker") Map<String, Object> client,
            @ConfigProperty(name = "epochal.deciding") boolean deciding,
            MeterRegistry meters) {
        SecurityProviders.settle();
        this.trainers = new ShareGroup(Map.copyOf(client), ShareGroup.TRAINERS);
        this.deciding = deciding;
        if (deciding) {
            meters.gauge("epochal.queue.waiting", this, depth -> depth.waiting);
        }
    }

    void begin(@Observes StartupEvent event) {
        if (deciding) {
            var unused = timer.scheduleWithFixedDelay(this::look, 0, INTERVAL_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void look() {
        try {
            waiting = trainers.waiting();
        } catch (IOException | RuntimeException e) {
            waiting = Double.NaN;
            LOG.debugf(e, "how many runs wait is unknown");
        }
    }

    @PreDestroy
    void close() {
        timer.shutdownNow();
    }
}
