package io.epochal.callback.readmodel;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The database cannot be read or written now; the message says why. */
public final class ReadModelException extends Exception {
    private static final long serialVersionUID = 1L;

    ReadModelException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }

    static ReadModelException of(SQLException fault) {
        String reason = String.valueOf(fault.getMessage()).lines().findFirst().orElse("");
        return new ReadModelException("the database of the list does not answer: " + reason, fault);
    }
}
