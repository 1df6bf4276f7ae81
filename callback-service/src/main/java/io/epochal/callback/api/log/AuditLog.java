package io.epochal.callback.api.log;

import io.epochal.callback.guard.AuditEntry;
import java.util.List;

/** What users have requested of runs, and what the trainers answered. */
public interface AuditLog {
    /**
     * The newest requests, in no order, with their answers.
     *
     * @param most how many at most
     * @throws LogUnavailableException when they cannot be read in time; a retry continues from there
     */
    List<AuditEntry> requests(int most) throws LogUnavailableException;
}
