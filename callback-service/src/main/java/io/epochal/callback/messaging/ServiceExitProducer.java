package io.epochal.callback.messaging;

import io.epochal.callback.delivery.ServiceExit;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Ends this service when its JVM cannot be trusted any more. */
class ServiceExitProducer {
    @Produces
    @Singleton
    ServiceExit halt() {
        return ServiceExit.HALT;
    }
}
