package io.epochal.callback.api.log;

import io.epochal.callback.summary.ServiceState;

/** Looks after all that reads the log. */
public interface ServiceHealth {
    /** What could not be found out is among the problems. */
    ServiceState look();
}
