package io.epochal.trainer.messaging;

import io.epochal.tracing.Traces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Traces as the environment asks for them. */
@ApplicationScoped
class ConfiguredTraces {
    @Produces
    @Singleton
    Traces traces() {
        return Traces.configured("trainer-service", System.getenv());
    }

    void close(@Disposes Traces traces) {
        traces.close();
    }
}
