package io.epochal.callback.api.guard;

import io.epochal.callback.api.problem.ProblemException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/** A run that a caller does not see is for them as one that does not exist: no answer tells whether it does. */
@Provider
class RunScopeFilter implements ContainerRequestFilter {
    private final CurrentCaller caller;

    RunScopeFilter(CurrentCaller caller) {
        this.caller = caller;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String run = request.getUriInfo().getPathParameters().getFirst("run");
        if (run != null && caller.find().filter(who -> !who.sees(run)).isPresent()) {
            throw ProblemException.unknownRun(run);
        }
    }
}
