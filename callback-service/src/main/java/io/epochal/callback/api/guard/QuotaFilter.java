package io.epochal.callback.api.guard;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/** Counts the requests of each caller who is known. Who is not known has been turned away before. */
@Provider
class QuotaFilter implements ContainerRequestFilter {
    private final CurrentCaller caller;
    private final CallerQuotas quotas;

    QuotaFilter(CurrentCaller caller, CallerQuotas quotas) {
        this.caller = caller;
        this.quotas = quotas;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        caller.find().ifPresent(quotas::request);
    }
}
