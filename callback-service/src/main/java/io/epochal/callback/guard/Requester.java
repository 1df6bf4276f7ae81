package io.epochal.callback.guard;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who asks.
 *
 * @param name that stands in the log; empty where nobody is asked who they are
 * @param roles with those that they include
 * @param runs that the caller sees
 * @param token by whose id the caller came; empty for another way
 * @param expires when the caller must show again who they are
 */
public record Requester(
        Optional<String> name, Set<Role> roles, RunGlobs runs, Optional<String> token, Optional<Instant> expires) {
    /** Everybody, where the service asks nobody. */
    public static final Requester ANYBODY = new Requester(
            Optional.empty(), Role.ADMIN.withIncluded(), RunGlobs.ALL, Optional.empty(), Optional.empty());

    public Requester {
        roles = Set.copyOf(roles);
    }

    /** By a token. */
    public static Requester of(ApiToken token) {
        return new Requester(
                Optional.of(token.name()),
                token.role().withIncluded(),
                token.runs(),
                Optional.of(token.id()),
                Optional.ofNullable(token.expires()));
    }

    public boolean sees(String run) {
        return runs.fit(run);
    }

    /** Those roles as they are written. */
    public Set<String> roleNames() {
        return roles.stream().map(Role::text).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * In whose name a request stands in the log.
     *
     * @param said what the request itself says, the first counts; where the caller is known it may say nothing else
     * @param otherwise where nobody is named
     * @throws ForeignNameException for another's name
     */
    public String signs(List<String> said, String otherwise) throws ForeignNameException {
        if (name.isEmpty()) {
            return said.isEmpty() ? otherwise : said.get(0);
        }
        String own = name.get();
        for (String one : said) {
            if (!one.equals(own)) {
                throw new ForeignNameException(own, one);
            }
        }
        return own;
    }
}
