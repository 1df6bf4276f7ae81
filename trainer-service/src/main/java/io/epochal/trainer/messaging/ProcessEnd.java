package io.epochal.trainer.messaging;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** How a trainer ends that can rely on nothing any more. The queue hands its run out again, as after any death. */
@DefaultBean
@ApplicationScoped
class ProcessEnd {
    /** As {@code -XX:+ExitOnOutOfMemoryError} has it. */
    static final int EXIT_CODE = 3;

    private static final Logger LOG = Logger.getLogger(ProcessEnd.class);

    /** Does not return in a real trainer: nothing is closed, so that nothing can hang. */
    void now(Throwable why) {
        try {
            LOG.fatalf("this trainer ends with exit code %d: %s", EXIT_CODE, why);
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
