package io.epochal.callback.api.guard;

import io.epochal.callback.guard.Requester;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;

/** A caller as Quarkus' security has one. */
final class CallerIdentity {
    /** The attribute that has the {@link Requester}. */
    static final String CALLER = "caller";

    private CallerIdentity() {}

    static SecurityIdentity of(Requester caller) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(caller.name().orElse("anybody")))
                .addRoles(caller.roleNames())
                .addAttribute(CALLER, caller)
                .build();
    }

    /** The same identity, with the rights of this caller and no others. */
    static SecurityIdentity of(Requester caller, SecurityIdentity identity) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(identity.getPrincipal())
                .addCredentials(identity.getCredentials())
                .addAttributes(identity.getAttributes())
                .addRoles(caller.roleNames())
                .addAttribute(CALLER, caller)
                .build();
    }
}
