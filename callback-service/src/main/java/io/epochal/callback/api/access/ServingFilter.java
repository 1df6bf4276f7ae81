package io.epochal.callback.api.access;

import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Rejects every request where {@code epochal.serving=false}, as if no path existed. */
@Provider
@PreMatching
class ServingFilter implements ContainerRequestFilter {
    private final boolean serving;

    ServingFilter(@ConfigProperty(name = "epochal.serving") boolean serving) {
        this.serving = serving;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (!serving) {
            throw new ProblemException(
                    ProblemType.NOT_SERVING, "epochal.serving is false in this process; use one where it is true");
        }
    }
}
