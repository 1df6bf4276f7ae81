package io.epochal.callback.api.access;

import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** A page of another site can make a browser send anything, but not JSON by its type without a CORS preflight. */
public final class JsonType {
    private JsonType() {}

    /** @throws ProblemException for a body of another type */
    public static void require(HttpHeaders headers) {
        @Nullable MediaType type = headers.getMediaType();
        boolean json = type != null
                && type.getType().equalsIgnoreCase("application")
                && type.getSubtype().equalsIgnoreCase("json");
        if (!json) {
            throw new ProblemException(
                    ProblemType.NOT_SAID_TO_BE_JSON,
                    "the body is sent as application/json, by the header Content-Type");
        }
    }
}
