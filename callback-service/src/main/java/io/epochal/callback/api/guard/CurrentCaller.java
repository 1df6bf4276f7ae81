package io.epochal.callback.api.guard;

import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.callback.guard.Requester;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Who has sent the request that is being answered. To be asked on the request's own thread. */
@ApplicationScoped
public class CurrentCaller {
    private final SecurityIdentity identity;

    CurrentCaller(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** @throws ProblemException where nobody is known, which no path with a role lets in */
    public Requester get() {
        return find().orElseThrow(() -> new ProblemException(ProblemType.UNKNOWN_CALLER, "sign in"));
    }

    /** Empty for somebody who is not known. */
    public Optional<Requester> find() {
        return Optional.ofNullable(identity.getAttribute(CallerIdentity.CALLER));
    }
}
