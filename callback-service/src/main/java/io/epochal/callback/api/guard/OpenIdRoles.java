package io.epochal.callback.api.guard;

import io.epochal.callback.guard.Requester;
import io.epochal.callback.guard.Role;
import io.epochal.callback.guard.RunGlobs;
import io.epochal.protocol.field.Printable;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Gives the roles of this service to who comes by OpenID Connect. The claim with the provider's roles is
 * {@code quarkus.oidc.roles.role-claim-path}; a role that is not mapped counts under its own name.
 */
@ApplicationScoped
class OpenIdRoles implements SecurityIdentityAugmentor {
    /** As Quarkus' OpenID Connect has it. */
    private static final String EXPIRES = "quarkus.identity.expire-time";

    private static final int MOST_SHOWN = 100;

    private final Map<String, String> mapped;

    /** @param mapped such as {@code ml-team=operator}: a role of the provider, and the one that it is here */
    OpenIdRoles(@ConfigProperty(name = "epochal.oidc.roles") Optional<List<String>> mapped) {
        this.mapped = mapped.orElse(List.of()).stream()
                .map(OpenIdRoles::pair)
                .collect(Collectors.toMap(p -> p[0], p -> p[1]));
    }

    private static String[] pair(String text) {
        int equals = text.lastIndexOf('=');
        String role = text.substring(equals + 1).strip();
        if (equals < 1 || Role.named(role).isEmpty()) {
            throw new IllegalArgumentException("EPOCHAL_OIDC_ROLES has a provider's role, = and one of " + Role.names()
                    + ", separated by commas; found " + Printable.of(text, MOST_SHOWN));
        }
        return new String[] {text.substring(0, equals).strip(), role};
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        boolean foreign = !identity.isAnonymous() && identity.getAttribute(CallerIdentity.CALLER) == null;
        return Uni.createFrom().item(foreign ? CallerIdentity.of(caller(identity), identity) : identity);
    }

    private Requester caller(SecurityIdentity identity) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        identity.getRoles().stream()
                .map(role -> mapped.getOrDefault(role, role))
                .map(Role::named)
                .flatMap(Optional::stream)
                .forEach(role -> roles.addAll(role.withIncluded()));
        Optional<Instant> expires =
                Optional.ofNullable(identity.<Long>getAttribute(EXPIRES)).map(Instant::ofEpochSecond);
        return new Requester(
                Optional.of(identity.getPrincipal().getName()), roles, RunGlobs.ALL, Optional.empty(), expires);
    }
}
