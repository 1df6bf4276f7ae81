package io.epochal.callback.messaging;

import io.epochal.callback.delivery.ProcessEnd;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** How this service ends when its JVM cannot be trusted any more. */
class Ends {
    @Produces
    @Singleton
    ProcessEnd halt() {
        return ProcessEnd.HALT;
    }
}
