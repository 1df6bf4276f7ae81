package io.epochal.trainer.messaging;

import io.epochal.checkpoint.ConditionalWrites;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.kafka.Preparation;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** What a trainer needs of the object store before it takes a run: that it answers, and that its conditional writes are. */
@ApplicationScoped
public class StorePreparation {
    private static final Logger LOG = Logger.getLogger(StorePreparation.class);

    private final ObjectStore store;
    private final Preparation preparation;

    StorePreparation(ObjectStore store) {
        this.store = store;
        this.preparation = new Preparation(List.of(() -> new ConditionalWrites(store).require()), LOG::error);
    }

    void begin(@Observes StartupEvent event) {
        preparation.begin();
    }

    /** What is missing; empty once everything is there. */
    Optional<String> missing() {
        return preparation.missing();
    }

    /** Waits until everything is there; false when this was closed before. */
    boolean await() throws InterruptedException {
        return preparation.await();
    }

    /** Whether it answers now; may take as long as the store's patience lasts. */
    boolean answers() {
        try {
            return store.list("probe/none/").isEmpty();
        } catch (IOException | RuntimeException e) {
            LOG.warnf("the object store does not answer: %s", e.getMessage());
            return false;
        }
    }

    @PreDestroy
    void close() {
        preparation.close();
    }
}
